"""When the next steps are due, so that training keeps a pace: no drift, and no rush after a pause."""

from __future__ import annotations

import math
import time
from collections.abc import Callable

from nnsim.document.pace import Pace

TICK = 1 / 120
"""Seconds between two bursts of steps where several are due within that time: twice a frame's rate."""
LATEST = 0.1
"""Seconds of delay that are made up for. What a longer stall cost is given up: no rush follows."""
_LONGEST_WAIT = 1.0
_LONGEST_PERIOD = 1e6
_DOUBT = 1.1
"""Most by which the estimate of a step's time grows at once: one that was held up says little."""


class Pacer:
    """Says how many steps may be taken now, and how long to wait for the next.

    Steps are due at equal distances from each other. Whoever takes steps asks `due`, takes at most so
    many, and tells it by `took`.

    Parameters
    ----------
    clock
        Seconds that never go back.
    """

    def __init__(self, clock: Callable[[], float] = time.perf_counter) -> None:
        self._clock = clock
        self._pace = Pace()
        self._period = 0.0
        """Seconds from one step to the next; 0: none, as fast as it goes."""
        self._next = 0.0
        """When the next step is due."""
        self._cost = 0.0
        """Seconds that a step takes."""

    @property
    def pace(self) -> Pace:
        """The pace that is kept."""
        return self._pace

    @property
    def steps_per_second(self) -> float:
        """Steps a second that are never exceeded for long; infinity: as fast as it goes."""
        return 1 / self._period if self._period else math.inf

    @property
    def load(self) -> float:
        """Share of the time that the steps take at this pace; 1 where they cannot keep it."""
        return min(1.0, self._cost / self._period) if self._period else 1.0

    def keep(self, pace: Pace, steps_per_epoch: int) -> None:
        """Keep `pace` from here on; the step that is waited for comes as much later or sooner."""
        self._pace = pace
        period = min(_LONGEST_PERIOD, 1 / pace.steps_per_second(steps_per_epoch))
        if period == self._period:
            return
        now = self._clock()
        last = self._next - self._period if self._period else now
        self._period = period
        self._next = max(now, last + period)

    def restart(self) -> None:
        """Begin to play: the first step is due at once, and what a step takes is to be seen."""
        self._next, self._cost = self._clock(), 0.0

    def due(self, most: int) -> int:
        """Return how many steps, of `most` at most, are due by now."""
        if not self._period:
            return most
        late = self._clock() - self._next
        if late > LATEST:
            self._next += late - LATEST
            late = LATEST
        return min(most, 1 + int(late / self._period)) if late >= 0 else 0

    def took(self, steps: int, seconds: float) -> None:
        """Take note of so many steps, which took so many seconds."""
        self._next += steps * self._period
        if steps:
            each = seconds / steps
            self._cost = min(each, self._cost * _DOUBT) if self._cost else each

    def wait(self) -> float:
        """Return the seconds until the next steps are due, small ones together; 0 when they are."""
        if not self._period:
            return 0.0
        until = self._next - self._clock()
        if until <= 0:
            return 0.0
        return min(_LONGEST_WAIT, until + max(0.0, TICK - self._period))

    def has_time_for(self, seconds: float) -> bool:
        """Return whether something else may take so many seconds now without a step being lost."""
        until = self._next - self._clock()
        return self._period > 0 and until > 0 and seconds <= until + LATEST
