"""Explained variance."""

from __future__ import annotations

from dataclasses import dataclass

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
        return explained_share(judged.residuals.var(axis=0), judged.targets.var(axis=0))
