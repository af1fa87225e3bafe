"""Hyperbolic tangent."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnsim.base.text import mark
from nnsim.engine.activation import Activation, activations
from nnsim.engine.calls import Calls
from nnsim.engine.expression import Expression, tanh

FEW = 1 << 10
"""Numbers up to which one call of cosh is cheaper than three quick ones: not everywhere is it quick."""


@activations.register
@dataclass(frozen=True)
class Tanh(Activation):
    """y = tanh z; y′ = 1/cosh² z from the input, as 1 − y² loses the slope where y is near ±1."""

    key = "tanh"
    title = mark("Tanh")
    summary = mark("Squeezes any number into −1 to 1, symmetric about 0.")
    formula = "y = tanh z,  y′ = 1 − y²"
    limits = (-1.0, 1.0)
    saturation = (-0.95, 0.95)
    holds = True
    rising = True
    order = 20

    def forward(self, calls: Calls, z: np.ndarray, y: np.ndarray) -> None:
        calls(np.tanh, z, y)

    def slope(self, calls: Calls, y: np.ndarray, out: np.ndarray) -> None:
        if out.size <= FEW:
            calls(np.cosh, out, out)
            calls(np.reciprocal, out, out)
            calls(np.multiply, out, out, out)
            return
        # 2·cosh z = e^z + 1/e^z; beyond all numbers the slope is 0.
        fading = calls.buffer(*out.shape)
        calls(np.exp, out, out)
        calls(np.divide, calls.constant(1), out, fading)
        calls(np.add, out, fading, out)
        calls(np.multiply, out, out, out)
        calls(np.divide, calls.constant(4), out, out)

    def spelled(self, z: Expression) -> Expression:
        return tanh(z)

    def spelled_slope(self, z: Expression, y: Expression) -> Expression:
        return 1 - y**2
