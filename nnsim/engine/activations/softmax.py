"""Softmax: numbers into shares that sum to one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnsim.base.text import mark
from nnsim.engine.activation import Activation, activations, feature_axis
from nnsim.engine.calls import Calls
from nnsim.engine.log_odds import log_odds


@activations.register
@dataclass(frozen=True)
class Softmax(Activation):
    """yᵢ = e^zᵢ / Σⱼ e^zⱼ over the features, shifted by the maximum so that nothing overflows.

    A list is one softmax; a sequence (T, F) is one for each step, an image (C, H, W) one for each pixel.
    """

    key = "softmax"
    title = mark("Softmax")
    summary = mark("Turns a list of numbers into shares between 0 and 1 that sum to 1.")
    formula = "yᵢ = eᶻⁱ / Σⱼ eᶻʲ"
    elementwise = False
    limits = (0.0, 1.0)
    order = 60

    def ranks(self, z: np.ndarray) -> np.ndarray:
        return log_odds(z)

    def forward(self, calls: Calls, z: np.ndarray, y: np.ndarray) -> None:
        axis = feature_axis(z.ndim)
        most = calls.buffer(*_single(z, axis))
        calls(np.maximum.reduce, z, axis, None, most, True)
        calls(np.subtract, z, most, y)
        calls(np.exp, y, y)
        calls(np.add.reduce, y, axis, None, most, True)
        calls(np.divide, y, most, y)

    def slope(self, calls: Calls, y: np.ndarray, out: np.ndarray) -> None:
        # The diagonal of the Jacobian, for drawing; backward uses the whole of it.
        calls(np.subtract, calls.constant(1), y, out)
        calls(np.multiply, out, y, out)

    def backward(self, calls: Calls, y: np.ndarray, dy: np.ndarray, dz: np.ndarray) -> None:
        axis = feature_axis(y.ndim)
        mean = calls.buffer(*_single(y, axis))
        calls(np.multiply, y, dy, dz)
        calls(np.add.reduce, dz, axis, None, mean, True)
        calls(np.subtract, dy, mean, dz)
        calls(np.multiply, dz, y, dz)


def _single(array: np.ndarray, axis: int) -> tuple[int, ...]:
    """Return the shape of `array` with one number along `axis`."""
    return tuple(1 if i == axis else n for i, n in enumerate(array.shape))
