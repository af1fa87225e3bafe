"""Uniform numbers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnsim.base.settings import real
from nnsim.base.text import mark
from nnsim.engine.initializer import Initializer, initializers


@initializers.register
@dataclass(frozen=True)
class Uniform(Initializer):
    """w ~ U(−limit, limit)."""

    key = "uniform"
    title = mark("Uniform")
    summary = mark("Numbers spread evenly between −limit and limit.")
    formula = "w ∼ U(−a, a)"
    order = 70

    limit: float = real(0.1, low=0.0, high=1e6, label=mark("Limit"))

    def draw(self, rng: np.random.Generator, shape: tuple[int, ...], fan_in: int, fan_out: int) -> np.ndarray:
        return rng.uniform(-self.limit, self.limit, shape)
