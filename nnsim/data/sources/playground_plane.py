"""Playground's plane."""

from __future__ import annotations

from nnsim.base.text import mark
from nnsim.data.dataset import Dataset
from nnsim.data.playground import PlaygroundSource
from nnsim.data.source import PLAYGROUND, sources

_RADIUS, _SLOPE = 6.0, 0.1


@sources.register
class PlaygroundPlane(PlaygroundSource):
    """The linear regression in two inputs."""

    key = "playground_plane"
    title = mark("Plane (Playground)")
    summary = mark("A tilted plane over a large square: one neuron without activation fits it exactly.")
    formula = "y = (x₁ + x₂)/10"
    group = PLAYGROUND
    order = 185

    def _read(self, progress: object) -> Dataset:
        rng = self._generator()
        places = rng.uniform(-_RADIUS, _RADIUS, (self.points, 2))
        return self._measured(places, _SLOPE * self._nearby(rng, places, _RADIUS).sum(1))
