"""Points spread evenly over a square."""

from __future__ import annotations

import numpy as np

from nnsim.base.text import mark
from nnsim.data.dataset import Dataset
from nnsim.data.points import PointSource, position_noise
from nnsim.data.source import CLASSIFICATION, sources


@sources.register
class UniformSquare(PointSource):
    """x ~ U(0, 1)², told apart by quadrant: A B below, C D above."""

    key = "uniform_square"
    title = mark("Uniform square")
    summary = mark("Points spread evenly over a square, four classes by quadrant: a map can unfold over it.")
    formula = "x ~ U(0, 1)²"
    group = CLASSIFICATION
    order = 282

    noise: float = position_noise(0.0)

    def _read(self, progress: object) -> Dataset:
        rng = self._generator()
        places = rng.random((self.points, 2))
        labels = (places[:, 0] > 0.5) + 2 * (places[:, 1] > 0.5).astype(np.int64)
        names = (mark("A"), mark("B"), mark("C"), mark("D"))
        return self._classified(self._jitter(rng, places), labels, names)
