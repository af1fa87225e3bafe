"""Playground's disc inside a ring."""

from __future__ import annotations

import numpy as np

from nnsim.base.text import mark
from nnsim.data.dataset import Dataset
from nnsim.data.playground import PlaygroundSource
from nnsim.data.points import halves
from nnsim.data.source import PLAYGROUND, sources

_RADIUS = 5.0


@sources.register
class PlaygroundCircle(PlaygroundSource):
    """A disc of half the radius, and a ring from seven tenths of it outwards."""

    key = "playground_circle"
    title = mark("Circle (Playground)")
    summary = mark("A disc inside a ring. Squares of the inputs make it easy, and three lines are enough.")
    formula = "+1 where √(x₁² + x₂²) < 2.5"
    group = PLAYGROUND
    order = 181

    def _read(self, progress: object) -> Dataset:
        rng = self._generator()
        inner = halves(self.points) == 0
        share = rng.random(self.points)
        radius = _RADIUS * np.where(inner, 0.5 * share, 0.7 + 0.3 * share)
        angle = rng.uniform(0.0, 2 * np.pi, self.points)
        places = np.column_stack((radius * np.sin(angle), radius * np.cos(angle)))
        near = self._nearby(rng, places, _RADIUS)
        return self._classified(places, np.hypot(near[:, 0], near[:, 1]) < _RADIUS / 2)
