"""Precision."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnsim.base.text import mark
from nnsim.engine.metric import ClassShare, metrics


@metrics.register
@dataclass(frozen=True)
class Precision(ClassShare):
    """Right / taken, 0 where nothing is. For which class, says `ClassShare`."""

    key = "precision"
    title = mark("Precision")
    summary = mark("Of the examples taken for a class, the share that belongs to it.")
    formula = "TP / (TP + FP)"
    source = "van Rijsbergen 1979"
    order = 40

    def part_and_whole(self, counts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        return counts.diagonal(), counts.sum(axis=0)
