"""LeCun initialization."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from nnsim.base.settings import real
from nnsim.base.text import mark
from nnsim.engine.initializer import Initializer, about_one, initializers


@dataclass(frozen=True)
class _LeCun(Initializer):
    """Variance gain²·1/nᵢₙ, LeCun et al. 1998."""

    source = "LeCun et al. 1998"

    gain: float = real(1.0, low=0.0, high=1e3, label=mark("Gain"))

    def keeps_size(self) -> bool:
        return about_one(self.gain)

    def std(self, fan_in: int, fan_out: int) -> float:
        """Return the standard deviation for the given fans."""
        return self.gain * math.sqrt(1.0 / fan_in)


@initializers.register
@dataclass(frozen=True)
class LeCunUniform(_LeCun):
    """w ~ U(−√3·σ, √3·σ)."""

    key = "lecun_uniform"
    title = mark("LeCun uniform")
    summary = mark("Keeps the variance of a weighted sum at that of the inputs.")
    formula = "w ∼ U(−a, a),  a² = 3·1/nᵢₙ"
    order = 30

    def draw(self, rng: np.random.Generator, shape: tuple[int, ...], fan_in: int, fan_out: int) -> np.ndarray:
        limit = math.sqrt(3.0) * self.std(fan_in, fan_out)
        return rng.uniform(-limit, limit, shape)


@initializers.register
@dataclass(frozen=True)
class LeCunNormal(_LeCun):
    """w ~ N(0, σ²)."""

    key = "lecun_normal"
    title = mark("LeCun normal")
    summary = mark("Keeps the variance of a weighted sum at that of the inputs.")
    formula = "w ∼ N(0, σ²),  σ² = 1/nᵢₙ"
    order = 30

    def draw(self, rng: np.random.Generator, shape: tuple[int, ...], fan_in: int, fan_out: int) -> np.ndarray:
        return rng.normal(0.0, self.std(fan_in, fan_out), shape)
