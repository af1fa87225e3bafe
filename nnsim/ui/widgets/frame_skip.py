"""What need not be drawn in every frame is drawn in as many as are enough."""

from __future__ import annotations

import time
from collections.abc import Callable

CURVES_MS = 50
"""Milliseconds from one drawing of curves over steps to the next, on average."""
_EARLY = 0.004
"""Seconds by which a frame may come early: timers are no clockwork."""


class FrameSkip:
    """Picks so many of the frames that those are, on average, `milliseconds` apart or more.

    Other than a `Beat` it never acts between two frames.

    Parameters
    ----------
    now
        The time in seconds.
    """

    def __init__(self, milliseconds: int, now: Callable[[], float] = time.monotonic) -> None:
        self._period = milliseconds / 1000
        self._now = now
        self._due = float("-inf")

    def picks(self) -> bool:
        """Return whether to draw in this frame; to be asked once a frame in which there is something new."""
        now = self._now()
        if now < self._due - _EARLY:
            return False
        # What came late by less than one period is made up for, more is not.
        self._due = max(self._due, now - self._period) + self._period
        return True
