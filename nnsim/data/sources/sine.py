"""A sine wave to be fitted."""

from __future__ import annotations

import numpy as np

from nnsim.base.settings import integer, real
from nnsim.base.text import mark
from nnsim.data.dataset import Dataset
from nnsim.data.points import MANY_POINTS, PointSource, spread, target_noise
from nnsim.data.source import REGRESSION, sources


@sources.register
class Sine(PointSource):
    """The regression of one input."""

    key = "sine"
    title = mark("Sine wave")
    summary = mark("A sine wave over one input: the curve a network draws can be watched directly.")
    formula = "y = sin(π·periods·x), −1 ≤ x ≤ 1"
    group = REGRESSION
    order = 310

    points: int = integer(200, low=2, high=100_000, step=50, usual=MANY_POINTS, label=mark("Points"))
    noise: float = target_noise(0.05)
    periods: float = real(1.5, low=0.1, high=20.0, label=mark("Periods"))

    def _read(self, progress: object) -> Dataset:
        rng = self._generator()
        x = 2 * spread(self.points, rng) - 1
        y = np.sin(np.pi * self.periods * x)
        return self._measured(x[:, np.newaxis], self._jitter(rng, y), ("x",))
