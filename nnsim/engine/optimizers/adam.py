"""Adam."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from nnsim.base.settings import real
from nnsim.base.text import mark
from nnsim.engine.calls import Calls
from nnsim.engine.optimizer import Optimizer, OptimizerVectors, optimizers


@optimizers.register
@dataclass(frozen=True)
class Adam(Optimizer):
    """m ← β₁m + (1−β₁)g,  s ← β₂s + (1−β₂)g²,  Δ = η·m̂/(√ŝ + ε) with m̂, ŝ corrected for their start at 0."""

    key = "adam"
    title = mark("Adam")
    summary = mark("Momentum and a step size of its own for every parameter. A good first choice.")
    formula = "m ← β₁m + (1−β₁)g,  s ← β₂s + (1−β₂)g²,  w ← w − η·m̂/(√ŝ + ε)"
    source = "Kingma & Ba 2014"
    order = 50

    beta1: float = real(0.9, low=0.0, high=0.99999, label=mark("Memory of gradients β₁"))
    beta2: float = real(0.999, low=0.0, high=0.999999, label=mark("Memory of squares β₂"))
    epsilon: float = real(1e-8, low=1e-16, high=1.0, log=True, label=mark("ε"), advanced=True)

    def emit(self, v: OptimizerVectors, calls: Calls) -> None:
        mean, square = v.slot("mean"), v.slot("square")
        steps = v.scalar("steps")
        # Δ = η·(m/c₁)/(√(s/c₂) + ε) = (η√c₂/c₁)·m/(√s + ε√c₂), with cᵢ = 1 − βᵢᵗ.
        rate, epsilon = calls.constant(0), calls.constant(0)

        def tick() -> None:
            steps[...] += 1.0
            t = float(steps)
            root = math.sqrt(1 - self.beta2**t)
            rate[...] = float(v.rate) * root / (1 - self.beta1**t)
            epsilon[...] = self.epsilon * root

        calls(tick)
        calls(np.multiply, mean, calls.constant(self.beta1), mean)
        calls(np.multiply, v.gradient, calls.constant(1 - self.beta1), v.step)
        calls(np.add, mean, v.step, mean)
        calls(np.multiply, square, calls.constant(self.beta2), square)
        calls(np.multiply, v.gradient, v.gradient, v.step)
        calls(np.multiply, v.step, calls.constant(1 - self.beta2), v.step)
        calls(np.add, square, v.step, square)
        calls(np.sqrt, square, v.step)
        calls(np.add, v.step, epsilon, v.step)
        calls(np.divide, mean, v.step, v.step)
        calls(np.multiply, v.step, rate, v.step)
