"""Scaled exponential linear unit."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from nnsim.base.text import mark
from nnsim.engine.activation import Activation, activations
from nnsim.engine.calls import Calls
from nnsim.engine.expression import Constant, Expression, exp

ALPHA = 1.6732632423543772
SCALE = 1.0507009873554805
"""λ. The two constants solve the fixed-point equations of the source for mean 0 and variance 1."""


@activations.register
@dataclass(frozen=True)
class SELU(Activation):
    """y = λz where z > 0, else λα(e^z − 1).

    λ and α are such that outputs of mean 0 and variance 1 come from sums of mean 0 and variance 1:
    with LeCun's normal initializer a deep stack normalises itself.
    """

    key = "selu"
    title = mark("SELU")
    summary = mark(
        "An ELU scaled so that a deep stack keeps mean 0 and variance 1 by itself. Wants LeCun's normal initializer."
    )
    formula = "y = λ·z if z > 0 else λ·α·(eᶻ − 1),  λ = 1.0507, α = 1.6733"
    source = "Klambauer, Unterthiner, Mayr & Hochreiter 2017"
    limits = (-SCALE * ALPHA, math.inf)
    rising = True
    order = 45
    holds = True

    def forward(self, calls: Calls, z: np.ndarray, y: np.ndarray) -> None:
        negative = calls.buffer(*y.shape)
        zero = calls.constant(0)
        calls(np.minimum, z, zero, out=negative)
        calls(np.expm1, negative, negative)
        calls(np.multiply, negative, calls.constant(SCALE * ALPHA), negative)
        calls(np.maximum, z, zero, out=y)
        calls(np.multiply, y, calls.constant(SCALE), y)
        calls(np.add, y, negative, y)

    def slope(self, calls: Calls, y: np.ndarray, out: np.ndarray) -> None:
        # From z: in y + λα, which is the same below 0, a small slope would be lost.
        positive = calls.buffer(*y.shape, dtype=np.bool_)
        calls(np.greater, y, calls.constant(0), positive)
        calls(np.minimum, out, calls.constant(0), out=out)
        calls(np.exp, out, out)
        calls(np.multiply, out, calls.constant(SCALE * ALPHA), out)
        calls(np.copyto, out, calls.constant(SCALE), where=positive)

    def spelled(self, z: Expression) -> Expression:
        return Constant(SCALE) * z if z.value > 0 else Constant(SCALE * ALPHA) * (exp(z) - 1)

    def spelled_slope(self, z: Expression, y: Expression) -> Expression:
        return Constant(SCALE) if z.value > 0 else Constant(SCALE * ALPHA) * exp(z)
