"""Playground's two spirals."""

from __future__ import annotations

import numpy as np

from nnsim.base.text import mark
from nnsim.data.dataset import Dataset
from nnsim.data.playground import PlaygroundSource, noise_percent
from nnsim.data.points import halves
from nnsim.data.source import PLAYGROUND, sources

_RADIUS, _TURNS = 5.0, 1.75


@sources.register
class PlaygroundSpiral(PlaygroundSource):
    """Archimedean arms with evenly spaced angles, so that points crowd in the middle."""

    key = "playground_spiral"
    title = mark("Spiral (Playground)")
    summary = mark("Two arms of one and three quarter turns: the hardest of Playground's tasks.")
    formula = "x = 5t·(sin φ, cos φ), φ = 2π·1.75·t (+ π), 0 ≤ t < 1"
    group = PLAYGROUND
    order = 184

    noise: float = noise_percent(
        mark("Moves every point evenly by at most so many hundredths along each axis")
    )

    def _read(self, progress: object) -> Dataset:
        rng = self._generator()
        positive = halves(self.points) == 0
        along = (
            np.arange(self.points) // 2 / np.where(positive, (self.points + 1) // 2, max(self.points // 2, 1))
        )
        angle = 2 * np.pi * _TURNS * along + np.where(positive, 0.0, np.pi)
        places = _RADIUS * along[:, np.newaxis] * np.column_stack((np.sin(angle), np.cos(angle)))
        return self._classified(self._nearby(rng, places, 1.0), positive)
