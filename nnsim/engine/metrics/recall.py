"""Recall."""

from __future__ import annotations

from dataclasses import dataclass

from nnsim.base.settings import choice
from nnsim.base.text import mark
from nnsim.engine.metric import Judged, Metric, average_of, metrics


@metrics.register
@dataclass(frozen=True)
class Recall(Metric):
    """Right / present, 0 where nothing is.

    With two classes that of class 1; else, or on request, the mean over the classes that occur in
    targets or predictions.
    """

    key = "recall"
    title = mark("Recall")
    summary = mark("Of the examples of a class, the share that is found.")
    formula = "TP / (TP + FN)"
    source = "van Rijsbergen 1979"
    order = 50

    average: str = choice(
        "auto",
        ("auto", mark("class 1 of two, else the mean over classes")),
        ("macro", mark("mean over classes")),
        label=mark("Of"),
    )

    def measure(self, judged: Judged) -> float:
        right, present = judged.counts.diagonal(), judged.counts.sum(axis=1)
        return average_of(right, present, judged, self.average)
