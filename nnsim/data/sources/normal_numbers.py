"""Numbers of one normal distribution."""

from __future__ import annotations

import numpy as np

from nnsim.base.settings import integer, real
from nnsim.base.text import mark, tr
from nnsim.data.dataset import Dataset
from nnsim.data.points import A_B, PointSource, position_noise
from nnsim.data.source import CLASSIFICATION, sources


@sources.register
class NormalNumbers(PointSource):
    """x ~ N(mean, noise²), told apart by whether it is above the mean."""

    key = "normal_numbers"
    title = mark("Normal numbers")
    summary = mark("Single numbers from the bell curve, told apart by whether they are above its middle.")
    formula = "x ~ N(μ, σ²)"
    group = CLASSIFICATION
    order = 288

    points: int = integer(2000, low=2, high=100_000, step=50, usual=(50, 5000), label=mark("Points"))
    noise: float = position_noise(0.5)
    mean: float = real(3.0, low=-100.0, high=100.0, usual=(-5.0, 5.0), label=mark("Mean μ"))

    def _read(self, progress: object) -> Dataset:
        drawn = self._generator().standard_normal((self.points, 1))
        return Dataset(
            title=tr(self.title),
            inputs=self.mean + self.noise * drawn,
            targets=(drawn[:, 0] > 0).astype(np.int64),
            task="classes",
            input_names=("x",),
            target_names=tuple(tr(name) for name in A_B),
            one_unit=True,
        )
