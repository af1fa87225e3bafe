"""A network far larger than its data: more to learn than there is to learn from."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from nnsim.base.text import mark, tr
from nnsim.diagnosis.case import Case
from nnsim.diagnosis.illness import Illness, illnesses
from nnsim.diagnosis.numerals import percent, short
from nnsim.diagnosis.progress import explained
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
    explains = ("baseline_not_beaten",)
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
            rising(math.log10(max(ratio, 1e-9)), 0.9, 1.7, 5.0) * (0.7 + 0.3 * _by_heart(case)),
            ratio,
            text.format(
                parameters=f"{case.structure.parameters:,}", rows=f"{len(data.train):,}", ratio=short(ratio)
            ),
        )
        yield Sign(
            tr("Layers with weights"),
            f"{depth}",
            tr("2 to 4 for so few examples"),
            rising(depth, 5, 8, 0.5),
            depth,
        )
        rows = len(data.train)
        # With a handful of examples every network is large: then it is these that are too few.
        yield Sign(
            tr("Examples to learn from"), f"{rows}", tr("50 and more"), -rising(rows, 48, 28, 5.0), rows
        )
        yield from self._harm(case)
        if course.step < 50 or course.epoch < 3:
            yield Sign(tr("Steps taken"), f"{course.step}", tr("50 and more"), -6.0, course.step)

    @staticmethod
    def _harm(case: Case) -> Iterator[Sign]:
        """Yield whether its size does harm: a large network that does well on what it has not learned from is well.

        One that has learned nothing at all may have another reason for that.
        """
        share = explained(case, by_loss=True)
        if share == share:
            by_heart = _by_heart(case)
            yield Sign(
                tr("Explained of what it has not learned from"),
                percent(max(0.0, share)),
                tr("most of it"),
                rising(share, 0.5, 0.1, 3.0) * by_heart - rising(explained(case), 0.55, 0.8, 8.0),
                share,
                tr(
                    "On what it has not learned from its loss is {share} of that of a constant answer."
                ).format(share=percent(1.0 - share)),
            )


def _by_heart(case: Case) -> float:
    """Return how far what it explains of the training part is ahead of the other: without that size does no harm."""
    share = explained(case, by_loss=True)
    return 0.0 if case.progress is None else rising(case.progress.learned - share, 0.1, 0.3, 1.0)
