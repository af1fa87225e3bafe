"""Which digit it is, and the mean picture of that digit."""

from __future__ import annotations

import numpy as np

from nnsim.base.text import mark, tr
from nnsim.data.dataset import Dataset
from nnsim.data.source import CLASSICS, Source, sources
from nnsim.data.sources.digits import Digits


@sources.register
class MeanDigits(Source):
    """Ten examples: a one among zeros (10,), and the mean of all pictures of that digit, (64,), 0 paper to 1 ink."""

    key = "mean_digits"
    title = mark("Mean digits")
    summary = mark("The mean picture of each digit, 8 × 8 pixels, to be drawn when its name is told.")
    source = Digits.source
    group = CLASSICS
    order = 455

    def _read(self, progress: object) -> Dataset:
        digits = Digits(layout="flat").load()
        names = digits.target_names
        means = [digits.values(digits.targets == k).mean(axis=0) for k in range(len(names))]
        return Dataset(
            title=tr(self.title),
            inputs=np.eye(len(names)),
            targets=np.array(means),
            task="regression",
            input_names=names,
            target_names=digits.input_names,
            whole=True,
            ready=True,
            one_hot=((0, len(names)),),
        )
