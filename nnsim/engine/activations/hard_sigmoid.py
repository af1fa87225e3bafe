"""Hard sigmoid: the sigmoid from three straight lines."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnsim.base.text import mark
from nnsim.engine.activation import Activation, activations
from nnsim.engine.calls import Calls
from nnsim.engine.expression import HALF, Constant, Expression


@activations.register
@dataclass(frozen=True)
class HardSigmoid(Activation):
    """y = min(1, max(0, z/6 + ½)); the slope is 1/6 for |z| < 3, else 0."""

    key = "hard_sigmoid"
    title = mark("Hard sigmoid")
    summary = mark("A sigmoid made of three straight lines: cheap, and exactly 0 or 1 beyond ±3.")
    formula = "y = min(1, max(0, z/6 + ½))"
    source = "Courbariaux, Bengio & David 2015; with slope 1/6 Howard et al. 2019"
    limits = (0.0, 1.0)
    saturation = (1e-6, 1 - 1e-6)
    order = 12

    def forward(self, calls: Calls, z: np.ndarray, y: np.ndarray) -> None:
        # z + 3 first: near −3 it is exact, where z/6 + ½ has lost its digits.
        calls(np.add, z, calls.constant(3), y)
        calls(np.multiply, y, calls.constant(1 / 6), y)
        calls(np.maximum, y, calls.constant(0), out=y)
        calls(np.minimum, y, calls.constant(1), out=y)

    def slope(self, calls: Calls, y: np.ndarray, out: np.ndarray) -> None:
        above, below = (calls.buffer(*y.shape, dtype=np.bool_) for _ in range(2))
        calls(np.greater, y, calls.constant(0), above)
        calls(np.less, y, calls.constant(1), below)
        calls(np.logical_and, above, below, above)
        calls(np.multiply, above, calls.constant(1 / 6), out)

    def spelled(self, z: Expression) -> Expression:
        line = z / 6 + HALF
        return line if 0 < line.value < 1 else Constant(min(1.0, max(0.0, line.value)))

    def spelled_slope(self, z: Expression, y: Expression) -> Expression:
        return Constant(1 / 6, "1/6") if 0 < y.value < 1 else Constant(0.0)
