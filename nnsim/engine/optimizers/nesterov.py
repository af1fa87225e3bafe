"""Nesterov's accelerated gradient."""

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
class Nesterov(Optimizer):
    """v ← μ·v + g,  Δ = η·(g + μ·v)."""

    key = "nesterov"
    title = mark("Nesterov")
    summary = mark("Momentum that looks ahead: it brakes before the turn instead of after it.")
    formula = "v ← μ·v + g,  w ← w − η·(g + μ·v)"
    source = "Nesterov 1983; Sutskever et al. 2013"
    order = 30

    momentum: float = real(0.9, low=0.0, high=0.9999, label=mark("Momentum μ"))

    def emit(self, v: OptimizerVectors, calls: Calls) -> None:
        velocity = v.slot("velocity", fades=SUMS)
        mu = calls.constant(self.momentum)
        calls(np.multiply, velocity, mu, velocity)
        calls(np.add, velocity, v.gradient, velocity)
        calls(np.multiply, velocity, mu, v.step)
        calls(np.add, v.step, v.gradient, v.step)
        calls(np.multiply, v.step, v.rate, v.step)
