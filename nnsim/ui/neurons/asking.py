"""When the neurons ask for a picture: as often as its cost allows, and at once when another thing is asked."""

from __future__ import annotations

import time

from nnsim.training.messages import State
from nnsim.training.pictures.neuron_maps import NeuronsOver
from nnsim.training.snapshot import Snapshot

LEAST_PAUSE = 0.15
"""Seconds between two pictures of the neurons, at least."""
SHARE = 5.0
"""A picture is asked for when this many times its cost has gone by since the last."""


class Asking:
    """Knows what was asked, what is shown, and what it cost.

    Attributes
    ----------
    asked
        The last request; None before the first.
    step
        Of the picture that is shown; None while there is none.
    is_current
        Whether that is of the run on the screen.
    drawing_time
        Seconds that the window took to draw it.
    taken_at
        When it came, by the monotonic clock.
    """

    def __init__(self) -> None:
        self.asked: NeuronsOver | None = None
        self.step: int | None = None
        self.is_current = False
        self.drawing_time = self.taken_at = 0.0
        self._answered: NeuronsOver | None = None
        self._cost = 0.0
        """Seconds that the picture cost the trainer."""
        self._is_stale = True

    def outdate(self) -> None:
        """Ask again, although no step was taken."""
        self._is_stale = True

    def forget_run(self) -> None:
        """Ask at once: another run begins."""
        self.is_current = False

    def is_due(self, request: NeuronsOver, state: State | None) -> bool:
        """Return whether `request` is to be asked now of a run that stands at `state`."""
        if self.step is not None and self.is_current:
            same = self._answered == request and state is not None and state.step == self.step
            if same and not self._is_stale:
                return False
            if time.monotonic() - self.taken_at < _pause(self._cost + self.drawing_time, state):
                return False
        return True

    def take(self, snapshot: Snapshot) -> None:
        """Take note that `snapshot`, which answers what was asked, is shown from now on."""
        assert self.asked is not None
        self._answered, self.step = self.asked, snapshot.step_of(self.asked)
        self._cost = snapshot.seconds.get(self.asked, 0.0)
        self.is_current, self._is_stale = True, False
        self.taken_at = time.monotonic()


def _pause(cost: float, state: State | None) -> float:
    """Return the seconds between two pictures that cost so many each."""
    # A training that waits for its pace, or for somebody who looks back, loses nothing by a picture more.
    idle = state is not None and (state.load < 1 or state.is_past)
    return 0.0 if idle else max(LEAST_PAUSE, SHARE * cost)
