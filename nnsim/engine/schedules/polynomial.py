"""Polynomial decay."""

from __future__ import annotations

from dataclasses import dataclass

from nnsim.base.settings import integer, real
from nnsim.base.text import mark
from nnsim.engine.schedule import Schedule, schedules


@schedules.register
@dataclass(frozen=True)
class PolynomialDecay(Schedule):
    """f(e) = (1 − e/T)^p up to epoch T, 0 from there on; with p = 1 a straight line."""

    key = "polynomial"
    title = mark("Polynomial decay")
    summary = mark("Lowers the learning rate to 0 over T epochs; with power 1 along a straight line.")
    formula = "η(e) = η·(1 − min(e, T)/T)^p"
    source = "PyTorch PolynomialLR"
    order = 40

    epochs: int = integer(
        100, low=1, high=1_000_000_000, label=mark("Epochs T"), help=mark("Nothing is learned after them")
    )
    power: float = real(1.0, low=0.01, high=100.0, label=mark("Power p"))

    def factor(self, epoch: float) -> float:
        return float((1.0 - min(epoch, self.epochs) / self.epochs) ** self.power)
