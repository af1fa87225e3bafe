"""What keeps a run from losing itself: a limit for the loss, and the last moment that was good."""

from __future__ import annotations

from math import isfinite

import numpy as np

from nnsim.document.moment import Moment
from nnsim.engine.parameters import Parameters
from nnsim.training.machine import Machine

DIVERGED_AT = 1e8
"""A loss this many times the first one (or 1, if that is more) has diverged, finite or not."""
HUGE_LOSS = 1e300
CHECKPOINT_EVERY = 64
"""Steps between two checkpoints; counted, not timed, so that a run that diverged and plays on is the
same with and without a window."""


class Guard:
    """The limit of divergence, and the checkpoint.

    Attributes
    ----------
    limit
        The loss at which a run has diverged; None while no step has said what a loss is like here.
    checkpoint
        Where to go back to: arrays without a place.
    """

    def __init__(self, machine: Machine) -> None:
        self.limit: float | None = None
        self.checkpoint = Moment()
        self._machine = machine

    @property
    def limit_now(self) -> float:
        """The limit in force."""
        return self.limit or HUGE_LOSS

    def learn(self, loss: float) -> None:
        """Take the first loss as what a loss is like here."""
        if self.limit is None:
            self.limit = DIVERGED_AT * max(1.0, loss)

    def check(self, step: int, epoch: float) -> bool:
        """Keep a checkpoint, unless there is nothing to go on from; return whether all numbers are some."""
        parameters = self._machine.parameters
        good = _is_good(parameters)
        if good or not self.checkpoint.parameters.size:
            self.checkpoint = self._machine.copy_arrays(step, epoch)
        return good or _is_finite(parameters)

    def steps_left(self, step: int) -> int:
        """Return how many steps may be taken before the next checkpoint, or before the limit is known."""
        # The first step says what a loss is like here. A step, not a time: runs must not differ.
        return 1 if self.limit is None else CHECKPOINT_EVERY - step % CHECKPOINT_EVERY


def _is_good(parameters: Parameters) -> bool:
    """Return whether what is learned is small enough to go on from.

    The loss can be finite when weights are not: tanh of infinity is 1.
    """
    vector, state = parameters.vector, parameters.state
    with np.errstate(all="ignore"):
        return isfinite(float(vector.dot(vector)) + float(state.dot(state)))


def _is_finite(parameters: Parameters) -> bool:
    """Return whether all that is learned is a number, however large."""
    return bool(np.isfinite(parameters.vector).all() and np.isfinite(parameters.state).all())
