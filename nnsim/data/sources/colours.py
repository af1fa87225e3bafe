"""Colours drawn at random."""

from __future__ import annotations

import numpy as np

from nnsim.base.text import mark, tr
from nnsim.data.dataset import Dataset
from nnsim.data.points import PointSource, position_noise
from nnsim.data.source import CLASSIFICATION, sources

RED_GREEN_BLUE = (mark("red"), mark("green"), mark("blue"))


@sources.register
class Colours(PointSource):
    """(red, green, blue) ~ U(0, 1)³, told apart by which of the three is strongest."""

    key = "colours"
    title = mark("Colours")
    summary = mark(
        "Colours as red, green and blue from 0 to 1, told apart by which of the three is strongest."
    )
    formula = "(r, g, b) ~ U(0, 1)³"
    group = CLASSIFICATION
    order = 284

    noise: float = position_noise(0.0)

    def _read(self, progress: object) -> Dataset:
        rng = self._generator()
        shades = rng.random((self.points, 3))
        names = tuple(tr(name) for name in RED_GREEN_BLUE)
        return Dataset(
            title=tr(self.title),
            inputs=self._jitter(rng, shades),
            targets=np.argmax(shades, axis=1).astype(np.int64),
            task="classes",
            input_names=names,
            target_names=names,
            ready=True,
            one_unit=True,
        )
