"""How fast a run trains."""

from __future__ import annotations

import time

OVER = 0.5
"""Seconds that are averaged over."""


class Speed:
    """Steps per second over the last half second or more."""

    def __init__(self) -> None:
        self.restart(0)

    def restart(self, step: int) -> None:
        """Begin to measure at `step`."""
        self._since, self._step, self._value = time.perf_counter(), step, 0.0

    def measure(self, step: int) -> float:
        """Return the speed of a run that is at `step` now."""
        now = time.perf_counter()
        if now - self._since > OVER:
            self._value = (step - self._step) / (now - self._since)
            self._since, self._step = now, step
        elif not self._value and now > self._since:
            return (step - self._step) / (now - self._since)
        return self._value
