"""Softplus."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from nnsim.base.text import mark
from nnsim.engine.activation import Activation, activations
from nnsim.engine.calls import Calls
from nnsim.engine.expression import Expression, exp, ln


@activations.register
@dataclass(frozen=True)
class Softplus(Activation):
    """y = ln(1 + e^z), computed as max(z, 0) + ln(1 + e^−|z|), which cannot overflow; f′ = σ(z)."""

    key = "softplus"
    title = mark("Softplus")
    summary = mark("A smooth ReLU whose slope is the sigmoid; its outputs are never 0.")
    formula = "y = ln(1 + eᶻ),  y′ = 1 − e⁻ʸ"
    source = "Dugas et al. 2001"
    limits = (0.0, math.inf)
    rising = True
    order = 49

    def forward(self, calls: Calls, z: np.ndarray, y: np.ndarray) -> None:
        fading = calls.buffer(*z.shape)
        calls(np.absolute, z, fading)
        calls(np.negative, fading, fading)
        calls(np.exp, fading, fading)
        calls(np.log1p, fading, fading)
        calls(np.maximum, z, calls.constant(0), out=y)
        calls(np.add, y, fading, y)

    def slope(self, calls: Calls, y: np.ndarray, out: np.ndarray) -> None:
        calls(np.negative, y, out)
        calls(np.expm1, out, out)
        calls(np.negative, out, out)

    def spelled(self, z: Expression) -> Expression:
        return ln(1 + exp(z)) if z.value < 0 else z + ln(1 + exp(-z))

    def spelled_slope(self, z: Expression, y: Expression) -> Expression:
        return 1 - exp(-y)
