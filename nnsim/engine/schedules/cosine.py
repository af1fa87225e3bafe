"""Cosine annealing."""

from __future__ import annotations

import math
from dataclasses import dataclass

from nnsim.base.settings import integer, real
from nnsim.base.text import mark
from nnsim.engine.schedule import Schedule, schedules


@schedules.register
@dataclass(frozen=True)
class CosineAnnealing(Schedule):
    """f(e) = m + (1 − m)·(1 + cos(π·e/T))/2 up to epoch T, m from there on.

    PyTorch's CosineAnnealingLR rises again after T; here that is what warm restarts are for.
    """

    key = "cosine"
    title = mark("Cosine annealing")
    summary = mark("Lowers the learning rate along half a cosine: gently at both ends, fast between them.")
    formula = "η(e) = η·(m + (1 − m)·(1 + cos(π·min(e, T)/T))/2)"
    source = "Loshchilov & Hutter 2017"
    order = 50

    epochs: int = integer(100, low=1, high=1_000_000_000, label=mark("Epochs T"))
    least: float = real(
        0.0, low=0.0, high=1.0, label=mark("Least share m"), help=mark("Of the learning rate, at the end")
    )

    def factor(self, epoch: float) -> float:
        done = min(epoch, self.epochs) / self.epochs
        return self.least + (1.0 - self.least) * (1.0 + math.cos(math.pi * done)) / 2.0
