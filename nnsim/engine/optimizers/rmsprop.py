"""RMSProp."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnsim.base.settings import real
from nnsim.base.text import mark
from nnsim.engine.calls import Calls
from nnsim.engine.fading import SQUARES
from nnsim.engine.optimizer import Optimizer, OptimizerVectors, optimizers


@optimizers.register
@dataclass(frozen=True)
class RMSProp(Optimizer):
    """s ← ρ·s + (1 − ρ)·g²,  Δ = η·g/(√s + ε)."""

    key = "rmsprop"
    title = mark("RMSProp")
    summary = mark("Divides every gradient by its own recent size, so that all parameters move alike.")
    formula = "s ← ρ·s + (1 − ρ)·g²,  w ← w − η·g/(√s + ε)"
    source = "Tieleman & Hinton 2012"
    order = 40

    decay: float = real(0.99, low=0.0, high=0.99999, label=mark("Memory ρ"))
    epsilon: float = real(1e-8, low=1e-16, high=1.0, log=True, label=mark("ε"), advanced=True)

    def emit(self, v: OptimizerVectors, calls: Calls) -> None:
        mean_square = v.slot("mean_square", fades=SQUARES)
        calls(np.multiply, v.gradient, v.gradient, v.step)
        calls(np.multiply, v.step, calls.constant(1 - self.decay), v.step)
        calls(np.multiply, mean_square, calls.constant(self.decay), mean_square)
        calls(np.add, mean_square, v.step, mean_square)
        calls(np.sqrt, mean_square, v.step)
        calls(np.add, v.step, calls.constant(self.epsilon), v.step)
        calls(np.divide, v.gradient, v.step, v.step)
        calls(np.multiply, v.step, v.rate, v.step)
