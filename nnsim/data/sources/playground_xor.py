"""Playground's exclusive or: four squares of two classes."""

from __future__ import annotations

import numpy as np

from nnsim.base.text import mark
from nnsim.data.dataset import Dataset
from nnsim.data.playground import PlaygroundSource
from nnsim.data.source import PLAYGROUND, sources

_RADIUS, _GAP = 5.0, 0.3


@sources.register
class PlaygroundXor(PlaygroundSource):
    """Evenly over a square with a gap along both axes."""

    key = "playground_xor"
    title = mark("Exclusive or (Playground)")
    summary = mark("Four squares, opposite ones of one class: the product of the inputs tells them apart.")
    formula = "+1 where x₁·x₂ ≥ 0"
    group = PLAYGROUND
    order = 182

    def _read(self, progress: object) -> Dataset:
        rng = self._generator()
        places = rng.uniform(-_RADIUS, _RADIUS, (self.points, 2))
        places += np.where(places > 0, _GAP, -_GAP)
        near = self._nearby(rng, places, _RADIUS)
        return self._classified(places, near.prod(1) >= 0)
