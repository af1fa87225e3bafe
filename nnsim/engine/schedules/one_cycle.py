"""The one-cycle policy."""

from __future__ import annotations

import math
from dataclasses import dataclass

from nnsim.base.settings import integer, real
from nnsim.base.text import mark
from nnsim.engine.schedule import Schedule, schedules


@schedules.register
@dataclass(frozen=True)
class OneCycle(Schedule):
    """From 1/d up to 1 over the first share p of T epochs, then down to 1/(d·D), both along half a cosine.

    PyTorch's OneCycleLR counts its last tick as the end: it is this with
    ``total_steps = T + 1`` and ``pct_start = (p·T + 1)/(T + 1)``.
    """

    key = "one_cycle"
    title = mark("One cycle")
    summary = mark("Raises the learning rate to its full value and lowers it far below where it began.")
    formula = "η/d → η in p·T epochs,  η → η/(d·D) in the rest of T,  each along half a cosine"
    source = "Smith & Topin 2019"
    order = 70

    epochs: int = integer(100, low=1, high=1_000_000_000, label=mark("Epochs T"))
    rise: float = real(0.3, low=0.0, high=1.0, label=mark("Rising share p"))
    start: float = real(25.0, low=1.0, high=1e9, log=True, label=mark("Start divisor d"), advanced=True)
    end: float = real(1e4, low=1.0, high=1e9, log=True, label=mark("End divisor D"), advanced=True)

    def factor(self, epoch: float) -> float:
        low, lowest = 1.0 / self.start, 1.0 / (self.start * self.end)
        peak = self.rise * self.epochs
        if epoch < peak:
            return _half_cosine(low, 1.0, epoch / peak)
        if epoch < self.epochs:
            return _half_cosine(1.0, lowest, (epoch - peak) / (self.epochs - peak))
        return lowest


def _half_cosine(start: float, end: float, done: float) -> float:
    """Return the value between `start` and `end` after the share `done` of the way."""
    return end + (start - end) * (1.0 + math.cos(math.pi * done)) / 2.0
