"""Round clouds on a circle."""

from __future__ import annotations

import numpy as np

from nnsim.base.settings import integer, real
from nnsim.base.text import mark, tr
from nnsim.data.dataset import Dataset, Floats
from nnsim.data.points import X1_X2, PointSource, position_noise
from nnsim.data.source import CLASSIFICATION, sources


@sources.register
class RingOfGaussians(PointSource):
    """Normal distributions of one width, their centres evenly on a circle; which one is the class."""

    key = "ring_of_gaussians"
    title = mark("Ring of Gaussians")
    summary = mark("Round clouds on a circle: a generator that finds only some of them is easily seen.")
    formula = "x ~ N(r·(cos 2πk/K, sin 2πk/K), σ²·I)"
    source = "L. Metz et al. (2017), Unrolled generative adversarial networks"
    group = CLASSIFICATION
    order = 286

    points: int = integer(2000, low=2, high=100_000, step=50, usual=(50, 5000), label=mark("Points"))
    noise: float = position_noise(0.1)
    clouds: int = integer(8, low=2, high=100, usual=(2, 20), label=mark("Clouds"))
    radius: float = real(1.0, low=0.0, high=100.0, usual=(0.0, 3.0), label=mark("Radius"))

    def centres(self) -> Floats:
        """Return the centres of the clouds, (clouds, 2)."""
        angle = 2 * np.pi * np.arange(self.clouds) / self.clouds
        return self.radius * np.column_stack((np.cos(angle), np.sin(angle)))

    def _read(self, progress: object) -> Dataset:
        rng = self._generator()
        labels = np.arange(self.points, dtype=np.int64) % self.clouds
        return Dataset(
            title=tr(self.title),
            inputs=self._jitter(rng, self.centres()[labels]),
            targets=labels,
            task="classes",
            input_names=X1_X2,
            target_names=tuple(str(k + 1) for k in range(self.clouds)),
            ready=True,
            one_unit=True,
        )
