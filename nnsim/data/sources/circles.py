"""A ring around a disc's rim."""

from __future__ import annotations

import numpy as np

from nnsim.base.settings import real
from nnsim.base.text import mark
from nnsim.data.dataset import Dataset
from nnsim.data.points import PointSource, halves, position_noise, spread
from nnsim.data.source import CLASSIFICATION, sources


@sources.register
class Circles(PointSource):
    """Two circles around one centre."""

    key = "circles"
    title = mark("Circles")
    summary = mark("One circle inside another. No straight line separates them; three lines can.")
    formula = "x = r·(cos φ, sin φ)"
    group = CLASSIFICATION
    order = 220

    noise: float = position_noise(0.07)
    ratio: float = real(
        0.5,
        low=0.0,
        high=0.95,
        label=mark("Inner radius"),
        help=mark("As a share of the outer radius, which is 1."),
    )

    def _read(self, progress: object) -> Dataset:
        rng = self._generator()
        labels = halves(self.points)
        angle = 2 * np.pi * spread(self.points, rng)
        radius = np.where(labels == 0, self.ratio, 1.0)
        clean = np.column_stack((radius * np.cos(angle), radius * np.sin(angle)))
        return self._classified(self._jitter(rng, clean), labels, (mark("inner"), mark("outer")))
