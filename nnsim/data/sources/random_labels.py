"""Noise with labels drawn by lot."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnsim.base.settings import integer
from nnsim.base.text import mark, tr
from nnsim.data.dataset import Dataset
from nnsim.data.points import PointSource, position_noise
from nnsim.data.source import CLASSIFICATION, sources


@sources.register
@dataclass(frozen=True)
class RandomLabels(PointSource):
    """Inputs x ~ U(−√3, √3), each of mean 0 and variance 1, with classes that have nothing to do with them.

    What is measured of a network before training, such as how far its signals reach, needs nothing more; and
    what is learned of it is learned by heart.
    """

    key = "random_labels"
    title = mark("Random labels")
    summary = mark(
        "Noise with labels drawn by lot: nothing to understand, everything to be learned by heart."
    )
    formula = "x ~ U(−√3, √3)"
    source = "C. Zhang et al. (2017), Understanding deep learning requires rethinking generalization"
    group = CLASSIFICATION
    order = 280

    noise: float = position_noise(0.0)
    features: int = integer(16, low=1, high=4096, usual=(1, 1024), label=mark("Inputs"))
    classes: int = integer(2, low=2, high=100, usual=(2, 10), label=mark("Classes"))

    def _read(self, progress: object) -> Dataset:
        rng = self._generator()
        labels = rng.permutation(np.arange(self.points, dtype=np.int64) % self.classes)
        clean = rng.uniform(-(3**0.5), 3**0.5, (self.points, self.features))
        return Dataset(
            title=tr(self.title),
            inputs=self._jitter(rng, clean),
            targets=labels,
            task="classes",
            input_names=tuple(f"x{i + 1}" for i in range(self.features)),
            target_names=tuple(str(k) for k in range(self.classes)),
            ready=True,
            one_unit=True,
        )
