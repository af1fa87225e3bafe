"""How diabetes went on."""

from __future__ import annotations

import numpy as np

from nnsim.base.text import mark, tr
from nnsim.data import classics
from nnsim.data.dataset import Dataset
from nnsim.data.source import CLASSICS, Source, sources


@sources.register
class Diabetes(Source):
    """442 patients, 10 measurements, a measure of how the disease went on after a year."""

    key = "diabetes"
    title = mark("Diabetes")
    summary = mark("442 patients, 10 measurements: how far did the disease go in a year? A regression.")
    source = "B. Efron, T. Hastie, I. Johnstone, R. Tibshirani (2004), Least angle regression"
    group = CLASSICS
    order = 440

    def _read(self, progress: object) -> Dataset:
        raw = classics.bundled("diabetes")
        return Dataset(
            title=tr(self.title),
            inputs=np.array(raw.data, np.float64),
            targets=np.array(raw.target, np.float64)[:, np.newaxis],
            task="regression",
            input_names=tuple(str(name) for name in raw.feature_names),
            target_names=(tr("progression"),),
        )
