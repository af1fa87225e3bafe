"""Batches of a single example: steps that follow the noise."""

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
class BatchOfOne(Illness):
    """Only where it does harm: a small rate averages over many single examples."""

    key = "batch_of_one"
    title = mark("Batch of one")
    summary = mark(
        "Every step follows a single example, and successive examples pull in different directions. The loss jumps, and"
        " the weights wander about instead of settling."
    )
    group = "step"
    cures = ("usual_batch", "lower_rate", "adam", "rate_schedule")
    explains = (
        "oscillating",
        "learning_rate_too_high",
        "plateau",
        "baseline_not_beaten",
        "dead_relus",
        "unsuited_optimizer",
    )

    def signs(self, case: Case) -> Iterator[Sign]:
        course, progress, training, data = case.course, case.progress, case.training, case.data
        if data is None or len(data.train) < 5 or training.batch_of(len(data.train)) != 1:
            return
        if not training.rule.uses_optimizer:
            return
        yield Sign(
            tr("Batch size"),
            "1",
            tr("8 to 128"),
            2.5,
            1.0,
            tr("Every step sees one of {n} examples.").format(n=f"{len(data.train):,}"),
        )
        if case.diverged is not None:
            yield Sign(tr("Loss"), tr("beyond all bounds"), tr("falls"), 3.0)
            return
        if course is None or progress is None or course.step < 20 or not course.batch_loss.size:
            return
        losses = course.last_losses
        level = float(np.median(losses)) if len(losses) else progress.now
        size = course.swing / max(level, 0.1 * progress.constant, 1e-30)
        yield Sign(
            tr("Swing of the training loss"),
            percent(size),
            tr("below 2 %"),
            rising(math.log10(max(size, 1e-12)), -2.0, -1.2, 4.0),
            size,
            tr("The loss on the whole training part swings by {swing} around {level}.").format(
                swing=short(course.swing), level=short(level)
            ),
        )
        learned = rising(progress.learned, 0.85, 0.97, 1.0)
        if learned > 0:
            yield Sign(tr("Learned"), percent(progress.learned), "–", -4.0 * learned, progress.learned)
        if progress.learned < 0.05:
            yield Sign(
                tr("Learned"),
                percent(progress.learned),
                tr("more"),
                rising(course.step, 50, 200, 2.0) - 2.0 * case.is_learning,
                progress.learned,
            )
