"""Sigmoid, the logistic function."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from nnsim.base.text import mark
from nnsim.engine.activation import Activation, activations
from nnsim.engine.calls import Calls
from nnsim.engine.expression import Expression, exp


@activations.register
@dataclass(frozen=True)
class Sigmoid(Activation):
    """y = e^z / (1 + e^z); where the power is beyond all numbers y is 1.

    ½·tanh(z/2) + ½ would be 0 for z < −18 in float32, and y·(1 − y) loses the slope where y is near 1.
    So 1 + e^z is held, and y′ = y/(1 + e^z).
    """

    key = "sigmoid"
    title = mark("Sigmoid")
    summary = mark(
        "Squeezes any number into 0 to 1. Its slope is at most ¼, so deep stacks of it learn slowly."
    )
    formula = "y = 1 / (1 + e⁻ᶻ),  y′ = y·(1 − y)"
    limits = (0.0, 1.0)
    saturation = (0.05, 0.95)
    holds = True
    rising = True
    order = 10

    def forward(self, calls: Calls, z: np.ndarray, y: np.ndarray) -> None:
        self.hold(calls, z, y, calls.buffer(*y.shape))

    def hold(self, calls: Calls, z: np.ndarray, y: np.ndarray, held: np.ndarray) -> None:
        calls(squash, z, y, held, calls.constant(1))

    def slope(self, calls: Calls, y: np.ndarray, out: np.ndarray) -> None:
        calls(np.divide, y, out, out)

    def spelled(self, z: Expression) -> Expression:
        return 1 / (1 + exp(-z))

    def spelled_slope(self, z: Expression, y: Expression) -> Expression:
        return y * (1 - y)


def squash(z: np.ndarray, y: np.ndarray, held: np.ndarray, one: np.ndarray) -> None:
    """Write held ← 1 + e^z and y ← e^z/held, 1 where that is ∞/∞; what is no number stays none.

    Parameters
    ----------
    z
        Of any shape, read only; it may be `y` or `held`.
    y, held
        Of the shape of z, two arrays, both written.
    one
        1, ().
    """
    np.exp(z, y)
    np.add(y, one, held)
    # To look for the greatest costs least; it finds also what is no number.
    if held.item(held.argmax()) < math.inf:
        np.divide(y, held, y)
        return
    np.divide(y, held, y, where=np.isfinite(held))
    np.copyto(y, 1.0, where=np.isposinf(held))


def sigmoid(z: np.ndarray) -> np.ndarray:
    """Return σ(z), with all digits also where it is very small."""
    with np.errstate(over="ignore"):
        return np.asarray(1 / (1 + np.exp(-z)))
