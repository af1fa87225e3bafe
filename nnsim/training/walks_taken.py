"""Which walk took which steps of a run: kept with its moments, for the same bits need the same walk."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from nnsim.base.strict_json import Json
from nnsim.base.text import tr
from nnsim.compiled.library import NUMPY, in_use, is_here, walk_title
from nnsim.document.moment import Moment

Taken = tuple[tuple[int, str], ...]
"""Names of walks in the order of their use, each with the step it began after."""

_KEY = "walks"
_MOST = 1_000
_NAME = re.compile(r"[a-z0-9][a-z0-9.-]{0,39}")


class WalksTaken:
    """The walks of one run, from its first step to where it stands."""

    def __init__(self) -> None:
        self._taken: Taken = ()

    def note(self, step: int, walk: str) -> None:
        """Take down that the steps after `step` are taken in `walk`."""
        if not self._taken or self._taken[-1][1] != walk:
            self._taken = (*self._taken, (step, walk))[-_MOST:]

    def state(self) -> dict[str, Json]:
        """Return what a place says of them."""
        return {_KEY: [[step, walk] for step, walk in self._taken]}

    def restore(self, moment: Moment) -> None:
        """Stand where `moment` was taken; what was taken down before counts up to there where it has no place."""
        self._taken = walks_of(moment) if moment.place else self.up_to(moment.step)

    def up_to(self, step: int) -> Taken:
        """Return those that took steps up to `step`."""
        return _before(self._taken, step)


@dataclass(frozen=True)
class OtherWalk:
    """Steps that are taken in another walk than was to be expected.

    Attributes
    ----------
    step
        The step after which they are.
    before
        The walk that took the steps before them or, where they are taken once more, these steps themselves.
    now
        The walk that takes them now.
    why_numpy
        Why this run needs NumPy, see `nnsim.training.run.Run.why_numpy`.
    """

    step: int
    before: str
    now: str
    why_numpy: str = ""

    def going_on(self) -> str:
        """Return the sentence for a run that goes on from here."""
        return (
            tr(
                "Steps up to {step} were taken by: {before}. From here on it is: {now}. The numbers may differ by rounding"
                " from what the first would have given. {how}"
            )
            .format(step=f"{self.step:,}", **self._told())
            .strip()
        )

    def once_more(self) -> str:
        """Return the sentence for steps of the past."""
        return (
            tr(
                "Steps after {step} were taken by: {before}. They are now taken once more by: {now}. Between the moments"
                " that were kept, the numbers may differ by rounding from what they were. {how}"
            )
            .format(step=f"{self.step:,}", **self._told())
            .strip()
        )

    def _told(self) -> dict[str, str]:
        return {"before": walk_title(self.before), "now": walk_title(self.now), "how": self._how()}

    def _how(self) -> str:
        """Return how the first of the two would go on."""
        if self.now != in_use():
            return self.why_numpy
        text = (
            tr("NNSIM_WALK={walk} in the environment, when nnsim is started, keeps to the first.")
            if is_here(self.before)
            else tr("The first needs a computer that has it, with NNSIM_WALK={walk} in the environment.")
        )
        return text.format(walk=self.before)


def walks_of(moment: Moment) -> Taken:
    """Return the walks that took the steps up to `moment`; none where that is not known.

    What is no record of walks says nothing of them: a later nnsim may write it otherwise, and nobody needs it
    to go on.
    """
    place: Mapping[str, Any] = moment.place
    if place and _KEY not in place:
        # Written before there was another one.
        return ((0, NUMPY),) if moment.step else ()
    raw = place.get(_KEY)
    entries = raw if isinstance(raw, list) and len(raw) <= _MOST else []
    taken = tuple((entry[0], entry[1]) for entry in entries if _is_entry(entry))
    return _before(taken, moment.step) if len(taken) == len(entries) else ()


def names_of(moment: Moment) -> tuple[str, ...]:
    """Return the names of the walks that took the steps up to `moment`, in the order of their use."""
    return tuple(walk for _, walk in walks_of(moment))


def told(names: Iterable[str]) -> str:
    """Return what people read of the walks called `names`, in the order of their use."""
    return " → ".join(walk_title(name) for name in names)


def taken_otherwise(present: Moment, first: int, last: int, walk: str) -> str:
    """Return a walk that took steps after `first` and up to `last` on the way to `present`, and is not `walk`.

    Empty where there is none, or none is known.
    """
    taken = _before(walks_of(present), last)
    ends = [*(step for step, _ in taken[1:]), last]
    others = (name for (_, name), end in zip(taken, ends, strict=False) if name != walk and end > first)
    return next(others, "")


def _before(taken: Taken, step: int) -> Taken:
    return tuple(entry for entry in taken if entry[0] < step)


def _is_entry(raw: Any) -> bool:
    if not isinstance(raw, list) or len(raw) != 2:
        return False
    step, walk = raw
    counts = isinstance(step, int) and not isinstance(step, bool) and step >= 0
    return counts and isinstance(walk, str) and _NAME.fullmatch(walk) is not None
