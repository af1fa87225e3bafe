"""Top-k accuracy."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnsim.base.settings import integer
from nnsim.base.text import mark
from nnsim.engine.metric import Judged, Metric, metrics


@metrics.register
@dataclass(frozen=True)
class TopKAccuracy(Metric):
    """The share of examples whose class has one of the k highest scores.

    Among equal scores the lower class number comes first, so that k = 1 is the accuracy. With k
    classes or fewer it would always be 1, and does not fit.
    """

    key = "top_k"
    title = mark("Top-k accuracy")
    summary = mark("The share of examples whose class is among the k that the network finds likeliest.")
    formula = "share of examples with rank(t) ≤ k"
    source = "Russakovsky et al. 2015"
    order = 20

    k: int = integer(3, low=1, high=1000, label=mark("k"))

    def fits(self, classes: int) -> bool:
        return classes > self.k

    def measure(self, judged: Judged) -> float:
        rows = np.arange(len(judged.targets))
        own = judged.scores[rows, judged.targets][:, np.newaxis]
        earlier = np.arange(judged.classes) < judged.targets[:, np.newaxis]
        before = (judged.scores > own) | ((judged.scores == own) & earlier)
        right = (before.sum(axis=1) < self.k) & np.isfinite(own[:, 0])
        return float(judged.mean(right))
