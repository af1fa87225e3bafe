"""Playground's two clouds."""

from __future__ import annotations

import numpy as np

from nnsim.base.text import mark
from nnsim.data.dataset import Dataset
from nnsim.data.playground import PlaygroundSource, noise_percent
from nnsim.data.points import halves
from nnsim.data.source import PLAYGROUND, sources

_CENTRE = 2.0
_LEAST, _PER_CENT = 0.5, 0.07
"""The variance without noise, and how much each per cent adds: 4 at 50 %."""


@sources.register
class PlaygroundGauss(PlaygroundSource):
    """Normal clouds around (2, 2) and (−2, −2)."""

    key = "playground_gauss"
    title = mark("Gauss (Playground)")
    summary = mark("Two round clouds: a single neuron tells them apart.")
    formula = "x ~ N(±(2, 2), σ²·I), σ² = 0.5 + 0.07·noise"
    group = PLAYGROUND
    order = 183

    noise: float = noise_percent(mark("Widens the clouds: from a variance of 0.5 to one of 4"))

    def _read(self, progress: object) -> Dataset:
        rng = self._generator()
        positive = halves(self.points) == 0
        centre = np.where(positive, _CENTRE, -_CENTRE)[:, np.newaxis]
        spread = np.sqrt(_LEAST + _PER_CENT * self.noise)
        return self._classified(centre + spread * rng.standard_normal((self.points, 2)), positive)
