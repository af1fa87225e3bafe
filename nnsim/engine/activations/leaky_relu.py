"""Leaky rectified linear unit."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnsim.base.settings import real
from nnsim.base.text import mark
from nnsim.engine.activation import Activation, activations
from nnsim.engine.calls import Calls
from nnsim.engine.expression import Constant, Expression


@activations.register
@dataclass(frozen=True)
class LeakyReLU(Activation):
    """y = z where z > 0, else slope·z."""

    key = "leaky_relu"
    title = mark("Leaky ReLU")
    summary = mark("Like ReLU, but negative numbers leak through a little, so no unit dies.")
    formula = "y = z if z > 0 else α·z"
    source = "Maas et al. 2013"
    order = 35

    leak: float = real(0.01, low=0.0, high=1.0, label=mark("Leak α"))

    def forward(self, calls: Calls, z: np.ndarray, y: np.ndarray) -> None:
        small = calls.buffer(*y.shape)
        calls(np.multiply, z, calls.constant(self.leak), small)
        calls(np.maximum, z, small, out=y)

    def slope(self, calls: Calls, y: np.ndarray, out: np.ndarray) -> None:
        calls(np.greater, y, calls.constant(0), out, casting="unsafe")
        calls(np.maximum, out, calls.constant(self.leak), out=out)

    def spelled(self, z: Expression) -> Expression:
        return z if z.value > 0 else self.leak * z

    def spelled_slope(self, z: Expression, y: Expression) -> Expression:
        return Constant(1.0 if z.value > 0 else self.leak)
