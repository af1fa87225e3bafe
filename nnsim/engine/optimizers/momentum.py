"""Gradient descent with momentum."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnsim.base.settings import real
from nnsim.base.text import mark
from nnsim.engine.calls import Calls
from nnsim.engine.fading import SUMS
from nnsim.engine.optimizer import Optimizer, OptimizerVectors, optimizers


@optimizers.register
@dataclass(frozen=True)
class Momentum(Optimizer):
    """v ← μ·v + g,  Δ = η·v."""

    key = "momentum"
    title = mark("SGD + momentum")
    summary = mark("A heavy ball: past gradients keep pushing, so that zigzags cancel and slopes add up.")
    formula = "v ← μ·v + g,  w ← w − η·v"
    source = "Polyak 1964"
    order = 20

    momentum: float = real(0.9, low=0.0, high=0.9999, label=mark("Momentum μ"))

    def emit(self, v: OptimizerVectors, calls: Calls) -> None:
        velocity = v.slot("velocity", fades=SUMS)
        calls(np.multiply, velocity, calls.constant(self.momentum), velocity)
        calls(np.add, velocity, v.gradient, velocity)
        calls(np.multiply, velocity, v.rate, v.step)
