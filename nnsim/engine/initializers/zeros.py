"""Zeros."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnsim.base.text import mark
from nnsim.engine.initializer import Initializer, initializers


@initializers.register
@dataclass(frozen=True)
class Zeros(Initializer):
    """All numbers 0."""

    key = "zeros"
    title = mark("Zeros")
    summary = mark("All numbers are 0. Fine for biases; weights that start equal stay equal.")
    formula = "w = 0"
    order = 90

    def draw(self, rng: np.random.Generator, shape: tuple[int, ...], fan_in: int, fan_out: int) -> np.ndarray:
        return np.zeros(shape)
