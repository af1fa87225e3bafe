"""Two crescents that reach into each other."""

from __future__ import annotations

import numpy as np

from nnsim.base.settings import real
from nnsim.base.text import mark
from nnsim.data.dataset import Dataset
from nnsim.data.points import PointSource, halves, position_noise, spread
from nnsim.data.source import CLASSIFICATION, sources


@sources.register
class Moons(PointSource):
    """Two half circles of radius ⅔, shifted by half their width."""

    key = "moons"
    title = mark("Moons")
    summary = mark("Two crescents that reach into each other: a curved boundary in one piece.")
    formula = "x = ⅔·(±cos φ ∓ ½, ±sin φ ∓ ½d), 0 ≤ φ ≤ π"
    group = CLASSIFICATION
    order = 230

    noise: float = position_noise(0.07)
    overlap: float = real(
        0.5,
        low=-1.0,
        high=1.0,
        label=mark("Overlap"),
        help=mark("How far the crescents reach into each other; below 0 they stand apart."),
    )

    def _read(self, progress: object) -> Dataset:
        rng = self._generator()
        labels = halves(self.points)
        angle = np.pi * spread(self.points, rng)
        sign = np.where(labels == 0, 1.0, -1.0)
        along = sign * (np.cos(angle) - 0.5)
        across = sign * (np.sin(angle) - self.overlap / 2)
        clean = np.column_stack((along, across)) * 2 / 3
        return self._classified(self._jitter(rng, clean), labels)
