"""F1."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnsim.base.text import mark
from nnsim.engine.metric import ClassShare, metrics


@metrics.register
@dataclass(frozen=True)
class F1Score(ClassShare):
    """2·right / (taken + present), 0 where nothing is. For which class, says `ClassShare`."""

    key = "f1"
    title = mark("F1")
    summary = mark("The harmonic mean of precision and recall: high only when both are.")
    formula = "2·TP / (2·TP + FP + FN)"
    source = "van Rijsbergen 1979"
    order = 60

    def part_and_whole(self, counts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        return 2 * counts.diagonal(), counts.sum(axis=0) + counts.sum(axis=1)
