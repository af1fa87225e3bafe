"""Ones."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnsim.base.text import mark
from nnsim.engine.initializer import Initializer, initializers


@initializers.register
@dataclass(frozen=True)
class Ones(Initializer):
    """All numbers 1."""

    key = "ones"
    title = mark("Ones")
    summary = mark("All numbers are 1. For factors that should change nothing at first; weights stay equal.")
    formula = "w = 1"
    order = 92

    def draw(self, rng: np.random.Generator, shape: tuple[int, ...], fan_in: int, fan_out: int) -> np.ndarray:
        return np.ones(shape)
