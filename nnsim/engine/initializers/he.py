"""He initialization."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from nnsim.base.settings import real
from nnsim.base.text import mark
from nnsim.engine.initializer import Initializer, about_one, initializers


@dataclass(frozen=True)
class _He(Initializer):
    """Variance gain²·2/nᵢₙ, He et al. 2015."""

    source = "He et al. 2015"

    gain: float = real(1.0, low=0.0, high=1e3, label=mark("Gain"))

    def keeps_size(self) -> bool:
        return about_one(self.gain)

    def std(self, fan_in: int, fan_out: int) -> float:
        """Return the standard deviation for the given fans."""
        return self.gain * math.sqrt(2.0 / fan_in)


@initializers.register
@dataclass(frozen=True)
class HeUniform(_He):
    """w ~ U(−√3·σ, √3·σ)."""

    key = "he_uniform"
    title = mark("He uniform")
    summary = mark("Keeps signals of ReLU networks at one size from layer to layer.")
    formula = "w ∼ U(−a, a),  a² = 3·2/nᵢₙ"
    order = 20

    def draw(self, rng: np.random.Generator, shape: tuple[int, ...], fan_in: int, fan_out: int) -> np.ndarray:
        limit = math.sqrt(3.0) * self.std(fan_in, fan_out)
        return rng.uniform(-limit, limit, shape)


@initializers.register
@dataclass(frozen=True)
class HeNormal(_He):
    """w ~ N(0, σ²)."""

    key = "he_normal"
    title = mark("He normal")
    summary = mark("Keeps signals of ReLU networks at one size from layer to layer.")
    formula = "w ∼ N(0, σ²),  σ² = 2/nᵢₙ"
    order = 20

    def draw(self, rng: np.random.Generator, shape: tuple[int, ...], fan_in: int, fan_out: int) -> np.ndarray:
        return rng.normal(0.0, self.std(fan_in, fan_out), shape)
