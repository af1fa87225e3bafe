"""Glorot initialization."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from nnsim.base.settings import real
from nnsim.base.text import mark
from nnsim.engine.initializer import Initializer, about_one, initializers


@dataclass(frozen=True)
class _Glorot(Initializer):
    """Variance gain²·2/(nᵢₙ + nₒᵤₜ), Glorot & Bengio 2010."""

    source = "Glorot & Bengio 2010"

    gain: float = real(1.0, low=0.0, high=1e3, label=mark("Gain"))

    def keeps_size(self) -> bool:
        return about_one(self.gain)

    def std(self, fan_in: int, fan_out: int) -> float:
        """Return the standard deviation for the given fans."""
        return self.gain * math.sqrt(2.0 / (fan_in + fan_out))


@initializers.register
@dataclass(frozen=True)
class GlorotUniform(_Glorot):
    """w ~ U(−√3·σ, √3·σ)."""

    key = "glorot_uniform"
    title = mark("Glorot uniform")
    summary = mark(
        "Also called Xavier. Keeps signals and gradients of tanh networks at one size from layer to layer."
    )
    formula = "w ∼ U(−a, a),  a² = 3·2/(nᵢₙ + nₒᵤₜ)"
    order = 10

    def draw(self, rng: np.random.Generator, shape: tuple[int, ...], fan_in: int, fan_out: int) -> np.ndarray:
        limit = math.sqrt(3.0) * self.std(fan_in, fan_out)
        return rng.uniform(-limit, limit, shape)


@initializers.register
@dataclass(frozen=True)
class GlorotNormal(_Glorot):
    """w ~ N(0, σ²)."""

    key = "glorot_normal"
    title = mark("Glorot normal")
    summary = mark(
        "Also called Xavier. Keeps signals and gradients of tanh networks at one size from layer to layer."
    )
    formula = "w ∼ N(0, σ²),  σ² = 2/(nᵢₙ + nₒᵤₜ)"
    order = 10

    def draw(self, rng: np.random.Generator, shape: tuple[int, ...], fan_in: int, fan_out: int) -> np.ndarray:
        return rng.normal(0.0, self.std(fan_in, fan_out), shape)
