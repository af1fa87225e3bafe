"""Exponential decay."""

from __future__ import annotations

from dataclasses import dataclass

from nnsim.base.settings import real
from nnsim.base.text import mark
from nnsim.engine.schedule import Schedule, schedules


@schedules.register
@dataclass(frozen=True)
class ExponentialDecay(Schedule):
    """f(e) = γ^e: every epoch takes away the same share."""

    key = "exponential"
    title = mark("Exponential decay")
    summary = mark("Lowers the learning rate by the same share in every epoch.")
    formula = "η(e) = η·γ^e"
    source = "Bengio 2012; PyTorch ExponentialLR"
    order = 20

    gamma: float = real(0.97, low=0.0, high=1.0, label=mark("Factor an epoch γ"))

    def factor(self, epoch: float) -> float:
        return float(self.gamma**epoch)
