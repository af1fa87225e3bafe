"""Two spirals wound around each other."""

from __future__ import annotations

import numpy as np

from nnsim.base.settings import real
from nnsim.base.text import mark
from nnsim.data.dataset import Dataset
from nnsim.data.points import PointSource, halves, position_noise, spread
from nnsim.data.source import CLASSIFICATION, sources


@sources.register
class TwoSpirals(PointSource):
    """Two arms, each the other turned by half a circle; Lang and Witbrock used three turns."""

    key = "two_spirals"
    title = mark("Two spirals")
    summary = mark("Two arms wound around each other: hard for one hidden layer, well suited to two.")
    formula = "x = r·(cos φ, sin φ), r = 0.1 + 0.9·t, φ = 2π·turns·t (+ π)"
    source = "K. J. Lang, M. J. Witbrock (1988), Learning to tell two spirals apart"
    group = CLASSIFICATION
    order = 40

    noise: float = position_noise(0.02)
    turns: float = real(1.5, low=0.25, high=4.0, label=mark("Turns"))

    def _read(self, progress: object) -> Dataset:
        rng = self._generator()
        labels = halves(self.points)
        t = spread(self.points, rng)
        radius = 0.1 + 0.9 * t
        angle = 2 * np.pi * self.turns * t + np.pi * labels
        clean = np.column_stack((radius * np.cos(angle), radius * np.sin(angle)))
        return self._classified(self._jitter(rng, clean), labels)
