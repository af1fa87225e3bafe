"""Normally distributed numbers without the tails."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnsim.base.settings import real
from nnsim.base.text import mark
from nnsim.engine.initializer import Initializer, initializers


@initializers.register
@dataclass(frozen=True)
class TruncatedNormal(Initializer):
    """w ~ N(0, std²), drawn again where |w| > cut·std.

    `std` is that of the whole bell curve; what is left after a cut at 2 has 0.880 of it.
    """

    key = "truncated_normal"
    title = mark("Truncated normal")
    summary = mark("The bell curve without its tails: no weight begins far larger than the others.")
    formula = "w ∼ N(0, σ²) given |w| ≤ c·σ"
    order = 82

    std: float = real(0.1, low=0.0, high=1e6, label=mark("Standard deviation σ"))
    cut: float = real(
        2.0,
        low=0.1,
        high=10.0,
        label=mark("Cut c"),
        help=mark("Numbers further than so many standard deviations from 0 are drawn again"),
    )

    def draw(self, rng: np.random.Generator, shape: tuple[int, ...], fan_in: int, fan_out: int) -> np.ndarray:
        drawn = rng.normal(size=shape)
        while (outside := np.abs(drawn) > self.cut).any():
            drawn[outside] = rng.normal(size=np.count_nonzero(outside))
        return np.asarray(self.std * drawn)
