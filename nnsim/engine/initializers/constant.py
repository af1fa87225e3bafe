"""One constant."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnsim.base.settings import real
from nnsim.base.text import mark
from nnsim.engine.initializer import Initializer, initializers


@initializers.register
@dataclass(frozen=True)
class Constant(Initializer):
    """All numbers the same."""

    key = "constant"
    title = mark("Constant")
    summary = mark("All numbers are the same.")
    formula = "w = c"
    order = 95

    value: float = real(0.1, low=-1e6, high=1e6, label=mark("Value"))

    def draw(self, rng: np.random.Generator, shape: tuple[int, ...], fan_in: int, fan_out: int) -> np.ndarray:
        return np.full(shape, float(self.value))
