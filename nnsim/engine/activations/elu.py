"""Exponential linear unit."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnsim.base.settings import real
from nnsim.base.text import mark
from nnsim.engine.activation import Activation, activations
from nnsim.engine.calls import Calls
from nnsim.engine.expression import Constant, Expression, exp


@activations.register
@dataclass(frozen=True)
class ELU(Activation):
    """y = z where z > 0, else α(e^z − 1)."""

    key = "elu"
    title = mark("ELU")
    summary = mark("Like ReLU for positive numbers; negative ones level off smoothly at −α.")
    formula = "y = z if z > 0 else α·(eᶻ − 1)"
    source = "Clevert, Unterthiner & Hochreiter 2015"
    rising = True
    order = 40
    holds = True

    alpha: float = real(1.0, low=0.0, high=10.0, label=mark("Scale α"))

    def forward(self, calls: Calls, z: np.ndarray, y: np.ndarray) -> None:
        negative = calls.buffer(*y.shape)
        zero = calls.constant(0)
        calls(np.minimum, z, zero, out=negative)
        calls(np.expm1, negative, negative)
        calls(np.multiply, negative, calls.constant(self.alpha), negative)
        calls(np.maximum, z, zero, out=y)
        calls(np.add, y, negative, y)

    def slope(self, calls: Calls, y: np.ndarray, out: np.ndarray) -> None:
        # From z: in y + α, which is the same below 0, a small slope would be lost.
        calls(np.minimum, out, calls.constant(0), out=out)
        calls(np.exp, out, out)
        if self.alpha != 1:  # else the two sides meet at 1
            positive = calls.buffer(*y.shape, dtype=np.bool_)
            calls(np.greater, y, calls.constant(0), positive)
            calls(np.multiply, out, calls.constant(self.alpha), out)
            calls(np.copyto, out, calls.constant(1), where=positive)

    def spelled(self, z: Expression) -> Expression:
        return z if z.value > 0 else self.alpha * (exp(z) - 1)

    def spelled_slope(self, z: Expression, y: Expression) -> Expression:
        return Constant(1.0) if z.value > 0 else self.alpha * exp(z)
