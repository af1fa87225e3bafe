"""Small pictures of one soft blob each, at places that are known."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnsim.base.seeds import MOST_SEED
from nnsim.base.settings import choice, integer, real
from nnsim.base.text import mark, tr
from nnsim.data.dataset import Dataset, Floats
from nnsim.data.points import MANY_POINTS, MANY_SEEDS, MUCH_NOISE
from nnsim.data.source import IMAGES, Source, sources

SIDE = 12
"""Pixels along a side."""
REACH = 3.0
"""Pixels from the middle that a blob lies away at most, along each axis."""


@sources.register
@dataclass(frozen=True)
class Blobs(Source):
    """Pictures (1, 12, 12) of a Gaussian blob, from 0 (ground) to 1 at its middle.

    Places are even over a square, from −1 to 1 along each axis, x to the right and y upwards; 1 is `REACH` pixels
    from the middle of the picture, so that no blob of usual width touches the border.
    """

    key = "blobs"
    title = mark("Blobs")
    summary = mark("Pictures of 12 × 12 pixels, a soft blob in each: all that differs is where it lies.")
    formula = "pixel = exp(−|p − c|² / 2w²)"
    group = IMAGES
    order = 480

    points: int = integer(600, low=2, high=20_000, step=50, usual=MANY_POINTS, label=mark("Pictures"))
    width: float = real(
        1.2, low=0.3, high=4.0, label=mark("Width"), help=mark("Standard deviation of the blob, in pixels.")
    )
    noise: float = real(
        0.0,
        low=0.0,
        high=2.0,
        usual=MUCH_NOISE,
        label=mark("Noise"),
        help=mark("Standard deviation of the normal noise added to every pixel that is seen."),
    )
    seed: int = integer(0, low=0, high=MOST_SEED, usual=MANY_SEEDS, label=mark("Seed"))
    asked: str = choice(
        "place",
        ("place", mark("where the blob lies")),
        ("pixels", mark("its pixels without noise, for autoencoders")),
        label=mark("Asked for"),
    )

    def _read(self, progress: object) -> Dataset:
        rng = np.random.default_rng(self.seed)
        places = rng.uniform(-1.0, 1.0, (self.points, 2))
        clean = self.pictures(places)
        pixels = self.asked == "pixels"
        at = range(1, SIDE + 1)
        return Dataset(
            title=tr(self.title),
            inputs=(clean + self.noise * rng.standard_normal(clean.shape))[:, np.newaxis],
            targets=clean.reshape(self.points, -1) if pixels else places,
            task="regression",
            input_names=(),
            target_names=tuple(f"{row}, {column}" for row in at for column in at) if pixels else ("x", "y"),
            ready=True,
        )

    def pictures(self, places: Floats) -> Floats:
        """Return clean pictures (n, 12, 12), row 0 at the top, of blobs at `places` (n, 2), x and y."""
        middle = (SIDE - 1) / 2
        pixels = np.arange(SIDE)
        across = pixels - middle - REACH * places[:, :1]
        down = pixels - middle + REACH * places[:, 1:]
        squared = down[:, :, np.newaxis] ** 2 + across[:, np.newaxis, :] ** 2
        blobs: Floats = np.exp(-squared / (2 * self.width**2))
        return blobs
