"""Step: the threshold of the perceptron."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnsim.base.text import mark
from nnsim.engine.activation import Activation, activations
from nnsim.engine.calls import Calls
from nnsim.engine.expression import Constant, Expression


@activations.register
@dataclass(frozen=True)
class Step(Activation):
    """y = 1 where z > 0, else 0: a tie gives 0."""

    key = "step"
    title = mark("Step function")
    summary = mark("1 when the weighted sum is greater than 0, else 0: the threshold of the perceptron.")
    formula = "y = 1 if z > 0 else 0"
    source = "Rosenblatt 1957"
    flat = True
    smooth_form = "sigmoid"
    limits = (0.0, 1.0)
    order = 50

    def forward(self, calls: Calls, z: np.ndarray, y: np.ndarray) -> None:
        calls(np.greater, z, calls.constant(0), y, casting="unsafe")

    def slope(self, calls: Calls, y: np.ndarray, out: np.ndarray) -> None:
        calls(out.fill, 0.0)

    def spelled(self, z: Expression) -> Expression:
        return Constant(1.0 if z.value > 0 else 0.0)

    def spelled_slope(self, z: Expression, y: Expression) -> Expression:
        return Constant(0.0)
