"""Adagrad."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnsim.base.settings import real
from nnsim.base.text import mark
from nnsim.engine.calls import Calls
from nnsim.engine.optimizer import Optimizer, OptimizerVectors, optimizers


@optimizers.register
@dataclass(frozen=True)
class Adagrad(Optimizer):
    """S ← S + g²,  Δ = η·g/(√S + ε)."""

    key = "adagrad"
    title = mark("Adagrad")
    summary = mark(
        "Divides every gradient by the size of all before it: rare features keep large steps, and steps only shrink."
    )
    formula = "S ← S + g²,  w ← w − η·g/(√S + ε)"
    source = "Duchi, Hazan & Singer 2011"
    order = 36

    epsilon: float = real(1e-10, low=1e-16, high=1.0, log=True, label=mark("ε"), advanced=True)

    def emit(self, v: OptimizerVectors, calls: Calls) -> None:
        squares = v.slot("squares")
        calls(np.multiply, v.gradient, v.gradient, v.step)
        calls(np.add, squares, v.step, squares)
        calls(np.sqrt, squares, v.step)
        calls(np.add, v.step, calls.constant(self.epsilon), v.step)
        calls(np.divide, v.gradient, v.step, v.step)
        calls(np.multiply, v.step, v.rate, v.step)
