"""Explained variance."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnsim.base.text import mark
from nnsim.engine.metric import Judged, Metric, explained_share, metrics


@metrics.register
@dataclass(frozen=True)
class ExplainedVariance(Metric):
    """The share of variance explained, the mean over target columns.

    A column of equal targets gives 1 when the error is constant too, else 0. NaN for one example.
    """

    key = "explained_variance"
    title = mark("Explained variance")
    summary = mark("Like R², but an error that is the same everywhere does not count.")
    formula = "1 − Var(t − y) / Var(t)"
    task = "regression"
    order = 140

    def measure(self, judged: Judged) -> float:
        if len(judged.targets) < 2:
            return float("nan")
        return explained_share(_variance(judged, judged.residuals), _variance(judged, judged.targets))


def _variance(judged: Judged, values: np.ndarray) -> np.ndarray:
    """Return the variance of each column over the examples, each as often as it counts."""
    return judged.mean((values - judged.mean(values)) ** 2)
