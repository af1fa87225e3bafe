"""F1."""

from __future__ import annotations

from dataclasses import dataclass

from nnsim.base.settings import choice
from nnsim.base.text import mark
from nnsim.engine.metric import Judged, Metric, average_of, metrics


@metrics.register
@dataclass(frozen=True)
class F1Score(Metric):
    """2·right / (taken + present), 0 where nothing is.

    With two classes that of class 1; else, or on request, the mean over the classes that occur in
    targets or predictions.
    """

    key = "f1"
    title = mark("F1")
    summary = mark("The harmonic mean of precision and recall: high only when both are.")
    formula = "2·TP / (2·TP + FP + FN)"
    source = "van Rijsbergen 1979"
    order = 60

    average: str = choice(
        "auto",
        ("auto", mark("class 1 of two, else the mean over classes")),
        ("macro", mark("mean over classes")),
        label=mark("Of"),
    )

    def measure(self, judged: Judged) -> float:
        counts = judged.counts
        both = counts.sum(axis=0) + counts.sum(axis=1)
        return average_of(2 * counts.diagonal(), both, judged, self.average)
