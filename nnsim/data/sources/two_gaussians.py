"""Two round clouds of points."""

from __future__ import annotations

import numpy as np

from nnsim.base.settings import real
from nnsim.base.text import mark
from nnsim.data.dataset import Dataset
from nnsim.data.points import PointSource, position_noise
from nnsim.data.source import CLASSIFICATION, sources


@sources.register
class TwoGaussians(PointSource):
    """Two normal distributions of equal width; the best boundary is the line half-way."""

    key = "two_gaussians"
    title = mark("Two Gaussians")
    summary = mark("Two round clouds. A single neuron can tell them apart when they are far enough.")
    formula = "x ~ N(±½·d·(1, 1)/√2, σ²·I)"
    group = CLASSIFICATION
    order = 210

    noise: float = position_noise(0.3)
    distance: float = real(
        1.5, low=0.0, high=10.0, label=mark("Distance"), help=mark("Between the centres of the clouds.")
    )
    share: float = real(
        0.5,
        low=0.05,
        high=0.95,
        label=mark("Share of B"),
        help=mark("Which part of the points belongs to class B; 0.5 is balanced."),
    )

    def _read(self, progress: object) -> Dataset:
        rng = self._generator()
        # Evenly interleaved at any share: place i is a B where the running count of B steps up.
        counts = np.floor(np.arange(self.points + 1) * self.share + 0.5)
        labels = np.diff(counts).astype(np.int64)
        centre = self.distance / 2 / np.sqrt(2)
        clean = np.where(labels[:, np.newaxis] == 1, centre, -centre) * np.ones(2)
        return self._classified(self._jitter(rng, clean), labels)
