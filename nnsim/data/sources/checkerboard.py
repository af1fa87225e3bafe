"""Squares of two classes by turns."""

from __future__ import annotations

import numpy as np

from nnsim.base.settings import integer
from nnsim.base.text import mark
from nnsim.data.dataset import Dataset
from nnsim.data.points import PointSource, position_noise
from nnsim.data.source import CLASSIFICATION, sources


@sources.register
class Checkerboard(PointSource):
    """Points all over the square [-1, 1]², coloured like a chess board."""

    key = "checkerboard"
    title = mark("Checkerboard")
    summary = mark("Squares of two classes by turns; two by two squares are XOR with room around it.")
    group = CLASSIFICATION
    order = 250

    noise: float = position_noise(0.0)
    cells: int = integer(3, low=2, high=10, label=mark("Squares per side"))

    def _read(self, progress: object) -> Dataset:
        rng = self._generator()
        clean = rng.uniform(-1.0, 1.0, (self.points, 2))
        square = np.floor((clean + 1) / 2 * self.cells).astype(np.int64)
        return self._classified(self._jitter(rng, clean), square.sum(1) % 2)
