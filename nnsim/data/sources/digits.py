"""Small pictures of handwritten digits."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnsim.base.settings import choice
from nnsim.base.text import mark, tr
from nnsim.data import classics
from nnsim.data.dataset import Dataset
from nnsim.data.source import CLASSICS, Source, sources

_INK = 16.0
"""The darkest pixel of the collection."""


@sources.register
@dataclass(frozen=True)
class Digits(Source):
    """1,797 handwritten digits of 8 × 8 pixels, 0 (paper) to 1 (ink)."""

    key = "digits"
    title = mark("Digits")
    summary = mark("1,797 handwritten digits of 8 × 8 pixels: pictures that train in seconds.")
    source = "E. Alpaydin, C. Kaynak (1998), Optical recognition of handwritten digits, UCI"
    group = CLASSICS
    order = 450

    layout: str = choice(
        "image",
        ("image", mark("images 1 × 8 × 8, for convolutions")),
        ("flat", mark("64 numbers, for dense layers")),
        label=mark("Layout"),
    )
    asked: str = choice(
        "digit",
        ("digit", mark("which digit it is")),
        ("pixels", mark("its pixels once more, for autoencoders")),
        label=mark("Asked for"),
        since="0.2",
    )

    def _read(self, progress: object) -> Dataset:
        raw = classics.bundled("digits")
        flat = self.layout == "flat"
        n = len(raw.target)
        pixels = np.array(raw.data, np.float64) / _INK
        names = tuple(str(name) for name in raw.feature_names)
        again = self.asked == "pixels"
        return Dataset(
            title=tr(self.title),
            inputs=pixels.reshape((n, 64) if flat else (n, 1, 8, 8)),
            targets=pixels if again else np.array(raw.target, np.int64),
            task="regression" if again else "classes",
            input_names=names if flat else (),
            target_names=names if again else tuple(str(name) for name in raw.target_names),
            ready=True,
            divisor=_INK,
        )
