"""What is kept of a run: moments to look at, to go on from and to reach every step between them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from nnsim.base.brief import brief
from nnsim.data.prepared import Prepared
from nnsim.document.moment import Moment
from nnsim.document.project import TrainingSettings


@dataclass(frozen=True, eq=False)
class Kept:
    """A moment of a run, and how training went on from there.

    Attributes
    ----------
    training
        The settings in force from there on.
    by_hand
        Whether a change made it: of the rate, of a weight, of the data. Steps after it are reached
        from it only, as training from an earlier moment knows nothing of the change.
    until
        The last step that training from here reaches as the run did; None: every one before the
        next moment that is kept. It is a number where a moment made by hand had to go.
    prepared
        The examples in force from there on; None: those that the run began with. Files do not hold them.
    """

    moment: Moment
    training: TrainingSettings
    by_hand: bool = False
    until: int | None = None
    prepared: Prepared | None = None

    @property
    def step(self) -> int:
        """The step it stands at."""
        return self.moment.step

    def reaches(self, step: int) -> int:
        """Return the step nearest to `step`, from that of the moment on, that training from here reaches."""
        nearest = max(step, self.step)
        return nearest if self.until is None else min(nearest, self.until)

    def without(self, following: Kept) -> Kept:
        """Return this moment where `following`, the next one, is let go of: it says how far it still reaches."""
        until = following.step if following.by_hand else following.until
        return self if until is None or self.until is not None else replace(self, until=until)

    def __repr__(self) -> str:
        return brief(self)


def arrays_of(moment: Moment) -> Iterator[tuple[str, np.ndarray]]:
    """Yield the arrays of a moment itself by name: ``parameters``, ``state`` and ``slots/…``."""
    yield "parameters", moment.parameters
    yield "state", moment.state
    for name, array in moment.slots.items():
        yield f"slots/{name}", array
