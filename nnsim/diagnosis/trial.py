"""Cures that are tried: twins of the same seed, one as it is and one with the cure, trained and laid side by side.

Nobody is offered a cure that was not tried. What counts is the validation part, on at least two seeds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from nnsim.diagnosis.case import Case
from nnsim.diagnosis.cure import Prescription
from nnsim.diagnosis.doctor import Verdict
from nnsim.diagnosis.score import Score
from nnsim.document.project import Project

SEEDS = 2
"""Seeds on which a cure is tried at least: that of the project, and those after it."""


@dataclass(frozen=True, eq=False)
class Arm:
    """One twin: what it came to at every look.

    Attributes
    ----------
    seed
        Of the training.
    steps, train_loss, val_loss, scores
        (m,) steps at which was measured; losses on both parts (NaN where there is no validation part); `Score.value`
        on the validation part.
    gradients
        Name of every layer with parameters, and the norm of its weights' gradient at the last look.
    what
        What the scores are: accuracy or R².
    diverged
        Whether its loss grew beyond all bounds.
    """

    seed: int
    steps: np.ndarray
    train_loss: np.ndarray
    val_loss: np.ndarray
    scores: np.ndarray
    gradients: tuple[tuple[str, float], ...]
    what: str = "accuracy"
    diverged: bool = False

    @property
    def best(self) -> Score | None:
        """The best it came to; None where nothing was measured."""
        raise NotImplementedError


@dataclass(frozen=True, eq=False)
class Trial:
    """A cure, or several together, beside the network as it is.

    Attributes
    ----------
    illness
        Key of what it is to cure.
    prescriptions
        What was tried, in the order in which it is applied; more than one is a combination.
    label
        What it does, as the text of a button, translated.
    edits
        What it changes in the project, each in words, translated.
    project
        The project with the cure.
    begins_anew
        Whether training has to begin anew with it.
    sick, cured
        Twins of each seed, as it is and with the cure; as far as they were trained.
    share
        How much of the work is done, 0 to 1.
    seconds
        How long it took so far.
    helped
        Whether it helps: better on the validation part at every seed, by more than chance makes of it. False until the
        work is done.
    why_not
        Why it was not tried, or could not be, a sentence; empty where it was.
    """

    illness: str
    prescriptions: tuple[Prescription, ...]
    label: str
    edits: tuple[str, ...]
    project: Project
    begins_anew: bool = True
    sick: tuple[Arm, ...] = ()
    cured: tuple[Arm, ...] = ()
    share: float = 0.0
    seconds: float = 0.0
    helped: bool = False
    why_not: str = ""

    @property
    def key(self) -> str:
        """Keys of its cures, joined by a plus."""
        return "+".join(p.cure for p in self.prescriptions)


@dataclass(frozen=True, eq=False)
class Treatment:
    """Everything that was tried for a case so far; frozen, and replaced by the next while the work goes on.

    Attributes
    ----------
    trials
        In the order in which they are tried; those that wait have a share of 0.
    share
        How much of all the work is done, 0 to 1.
    finished
        Whether nothing more is tried.
    needs_seconds
        How long all of it takes about, where that is known.
    """

    trials: tuple[Trial, ...] = field(default=())
    share: float = 0.0
    finished: bool = False
    needs_seconds: float = float("nan")

    @property
    def best(self) -> Trial | None:
        """The trial that helped most; None while none did."""
        raise NotImplementedError


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
    """Try the cures of what was found, the likeliest first, and yield all that is known after every piece of work.

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
    raise NotImplementedError


def prescribed(case: Case, verdicts: Sequence[Verdict]) -> tuple[Trial, ...]:
    """Return what would be tried for a case, the likeliest first: only what changes the project and can be trained."""
    raise NotImplementedError
