"""Two spirals wound around each other."""

from __future__ import annotations

import numpy as np

from nnsim.base.settings import real
from nnsim.base.text import mark
from nnsim.data.dataset import Dataset
from nnsim.data.points import PointSource, halves, position_noise, spread
from nnsim.data.source import CLASSIFICATION, sources

_RADIUS = 2.0
"""Gives both inputs about unit variance; at radius 1 tanh networks take several times as long."""


@sources.register
class TwoSpirals(PointSource):
    """Two arms, each the other turned by half a circle; Lang and Witbrock used three turns.

    The square root makes the points even along the arms instead of crowding in the middle.
    """

    key = "two_spirals"
    title = mark("Two spirals")
    summary = mark("Two arms wound around each other: hard for one hidden layer, well suited to two.")
    formula = "x = r·(cos φ, sin φ), r = 0.2 + 1.8·√t, φ = 2π·turns·√t (+ π), 0 ≤ t < 1"
    source = "K. J. Lang, M. J. Witbrock (1988), Learning to tell two spirals apart"
    group = CLASSIFICATION
    order = 240

    noise: float = position_noise(0.05)
    turns: float = real(1.25, low=0.25, high=4.0, label=mark("Turns"))

    def _read(self, progress: object) -> Dataset:
        rng = self._generator()
        labels = halves(self.points)
        along = np.sqrt(spread(self.points, rng))
        radius = _RADIUS * (0.1 + 0.9 * along)
        angle = 2 * np.pi * self.turns * along + np.pi * labels
        clean = np.column_stack((radius * np.cos(angle), radius * np.sin(angle)))
        return self._classified(self._jitter(rng, clean), labels)
