"""What the generated sets of points have in common: how many, how noisy, from which seed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nnsim.base.seeds import MOST_SEED
from nnsim.base.settings import integer, real
from nnsim.base.text import mark, tr
from nnsim.data.dataset import Dataset, Floats
from nnsim.data.source import Source

MANY_POINTS, MUCH_NOISE, MANY_SEEDS = (50, 2000), (0.0, 0.5), (0, 99)
"""What sliders span for the settings that every generated set has."""
X1_X2 = ("x₁", "x₂")
A_B = (mark("A"), mark("B"))


def position_noise(default: float) -> float:
    """Declare the noise of a classification: points are moved."""
    return real(
        default,
        low=0.0,
        high=2.0,
        usual=MUCH_NOISE,
        label=mark("Noise"),
        help=mark("Standard deviation of the normal noise that moves every point."),
    )


def target_noise(default: float) -> float:
    """Declare the noise of a regression: targets are moved."""
    return real(
        default,
        low=0.0,
        high=2.0,
        usual=MUCH_NOISE,
        label=mark("Noise"),
        help=mark("Standard deviation of the normal noise added to the target."),
    )


@dataclass(frozen=True)
class PointSource(Source):
    """A generated set; a pure function of its settings.

    Places are drawn before noise, so that turning the noise up moves the points of one and the
    same picture instead of drawing another.
    """

    points: int = integer(400, low=2, high=100_000, step=50, usual=MANY_POINTS, label=mark("Points"))
    noise: float = position_noise(0.05)
    seed: int = integer(0, low=0, high=MOST_SEED, usual=MANY_SEEDS, label=mark("Seed"))

    def _generator(self) -> np.random.Generator:
        return np.random.default_rng(self.seed)

    def _jitter(self, rng: np.random.Generator, clean: Floats) -> Floats:
        """Return `clean` (any shape) with normal noise added."""
        return clean + self.noise * rng.standard_normal(clean.shape)

    def _classified(self, inputs: Floats, labels: NDArray[np.int64], names: tuple[str, ...] = A_B) -> Dataset:
        """Return a classification in the plane; `names` are marked for translation."""
        return Dataset(
            title=tr(self.title),
            inputs=inputs,
            targets=labels,
            task="classes",
            input_names=X1_X2,
            target_names=tuple(tr(name) for name in names),
            ready=True,
            one_unit=True,
        )

    def _measured(self, inputs: Floats, heights: Floats, names: tuple[str, ...] = X1_X2) -> Dataset:
        """Return a regression of one target, `heights` of shape (n,)."""
        return Dataset(
            title=tr(self.title),
            inputs=inputs,
            targets=heights[:, np.newaxis],
            task="regression",
            input_names=names,
            target_names=("y",),
            ready=True,
            one_unit=True,
        )


def halves(n: int) -> NDArray[np.int64]:
    """Return n labels 0 1 0 1 …: two classes of equal size, up to one."""
    return np.arange(n, dtype=np.int64) % 2


def spread(n: int, rng: np.random.Generator) -> Floats:
    """Return n numbers in [0, 1), one at random in each of n equal cells: even, yet not regular."""
    places: Floats = (np.arange(n) + rng.random(n)) / n
    return places
