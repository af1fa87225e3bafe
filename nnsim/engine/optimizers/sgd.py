"""Stochastic gradient descent."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnsim.base.text import mark
from nnsim.engine.calls import Calls
from nnsim.engine.optimizer import Optimizer, OptimizerVectors, optimizers


@optimizers.register
@dataclass(frozen=True)
class SGD(Optimizer):
    """Δ = η·g."""

    key = "sgd"
    title = mark("SGD")
    summary = mark("A step against the gradient, as long as the learning rate says.")
    formula = "w ← w − η·g"
    source = "Robbins & Monro 1951"
    order = 10

    def emit(self, v: OptimizerVectors, calls: Calls) -> None:
        calls(np.multiply, v.gradient, v.rate, v.step)
