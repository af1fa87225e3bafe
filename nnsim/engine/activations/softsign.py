"""Softsign."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnsim.base.text import mark
from nnsim.engine.activation import Activation, activations
from nnsim.engine.calls import Calls
from nnsim.engine.expression import Expression, size


@activations.register
@dataclass(frozen=True)
class Softsign(Activation):
    """y = z / (1 + |z|); y′ = 1/(1 + |z|)² from the input, as 1 − |y| loses digits near the ends."""

    key = "softsign"
    title = mark("Softsign")
    summary = mark("Squeezes any number into −1 to 1 like tanh, but approaches its ends much more slowly.")
    formula = "y = z / (1 + |z|),  y′ = (1 − |y|)²"
    source = "Turian, Bergstra & Bengio 2009; Glorot & Bengio 2010"
    limits = (-1.0, 1.0)
    saturation = (-0.7, 0.7)
    rising = True
    order = 25
    holds = True

    def forward(self, calls: Calls, z: np.ndarray, y: np.ndarray) -> None:
        size = calls.buffer(*z.shape)
        calls(np.absolute, z, size)
        calls(np.add, size, calls.constant(1), size)
        calls(np.divide, z, size, y)

    def slope(self, calls: Calls, y: np.ndarray, out: np.ndarray) -> None:
        calls(np.absolute, out, out)
        calls(np.add, out, calls.constant(1), out)
        calls(np.reciprocal, out, out)
        calls(np.multiply, out, out, out)

    def spelled(self, z: Expression) -> Expression:
        return z / (1 + size(z))

    def spelled_slope(self, z: Expression, y: Expression) -> Expression:
        return (1 - size(y)) ** 2
