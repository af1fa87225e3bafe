"""Few connections a unit."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnsim.base.settings import integer, real
from nnsim.base.text import mark
from nnsim.engine.initializer import Initializer, initializers


@initializers.register
@dataclass(frozen=True)
class Sparse(Initializer):
    """Every unit gets `connections` weights from N(0, std²), at places of its own; the others are 0.

    How strongly a unit is driven does not depend on how many inputs it could have, and units begin
    different from each other.
    """

    key = "sparse"
    title = mark("Sparse")
    summary = mark("Every unit begins with a few strong connections at random places, all others at 0.")
    formula = "k weights a unit ∼ N(0, σ²), the others 0"
    source = "Martens 2010"
    order = 60

    connections: int = integer(15, low=1, high=100_000, label=mark("Connections k"))
    std: float = real(1.0, low=0.0, high=1e6, label=mark("Standard deviation σ"))

    def draw(self, rng: np.random.Generator, shape: tuple[int, ...], fan_in: int, fan_out: int) -> np.ndarray:
        units = shape[-1]
        inputs = int(np.prod(shape[:-1]))
        count = min(self.connections, inputs)
        chosen = rng.random((inputs, units)).argsort(axis=0)[:count]
        drawn = np.zeros((inputs, units))
        np.put_along_axis(drawn, chosen, rng.normal(0.0, self.std, (count, units)), axis=0)
        return drawn.reshape(shape)
