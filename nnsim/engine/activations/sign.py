"""Sign: the threshold with two signs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnsim.base.text import mark
from nnsim.engine.activation import Activation, activations
from nnsim.engine.calls import Calls
from nnsim.engine.expression import Constant, Expression


@activations.register
@dataclass(frozen=True)
class Sign(Activation):
    """y = 1 where z > 0, −1 where z < 0; a tie gives 0."""

    key = "sign"
    title = mark("Sign function")
    summary = mark("1 for positive numbers, −1 for negative ones: the threshold of Adaline.")
    formula = "y = 1 if z > 0, −1 if z < 0, 0 if z = 0"
    source = "Widrow & Hoff 1960"
    flat = True
    smooth_form = "tanh"
    limits = (-1.0, 1.0)
    order = 51

    def forward(self, calls: Calls, z: np.ndarray, y: np.ndarray) -> None:
        calls(np.sign, z, y)

    def slope(self, calls: Calls, y: np.ndarray, out: np.ndarray) -> None:
        calls(out.fill, 0.0)

    def spelled(self, z: Expression) -> Expression:
        return Constant(float(np.sign(z.value)))

    def spelled_slope(self, z: Expression, y: Expression) -> Expression:
        return Constant(0.0)
