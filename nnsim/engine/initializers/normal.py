"""Normally distributed numbers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnsim.base.settings import real
from nnsim.base.text import mark
from nnsim.engine.initializer import Initializer, initializers


@initializers.register
@dataclass(frozen=True)
class Normal(Initializer):
    """w ~ N(0, std²)."""

    key = "normal"
    title = mark("Normal")
    summary = mark("Numbers from the bell curve with standard deviation σ.")
    formula = "w ∼ N(0, σ²)"
    order = 80

    std: float = real(1.0, low=0.0, high=1e6, label=mark("Standard deviation σ"))

    def draw(self, rng: np.random.Generator, shape: tuple[int, ...], fan_in: int, fan_out: int) -> np.ndarray:
        return rng.normal(0.0, self.std, shape)
