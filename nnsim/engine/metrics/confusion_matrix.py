"""Confusion matrix."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnsim.base.text import mark
from nnsim.engine.metric import Judged, Metric, metrics


@metrics.register
@dataclass(frozen=True)
class ConfusionMatrix(Metric):
    """A table (classes, classes) of whole numbers: true class in rows, predicted class in columns."""

    key = "confusion_matrix"
    title = mark("Confusion matrix")
    summary = mark(
        "How often each class was taken for each other: rows are the true classes, columns the predicted ones."
    )
    formula = "C[i, j] = number of examples of class i taken for j"
    is_table = True
    order = 80

    def measure(self, judged: Judged) -> np.ndarray:
        return judged.counts
