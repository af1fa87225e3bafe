"""The contract of what takes the steps of a run, for all batch sizes that occur in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from nnsim.engine.program import Program
from nnsim.training.recorder import Recorder
from nnsim.training.stretch import Stretch


class Walker(Protocol):
    """Takes the steps of one run.

    Attributes
    ----------
    walk
        Name of the way it computes: two runs from one seed have the same bits where it is the same.
    why_numpy
        A sentence for people that says why it computes in NumPy; empty where there is nothing to say.
    walks_through
        Whether it takes stretches of many legs, and flushes and keeps checkpoints within them
        (`nnsim.training.guard`). Else a stretch has one leg, and ends where that is to be done.
    """

    walk: str
    why_numpy: str
    walks_through: bool

    @property
    def recorder(self) -> Recorder:
        """Where the readings of its steps are."""

    def take(self, stretch: Stretch, yield_to: Callable[[], None] | None) -> int:
        """Take the steps of `stretch`; return how many were taken: fewer where the run has diverged.

        Parameters
        ----------
        yield_to
            Called before every step; by a walker that walks through, perhaps before the first one only.
        """

    def total(self) -> float:
        """Return the unscaled loss of the last step."""

    @property
    def program(self) -> Program:
        """What the last step ran."""
