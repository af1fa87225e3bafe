"""Step decay."""

from __future__ import annotations

import math
from dataclasses import dataclass

from nnsim.base.settings import integer, real
from nnsim.base.text import mark
from nnsim.engine.schedule import Schedule, schedules


@schedules.register
@dataclass(frozen=True)
class StepDecay(Schedule):
    """f(e) = γ^⌊e/s⌋: constant for s epochs, then γ times as large."""

    key = "step"
    title = mark("Step decay")
    summary = mark("Multiplies the learning rate by γ after every so many epochs.")
    formula = "η(e) = η·γ^⌊e/s⌋"
    source = "Bengio 2012; PyTorch StepLR"
    order = 10
    moves_within_epoch = False

    every: int = integer(30, low=1, high=1_000_000_000, label=mark("Epochs between steps s"))
    gamma: float = real(0.1, low=0.0, high=1.0, label=mark("Factor γ"))

    def factor(self, epoch: float) -> float:
        return float(self.gamma ** math.floor(epoch / self.every))
