"""Hyperbolic tangent."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnsim.base.text import mark
from nnsim.engine.activation import Activation, activations
from nnsim.engine.calls import Calls


@activations.register
@dataclass(frozen=True)
class Tanh(Activation):
    """y = tanh z."""

    key = "tanh"
    title = mark("Tanh")
    summary = mark("Squeezes any number into −1 to 1, symmetric about 0.")
    formula = "y = tanh z,  y′ = 1 − y²"
    limits = (-1.0, 1.0)
    saturation = (-0.95, 0.95)
    order = 20

    def forward(self, calls: Calls, z: np.ndarray, y: np.ndarray) -> None:
        calls(np.tanh, z, y)

    def slope(self, calls: Calls, y: np.ndarray, out: np.ndarray) -> None:
        calls(np.multiply, y, y, out)
        calls(np.subtract, calls.constant(1), out, out)
