"""Accuracy."""

from __future__ import annotations

from dataclasses import dataclass

from nnsim.base.text import mark
from nnsim.engine.metric import Judged, Metric, metrics


@metrics.register
@dataclass(frozen=True)
class Accuracy(Metric):
    """The share of examples whose predicted class is the right one."""

    key = "accuracy"
    title = mark("Accuracy")
    summary = mark("The share of examples whose class is predicted right.")
    formula = "right / all"
    order = 10

    def measure(self, judged: Judged) -> float:
        return float(judged.mean(judged.right))
