"""Hills and hollows to be fitted."""

from __future__ import annotations

import numpy as np

from nnsim.base.settings import integer, real
from nnsim.base.text import mark
from nnsim.data.dataset import Dataset, Floats
from nnsim.data.points import PointSource, target_noise
from nnsim.data.source import REGRESSION, sources


@sources.register
class Bumps(PointSource):
    """A sum of Gaussian bumps, up and down by turns."""

    key = "bumps"
    title = mark("Bumps")
    summary = mark("Hills and hollows over a plane; a single bump stands in the middle.")
    formula = "y = Σₖ (−1)ᵏ·exp(−|x − cₖ|² / 2w²)"
    group = REGRESSION
    order = 330

    noise: float = target_noise(0.02)
    bumps: int = integer(2, low=1, high=8, label=mark("Bumps"))
    width: float = real(0.35, low=0.02, high=2.0, label=mark("Width"))

    def _read(self, progress: object) -> Dataset:
        rng = self._generator()
        x = rng.uniform(-1.0, 1.0, (self.points, 2))
        squared = ((x[:, np.newaxis, :] - self._centres()) ** 2).sum(2)
        signs = np.where(np.arange(self.bumps) % 2 == 0, 1.0, -1.0)
        y = np.exp(-squared / (2 * self.width**2)) @ signs
        return self._measured(x, self._jitter(rng, y))

    def _centres(self) -> Floats:
        """Return the centres, shape (bumps, 2): one in the middle, several on a circle."""
        angle = np.pi / 4 + 2 * np.pi * np.arange(self.bumps) / self.bumps
        radius = 0.0 if self.bumps == 1 else 0.6
        return radius * np.column_stack((np.cos(angle), np.sin(angle)))
