"""Playground's six cones."""

from __future__ import annotations

import numpy as np

from nnsim.base.text import mark
from nnsim.data.dataset import Dataset
from nnsim.data.playground import PlaygroundSource
from nnsim.data.source import PLAYGROUND, sources

_RADIUS, _WIDTH = 6.0, 2.0
_CENTRES = np.array([(x, y) for y in (2.5, -2.5) for x in (-4.0, 0.0, 4.0)])
_HEIGHTS = np.array([1.0, -1.0, 1.0, -1.0, 1.0, -1.0])


@sources.register
class PlaygroundMultiGauss(PlaygroundSource):
    """Six round hills and hollows by turns; where two meet, the one that is further from 0 counts.

    Playground calls them Gaussians; they fall off in a straight line.
    """

    key = "playground_multi_gauss"
    title = mark("Multi-Gauss (Playground)")
    summary = mark("Three hills and three hollows by turns, to be fitted.")
    formula = "y = ±max(0, 1 − |x − cₖ|/2)"
    group = PLAYGROUND
    order = 186

    def _read(self, progress: object) -> Dataset:
        rng = self._generator()
        places = rng.uniform(-_RADIUS, _RADIUS, (self.points, 2))
        near = self._nearby(rng, places, _RADIUS)
        distance = np.linalg.norm(near[:, np.newaxis] - _CENTRES, axis=2)
        heights = _HEIGHTS * np.clip(1 - distance / _WIDTH, 0.0, 1.0)
        strongest = np.argmax(np.abs(heights), axis=1)
        return self._measured(places, heights[np.arange(self.points), strongest])
