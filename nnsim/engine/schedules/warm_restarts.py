"""Cosine annealing with warm restarts."""

from __future__ import annotations

import math
from dataclasses import dataclass

from nnsim.base.settings import integer, real
from nnsim.base.text import mark
from nnsim.engine.schedule import Schedule, schedules


@schedules.register
@dataclass(frozen=True)
class WarmRestarts(Schedule):
    """f = m + (1 − m)·(1 + cos(π·c/Tᵢ))/2, c the epochs since the last restart, Tᵢ = T₀·kⁱ.

    SGDR: every return to the full learning rate may leave a poor valley for a better one.
    """

    key = "warm_restarts"
    title = mark("Warm restarts")
    summary = mark("Cosine annealing again and again, each time from the full learning rate.")
    formula = "η(e) = η·(m + (1 − m)·(1 + cos(π·c/Tᵢ))/2),  Tᵢ = T₀·kⁱ"
    source = "Loshchilov & Hutter 2017"
    order = 60

    first: int = integer(10, low=1, high=1_000_000_000, label=mark("Epochs of the first round T₀"))
    multiple: int = integer(
        2, low=1, high=100, label=mark("Lengthening k"), help=mark("Every round is so many times as long")
    )
    least: float = real(0.0, low=0.0, high=1.0, label=mark("Least share m"))

    def factor(self, epoch: float) -> float:
        # Counted up rather than by a logarithm, whose rounding would miss a restart by a whole round.
        begun, length = 0, self.first
        if self.multiple == 1:
            begun = math.floor(epoch / length) * length
        else:
            while epoch >= begun + length:
                begun, length = begun + length, length * self.multiple
        done = (epoch - begun) / length
        return self.least + (1.0 - self.least) * (1.0 + math.cos(math.pi * done)) / 2.0
