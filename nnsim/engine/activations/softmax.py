"""Softmax: numbers into shares that sum to one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnsim.base.text import mark
from nnsim.engine.activation import Activation, activations
from nnsim.engine.calls import Calls


@activations.register
@dataclass(frozen=True)
class Softmax(Activation):
    """yᵢ = e^zᵢ / Σⱼ e^zⱼ over the first axis, shifted by the maximum so that nothing overflows."""

    key = "softmax"
    title = mark("Softmax")
    summary = mark("Turns a list of numbers into shares between 0 and 1 that sum to 1.")
    formula = "yᵢ = eᶻⁱ / Σⱼ eᶻʲ"
    elementwise = False
    order = 60

    def forward(self, calls: Calls, z: np.ndarray, y: np.ndarray) -> None:
        most = calls.buffer(*z.shape[1:])
        calls(np.maximum.reduce, z, 0, None, most)
        calls(np.subtract, z, most, y)
        calls(np.exp, y, y)
        calls(np.add.reduce, y, 0, None, most)
        calls(np.divide, y, most, y)

    def slope(self, calls: Calls, y: np.ndarray, out: np.ndarray) -> None:
        # The diagonal of the Jacobian, for drawing; backward uses the whole of it.
        calls(np.subtract, calls.constant(1), y, out)
        calls(np.multiply, out, y, out)

    def backward(self, calls: Calls, y: np.ndarray, dy: np.ndarray, dz: np.ndarray) -> None:
        mean = calls.buffer(*y.shape[1:])
        calls(np.multiply, y, dy, dz)
        calls(np.add.reduce, dz, 0, None, mean)
        calls(np.subtract, dy, mean, dz)
        calls(np.multiply, dz, y, dz)
