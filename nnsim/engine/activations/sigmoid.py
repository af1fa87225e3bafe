"""Sigmoid, the logistic function."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from nnsim.base.text import mark
from nnsim.engine.activation import Activation, activations
from nnsim.engine.calls import Calls


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
        calls(np.exp, z, y)
        calls(np.add, y, calls.constant(1), held)
        calls(divide_power, y, held)

    def slope(self, calls: Calls, y: np.ndarray, out: np.ndarray, held: np.ndarray | None = None) -> None:
        calls(np.divide, y, out if held is None else held, out)


def divide_power(power: np.ndarray, whole: np.ndarray) -> None:
    """Do power ← power/whole with power = e^z and whole = 1 + e^z, both of any one shape; 1 where whole is ∞.

    What is no number stays none.
    """
    # To look for the greatest costs least; it finds also what is no number.
    if whole.item(whole.argmax()) < math.inf:
        np.divide(power, whole, power)
        return
    np.divide(power, whole, power, where=np.isfinite(whole))
    np.copyto(power, 1.0, where=np.isposinf(whole))


def sigmoid(z: np.ndarray) -> np.ndarray:
    """Return σ(z), with all digits also where it is very small."""
    with np.errstate(over="ignore"):
        return np.asarray(1 / (1 + np.exp(-z)))
