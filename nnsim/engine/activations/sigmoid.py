"""Sigmoid, the logistic function."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnsim.base.text import mark
from nnsim.engine.activation import Activation, activations
from nnsim.engine.calls import Calls


@activations.register
@dataclass(frozen=True)
class Sigmoid(Activation):
    """y = 1 / (1 + e^(−z)), computed as ½·tanh(z/2) + ½, which cannot overflow."""

    key = "sigmoid"
    title = mark("Sigmoid")
    summary = mark(
        "Squeezes any number into 0 to 1. Its slope is at most ¼, so deep stacks of it learn slowly."
    )
    formula = "y = 1 / (1 + e⁻ᶻ),  y′ = y·(1 − y)"
    limits = (0.0, 1.0)
    saturation = (0.05, 0.95)
    order = 10

    def forward(self, calls: Calls, z: np.ndarray, y: np.ndarray) -> None:
        half = calls.constant(0.5)
        calls(np.multiply, z, half, y)
        calls(np.tanh, y, y)
        calls(np.multiply, y, half, y)
        calls(np.add, y, half, y)

    def slope(self, calls: Calls, y: np.ndarray, out: np.ndarray) -> None:
        calls(np.subtract, calls.constant(1), y, out)
        calls(np.multiply, out, y, out)
