"""A tilted plane to be fitted."""

from __future__ import annotations

from nnsim.base.settings import real
from nnsim.base.text import mark
from nnsim.data.dataset import Dataset
from nnsim.data.points import PointSource, target_noise
from nnsim.data.source import REGRESSION, sources


@sources.register
class Plane(PointSource):
    """The linear regression in two inputs."""

    key = "plane"
    title = mark("Plane")
    summary = mark("A tilted plane: one neuron without activation fits it exactly.")
    formula = "y = a·x₁ + b·x₂ + c"
    group = REGRESSION
    order = 320

    noise: float = target_noise(0.05)
    slope_1: float = real(0.7, low=-10.0, high=10.0, usual=(-2.0, 2.0), label=mark("Slope along x₁"))
    slope_2: float = real(-0.4, low=-10.0, high=10.0, usual=(-2.0, 2.0), label=mark("Slope along x₂"))
    height: float = real(0.1, low=-10.0, high=10.0, usual=(-2.0, 2.0), label=mark("Height at 0"))

    def _read(self, progress: object) -> Dataset:
        rng = self._generator()
        x = rng.uniform(-1.0, 1.0, (self.points, 2))
        y = self.slope_1 * x[:, 0] + self.slope_2 * x[:, 1] + self.height
        return self._measured(x, self._jitter(rng, y))
