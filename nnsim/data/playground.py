"""What the toys of TensorFlow Playground have in common: its ranges, its noise in per cent, half of it held back."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nnsim.base.seeds import MOST_SEED
from nnsim.base.settings import integer, real
from nnsim.base.text import mark, tr
from nnsim.data.dataset import Dataset, Floats
from nnsim.data.points import MANY_POINTS, MANY_SEEDS, X1_X2
from nnsim.data.source import Source

SIGNS = ("−1", "+1")
MOST_NOISE = 50.0


def noise_percent(summary: str) -> float:
    """Declare noise as Playground has it; `summary`, marked, says what it does."""
    return real(0.0, low=0.0, high=MOST_NOISE, unit="%", label=mark("Noise"), help=summary)


MOVED_LABEL = mark(
    "The class or value is that of a place nearby, at most so many per cent of half the range away"
)


@dataclass(frozen=True)
class PlaygroundSource(Source):
    """A toy of TensorFlow Playground: the same distribution, not the same points.

    Places are drawn before noise, so that turning the noise up changes one and the same picture.
    """

    shares = (0.5, 0.0)
    source = "D. Smilkov, S. Carter et al. (2016), TensorFlow Playground"

    points: int = integer(500, low=2, high=100_000, step=50, usual=MANY_POINTS, label=mark("Points"))
    noise: float = noise_percent(MOVED_LABEL)
    seed: int = integer(0, low=0, high=MOST_SEED, usual=MANY_SEEDS, label=mark("Seed"))

    def _generator(self) -> np.random.Generator:
        return np.random.default_rng(self.seed)

    def _nearby(self, rng: np.random.Generator, places: Floats, radius: float) -> Floats:
        """Return places (n, 2) moved evenly by at most the noise's share of `radius` along each axis."""
        moved: Floats = places + rng.uniform(-radius, radius, places.shape) * (self.noise / 100)
        return moved

    def _classified(self, places: Floats, positive: NDArray[np.bool_]) -> Dataset:
        return Dataset(
            title=tr(self.title),
            inputs=places,
            targets=positive.astype(np.int64),
            task="classes",
            input_names=X1_X2,
            target_names=SIGNS,
            ready=True,
            one_unit=True,
        )

    def _measured(self, places: Floats, heights: Floats) -> Dataset:
        return Dataset(
            title=tr(self.title),
            inputs=places,
            targets=heights[:, np.newaxis],
            task="regression",
            input_names=X1_X2,
            target_names=("y",),
            ready=True,
            one_unit=True,
        )
