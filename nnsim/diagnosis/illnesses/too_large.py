"""A network far larger than its data: more to learn than there is to learn from."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from nnsim.base.text import mark, tr
from nnsim.diagnosis.case import Case
from nnsim.diagnosis.illness import Illness, illnesses
from nnsim.diagnosis.numerals import percent, short
from nnsim.diagnosis.sign import Sign, rising


@illnesses.register
class TooLarge(Illness):
    """Many more parameters than numbers to learn from, and it shows."""

    key = "too_large"
    title = mark("Far too large a network")
    summary = mark(
        "There are many more parameters than numbers to learn them from. Such a network is slow, hard to train, and"
        " learns its examples by heart."
    )
    group = "capacity"
    cures = ("fewer_units", "weight_decay", "early_stopping", "add_dropout", "other_activation", "lower_rate")

    def signs(self, case: Case) -> Iterator[Sign]:
        data, course, progress = case.data, case.course, case.progress
        if data is None or course is None or progress is None or not len(data.train):
            return
        asked = max(1, data.classes or int(np.prod(data.train.targets.shape[1:])))
        numbers = len(data.train) * (math.prod(data.shape) + asked)
        ratio = case.structure.parameters / numbers
        depth = len(case.structure.connecting)
        text = tr("{parameters} parameters learn from {rows} examples: {ratio} for each number there is.")
        yield Sign(
            tr("Parameters for each number of the training part"),
            short(ratio),
            tr("below 10"),
            rising(math.log10(max(ratio, 1e-9)), 1.0, 2.2, 6.0),
            ratio,
            text.format(
                parameters=f"{case.structure.parameters:,}", rows=f"{len(data.train):,}", ratio=short(ratio)
            ),
        )
        yield Sign(
            tr("Layers with weights"),
            f"{depth}",
            tr("2 to 4 for so few examples"),
            rising(depth, 5, 8, 1.5),
            depth,
        )
        yield self._outcome(case)

    @staticmethod
    def _outcome(case: Case) -> Sign:
        """Return how it does on what it has not learned from: a large network that does well is well."""
        course, progress = case.course, case.progress
        assert course is not None
        assert progress is not None
        reached = max(progress.right, progress.learned)
        val, constant = course.val_loss[np.isfinite(course.val_loss)], case.baseline.accuracy
        if len(val):
            reached = 1.0 - float(np.median(val[-3:])) / max(progress.constant, 1e-30)
            found = course.val_accuracy[np.isfinite(course.val_accuracy)]
            if len(found) and constant is not None and constant < 1:
                reached = max(reached, (float(np.median(found[-3:])) - constant) / (1 - constant))
        early = course.step < 30 and course.epoch < 1
        return Sign(
            tr("Explained of what it has not learned from"),
            percent(max(0.0, reached)),
            tr("most of it"),
            (-4.0 if early else 0.0) - rising(reached, 0.3, 0.7, 8.0) + rising(reached, 0.5, 0.2, 1.5),
            reached,
        )
