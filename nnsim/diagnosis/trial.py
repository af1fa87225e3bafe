"""Cures that are tried: twins of the same seed, one as it is and one with the cure, trained and laid side by side.

Nobody is offered a cure that was not tried. What counts is the validation part, on at least two seeds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from nnsim.diagnosis.arm import Arm
from nnsim.diagnosis.case import Case
from nnsim.diagnosis.doctor import Verdict
from nnsim.diagnosis.prescribing import prescribed
from nnsim.diagnosis.treating import Treating
from nnsim.diagnosis.tried import Treatment, Trial

__all__ = ["SEEDS", "Arm", "Treatment", "Trial", "prescribed", "treat"]

SEEDS = 2
"""Seeds on which a cure is tried at least: that of the project, and those after it."""


def treat(
    case: Case,
    verdicts: Sequence[Verdict],
    *,
    steps: int = 0,
    seeds: int = SEEDS,
    seconds: float = float("inf"),
    pause: Callable[[], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> Iterator[Treatment]:
    """Try the cures of what was found, the likeliest first, and yield all that is known, some times a second.

    Parameters
    ----------
    steps
        How far each twin is trained; 0: as far as `case` has got, at least some epochs.
    seconds
        How long it may take: what does not fit is not tried, and says so.
    pause
        Called between pieces of some milliseconds: a window waits there while it has other things to do.
    stop
        Asked between pieces; when it returns True nothing more is tried.
    """
    yield from Treating(case, verdicts, steps, seeds, seconds, pause, stop).treatments()
