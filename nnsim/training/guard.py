"""What keeps a run from losing itself: a limit for the loss, and the last moment that was good."""

from __future__ import annotations

from collections.abc import Mapping
from math import isfinite

import numpy as np

from nnsim.document.moment import Moment
from nnsim.engine.parameters import Parameters
from nnsim.training.checkpoint import Checkpoint

DIVERGED_AT = 1e8
"""A loss this many times the first one (or 1, if that is more) has diverged, finite or not."""
HUGE_LOSS = 1e300
MANY = 1 << 30
CHECKPOINT_EVERY = 64
"""Steps between two checkpoints; counted, not timed, so that a run that diverged and plays on is the
same with and without a window."""


class Guard:
    """The limit of divergence, and the checkpoint.

    A walker that goes on through checkpoints does the same as a run between two stretches: after every
    step that `CHECKPOINT_EVERY` divides it flushes what has faded, then asks `check`, and ends where that
    says no. One that copies the arrays by itself, into `room`, tells so with `keep`.

    Attributes
    ----------
    limit
        The loss at which a run has diverged; None while no step has said what a loss is like here.
    room
        Where the next checkpoint is copied to.
    """

    def __init__(self, parameters: Parameters) -> None:
        self.limit: float | None = None
        self._parameters = parameters
        self._kept: Checkpoint | None = None
        self.watch({})

    def watch(self, slots: Mapping[str, np.ndarray]) -> None:
        """Keep these slots beside what is learned, from the next checkpoint on."""
        self.room = Checkpoint(self._parameters, slots)

    @property
    def checkpoint(self) -> Moment:
        """Where to go back to: arrays without a place."""
        return Moment() if self._kept is None else self._kept.moment()

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
        good = _is_good(self._parameters)
        if good or self._kept is None:
            self.room.copy()
            self.keep(step, epoch)
        return good or _is_finite(self._parameters)

    def keep(self, step: int, epoch: float) -> None:
        """Take what lies in `room` as the checkpoint: it is from `step`."""
        self.room.step, self.room.epoch = step, epoch
        self._kept = self.room

    def steps_left(self, step: int, walks_through: bool) -> int:
        """Return how many steps may be taken before the next checkpoint, or before the limit is known.

        To a walker that walks through, checkpoints are no end.
        """
        # The first step says what a loss is like here. A step, not a time: runs must not differ.
        if self.limit is None:
            return 1
        return MANY if walks_through else CHECKPOINT_EVERY - step % CHECKPOINT_EVERY


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
