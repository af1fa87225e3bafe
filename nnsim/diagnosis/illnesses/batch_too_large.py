"""Batches so large that an epoch has hardly any steps."""

from __future__ import annotations

import math
from collections.abc import Iterator

from nnsim.base.text import mark, tr
from nnsim.diagnosis.case import Case
from nnsim.diagnosis.illness import Illness, illnesses
from nnsim.diagnosis.numerals import percent, short
from nnsim.diagnosis.sign import Sign, rising

USUAL = 32
"""Examples in a usual batch."""


@illnesses.register
class BatchTooLarge(Illness):
    """The steps are sound and too few."""

    key = "batch_too_large"
    title = mark("Batch far too large")
    summary = mark(
        "So many examples share a step that an epoch has only a few of them. Every step is exact and costs a whole pass"
        " over the data; the same work in small batches would take many steps, and mostly generalises better."
    )
    group = "step"
    cures = ("usual_batch", "higher_rate", "more_epochs")
    explains = ("stopped_too_early", "learning_rate_too_low")

    def signs(self, case: Case) -> Iterator[Sign]:
        course, progress, training, data = case.course, case.progress, case.training, case.data
        if course is None or progress is None or data is None or case.diverged is not None:
            return
        if (
            not training.rule.minimises_loss
            or training.rule.whole_data
            or training.optimizer.whole_data
            or not course.batch_loss.size
        ):
            return
        examples = len(data.train)
        batch = training.batch_of(examples)
        whole = course.steps_per_epoch == 1
        if batch < (2 if whole else 4) * USUAL or course.epoch < 2.0:
            return
        yield Sign(
            tr("Steps in an epoch"),
            str(course.steps_per_epoch),
            tr("{n} with batches of {batch}").format(n=-(-examples // USUAL), batch=USUAL),
            rising(math.log10(batch / examples), -1.2, -0.3, 2.0)
            + rising(math.log10(batch / USUAL), 0.2, 0.6, 2.0),
            float(course.steps_per_epoch),
            tr("With {batch} examples in a batch an epoch of {n} examples has {steps} steps.").format(
                batch=f"{batch:,}", n=f"{examples:,}", steps=course.steps_per_epoch
            ),
        )
        epochs = course.epoch + case.pace.steps_needed / max(1, course.steps_per_epoch)
        yield Sign(
            tr("Epochs needed at this pace"),
            short(epochs),
            tr("some ten"),
            rising(math.log10(max(1.0, min(1e12, epochs))), 0.9, 1.7, 2.5),
            epochs,
            tr("At this pace the loss needs {epochs} epochs to fall to a third.").format(
                epochs=short(epochs)
            ),
        )
        learned = rising(progress.learned, 0.4, 0.85, 1.0)
        if learned > 0:
            yield Sign(tr("Learned"), percent(progress.learned), "–", -7.0 * learned, progress.learned)
