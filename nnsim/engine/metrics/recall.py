"""Recall."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnsim.base.text import mark
from nnsim.engine.metric import ClassShare, metrics


@metrics.register
@dataclass(frozen=True)
class Recall(ClassShare):
    """Right / present, 0 where nothing is. For which class, says `ClassShare`."""

    key = "recall"
    title = mark("Recall")
    summary = mark("Of the examples of a class, the share that is found.")
    formula = "TP / (TP + FN)"
    source = "van Rijsbergen 1979"
    order = 50

    def part_and_whole(self, counts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        return counts.diagonal(), counts.sum(axis=1)
