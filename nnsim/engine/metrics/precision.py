"""Precision."""

from __future__ import annotations

from dataclasses import dataclass

from nnsim.base.settings import choice
from nnsim.base.text import mark
from nnsim.engine.metric import Judged, Metric, average_of, metrics


@metrics.register
@dataclass(frozen=True)
class Precision(Metric):
    """Right / taken, 0 where nothing is.

    With two classes that of class 1; else, or on request, the mean over the classes that occur in
    targets or predictions.
    """

    key = "precision"
    title = mark("Precision")
    summary = mark("Of the examples taken for a class, the share that belongs to it.")
    formula = "TP / (TP + FP)"
    source = "van Rijsbergen 1979"
    order = 40

    average: str = choice(
        "auto",
        ("auto", mark("class 1 of two, else the mean over classes")),
        ("macro", mark("mean over classes")),
        label=mark("Of"),
    )

    def measure(self, judged: Judged) -> float:
        right, taken = judged.counts.diagonal(), judged.counts.sum(axis=0)
        return average_of(right, taken, judged, self.average)
