"""Hyperbolic tangent."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnsim.base.text import mark
from nnsim.engine.activation import Activation, activations
from nnsim.engine.calls import Calls

FEW = 1 << 10
"""Numbers up to which one call of cosh is cheaper than five quick ones: not everywhere is it quick."""


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
    order = 20

    def forward(self, calls: Calls, z: np.ndarray, y: np.ndarray) -> None:
        calls(np.tanh, z, y)

    def slope(self, calls: Calls, y: np.ndarray, out: np.ndarray) -> None:
        if out.size <= FEW:
            calls(np.cosh, out, out)
        else:
            # 2·cosh z = e^|z| + e^−|z|
            fading, half = calls.buffer(*out.shape), calls.constant(0.5)
            calls(np.absolute, out, out)
            calls(np.exp, out, out)
            calls(np.reciprocal, out, fading)
            calls(np.add, out, fading, out)
            calls(np.multiply, out, half, out)
        calls(np.reciprocal, out, out)
        calls(np.multiply, out, out, out)
