"""Rectified linear unit."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnsim.base.text import mark
from nnsim.engine.activation import Activation, activations
from nnsim.engine.emitter import Calls


@activations.register
@dataclass(frozen=True)
class ReLU(Activation):
    """y = max(0, z); the slope at 0 is 0."""

    key = "relu"
    title = mark("ReLU")
    summary = mark("Lets positive numbers through and stops negative ones. Its slope is 1 or 0.")
    formula = "y = max(0, z)"
    source = "Nair & Hinton 2010"
    order = 30

    def forward(self, calls: Calls, z: np.ndarray, y: np.ndarray) -> None:
        calls(np.maximum, z, calls.constant(0), out=y)

    def slope(self, calls: Calls, y: np.ndarray, out: np.ndarray) -> None:
        calls(np.sign, y, out)
