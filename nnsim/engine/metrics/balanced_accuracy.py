"""Balanced accuracy."""

from __future__ import annotations

from dataclasses import dataclass

from nnsim.base.text import mark
from nnsim.engine.metric import Judged, Metric, metrics


@metrics.register
@dataclass(frozen=True)
class BalancedAccuracy(Metric):
    """The mean recall of the classes that occur in the targets."""

    key = "balanced_accuracy"
    title = mark("Balanced accuracy")
    summary = mark(
        "The mean of the shares found of every class, so that a rare class counts as much as a frequent one."
    )
    formula = "mean over classes of right / all of that class"
    source = "Brodersen et al. 2010"
    order = 30

    def measure(self, judged: Judged) -> float:
        counts = judged.weighed
        occur = counts.sum(axis=1) > 0
        return float((counts.diagonal()[occur] / counts.sum(axis=1)[occur]).mean())
