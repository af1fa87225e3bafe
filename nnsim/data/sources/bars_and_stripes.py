"""Bars and stripes, all of them."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np

from nnsim.base.settings import choice, integer
from nnsim.base.text import mark, tr
from nnsim.data.dataset import Dataset
from nnsim.data.source import CLASSICS, Source, sources


@sources.register
@dataclass(frozen=True)
class BarsAndStripes(Source):
    """All pictures of n × n cells, 0 or 1, whose rows, or whose columns, are each of one colour: 2ⁿ⁺¹ − 2 of them.

    Each is there once, in the order of its cells read as a binary number; the empty and the full one are both.
    """

    key = "bars_and_stripes"
    title = mark("Bars and stripes")
    summary = mark("Little pictures of upright bars or level stripes: every one there is, once.")
    source = "D. MacKay (2003), Information Theory, Inference, and Learning Algorithms, ch. 43"
    group = CLASSICS
    order = 470

    size: int = integer(3, low=2, high=8, label=mark("Size n"))
    asked: str = choice(
        "kind",
        ("kind", mark("which kind it is")),
        ("cells", mark("its cells once more")),
        label=mark("Asked for"),
    )

    def _read(self, progress: object) -> Dataset:
        n = self.size
        bars = {row * n for row in itertools.product((0, 1), repeat=n)}
        stripes = {tuple(np.reshape(one, (n, n)).T.reshape(-1).tolist()) for one in bars}
        pictures = sorted(bars | stripes)
        kinds = [2 if one in bars and one in stripes else int(one in stripes) for one in pictures]
        cells = np.array(pictures, np.float64)
        names = tuple(f"r{row + 1} c{column + 1}" for row in range(n) for column in range(n))
        again = self.asked == "cells"
        return Dataset(
            title=tr(self.title),
            inputs=cells,
            targets=cells.copy() if again else np.array(kinds, np.int64),
            task="regression" if again else "classes",
            input_names=names,
            target_names=names if again else (tr("bars"), tr("stripes"), tr("both")),
            whole=True,
            ready=True,
        )
