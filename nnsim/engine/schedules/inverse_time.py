"""Inverse time decay."""

from __future__ import annotations

from dataclasses import dataclass

from nnsim.base.settings import real
from nnsim.base.text import mark
from nnsim.engine.schedule import Schedule, schedules


@schedules.register
@dataclass(frozen=True)
class InverseTimeDecay(Schedule):
    """f(e) = 1/(1 + k·e): with it Σηₜ diverges and Σηₜ² does not, as stochastic approximation asks for."""

    key = "inverse_time"
    title = mark("Inverse time decay")
    summary = mark("Lowers the learning rate in proportion to 1/time: fast at first, then ever more slowly.")
    formula = "η(e) = η / (1 + k·e)"
    source = "Robbins & Monro 1951"
    order = 30

    rate: float = real(
        0.1, low=0.0, high=1e6, log=True, label=mark("Decay k"), help=mark("Halved after 1/k epochs")
    )

    def factor(self, epoch: float) -> float:
        return 1.0 / (1.0 + self.rate * epoch)
