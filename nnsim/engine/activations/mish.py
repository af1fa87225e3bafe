"""Mish."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from nnsim.base.text import mark
from nnsim.engine.activation import Activation, activations
from nnsim.engine.calls import Calls
from nnsim.engine.expression import Expression, exp, ln, tanh

HIGH = 20.0
"""Beyond it tanh(ln(1 + eᶻ)) is 1 to all digits, and squares of e^HIGH still fit into float32."""


@activations.register
@dataclass(frozen=True)
class Mish(Activation):
    """y = z·tanh(ln(1 + e^z)).

    With p = e^z the tanh is p(p + 2)/(p(p + 2) + 2): one power, no logarithm, and all digits kept.
    """

    key = "mish"
    title = mark("Mish")
    summary = mark("A smooth ReLU that dips a little below 0, like SiLU but somewhat steeper.")
    formula = "y = z·tanh(ln(1 + eᶻ))"
    source = "Misra 2019"
    needs_input = True
    limits = (-0.30884013, math.inf)
    order = 48

    def forward(self, calls: Calls, z: np.ndarray, y: np.ndarray) -> None:
        power, work = calls.buffer(*z.shape), calls.buffer(*z.shape)
        two = calls.constant(2)
        calls(np.minimum, z, calls.constant(HIGH), out=power)
        calls(np.exp, power, power)
        calls(np.add, power, two, work)
        calls(np.multiply, power, work, power)
        calls(np.add, power, two, work)
        calls(np.divide, power, work, power)
        calls(np.multiply, z, power, y)

    def slope_at(self, calls: Calls, z: np.ndarray, y: np.ndarray, out: np.ndarray) -> None:
        # f′ = q/r + z·4p(1 + p)/r², with q = p(p + 2) and r = q + 2
        power, work, low = (calls.buffer(*z.shape) for _ in range(3))
        two = calls.constant(2)
        calls(np.minimum, z, calls.constant(HIGH), out=low)
        calls(np.exp, low, power)
        calls(np.add, power, two, work)
        calls(np.multiply, work, power, out)
        calls(np.add, out, two, work)
        calls(np.add, power, calls.constant(1), low)
        calls(np.multiply, low, power, power)
        calls(np.divide, power, work, power)
        calls(np.multiply, power, calls.constant(4), power)
        calls(np.minimum, z, calls.constant(HIGH), out=low)
        calls(np.multiply, power, low, power)
        calls(np.add, out, power, out)
        calls(np.divide, out, work, out)

    def spelled(self, z: Expression) -> Expression:
        return z * tanh(ln(1 + exp(z)))

    def spelled_slope(self, z: Expression, y: Expression) -> Expression:
        bent = tanh(ln(1 + exp(z)))
        return bent + z * (1 - bent**2) / (1 + exp(-z))
