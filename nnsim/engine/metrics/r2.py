"""Coefficient of determination."""

from __future__ import annotations

from dataclasses import dataclass

from nnsim.base.text import mark
from nnsim.engine.metric import Judged, Metric, explained_share, metrics


@metrics.register
@dataclass(frozen=True)
class R2Score(Metric):
    """The coefficient of determination, the mean over target columns.

    A column of equal targets gives 1 when they are predicted exactly, else 0. NaN for one example.
    """

    key = "r2"
    title = mark("R²")
    summary = mark(
        "The share of the variation of the targets that the predictions explain; 0 is as good as their mean."
    )
    formula = "1 − Σ(t − y)² / Σ(t − t̄)²"
    source = "Wright 1921"
    task = "regression"
    order = 110

    def measure(self, judged: Judged) -> float:
        if len(judged.targets) < 2:
            return float("nan")
        centred = judged.targets - judged.mean(judged.targets)
        return explained_share(judged.mean(judged.residuals**2), judged.mean(centred**2))
