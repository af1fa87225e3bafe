"""Training loss falls and validation loss rises: examples are learned by heart."""

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
class Overfitting(Illness):
    """What is learned holds for the training part alone."""

    key = "overfitting"
    title = mark("Overfitting")
    summary = mark(
        "The training loss goes on falling while the validation loss has turned and rises: the network learns its"
        " examples by heart. What it learns from here on holds for them alone."
    )
    group = "capacity"
    cures = ("early_stopping", "weight_decay", "add_dropout", "fewer_units", "more_data")
    explains = ("too_large", "too_few_examples", "baseline_not_beaten")
    experiment = "weight_decay"

    def signs(self, case: Case) -> Iterator[Sign]:
        course, progress = case.course, case.progress
        if course is None or progress is None or case.diverged is not None or case.data is None:
            return
        if not len(case.data.validation) or case.data.validation is case.data.train:
            return
        both = np.isfinite(course.val_loss) & np.isfinite(course.train_loss)
        val, train = course.val_loss[both], course.train_loss[both]
        if len(val) < 6 or course.epoch < 2 or course.step < 20:
            return
        now, best = float(np.median(val[-3:])), float(val.min())
        lowest, constant = float(np.median(train[-3:])), progress.constant
        rise = (now - best) / max(constant, 1e-30)
        text = tr("The validation loss was {best} at step {step}, and is {now}.")
        at = int(course.measured_at[both][int(val.argmin())])
        yield Sign(
            tr("Validation loss above its least, in losses of a constant answer"),
            short(rise),
            tr("below 0.05"),
            rising(rise, 0.05, 0.3, 3.5 if case.data.classes else 5.0),
            rise,
            text.format(best=short(best), step=f"{at:,}", now=short(now)),
        )
        gap = (now - lowest) / max(constant, 1e-30)
        text = tr("The training loss is {train}, the validation loss {val}.")
        yield Sign(
            tr("Validation loss above training loss, likewise"),
            short(gap),
            tr("below 0.2"),
            rising(gap, 0.2, 0.6, 3.0) - rising(gap, 0.2, 0.05, 6.0),
            gap,
            text.format(train=short(lowest), val=short(now)),
        )
        fallen = 1.0 - lowest / max(float(train[int(val.argmin())]), 1e-30)
        yield Sign(
            tr("Fall of the training loss since then"),
            percent(max(0.0, fallen)),
            tr("0 %"),
            rising(fallen, 0.05, 0.3, 1.5) - rising(fallen, 0.05, -0.1, 4.0),
            fallen,
        )
        yield from self._right(case, int(np.nanargmin(course.val_loss)), len(case.data.validation))

    @staticmethod
    def _right(case: Case, least: int, rows: int) -> Iterator[Sign]:
        """Yield what accuracy says: where it holds, only the sureness of a few wrong answers has grown."""
        course = case.course
        assert course is not None
        val, train = course.val_accuracy, course.train_accuracy
        if len(val) <= least or len(train) != len(val):
            return
        gap_then = float(train[least] - val[least])
        val, train = val[np.isfinite(val)], train[np.isfinite(train)]
        if len(val) < 4 or len(train) < 4:
            return
        now, best = float(np.median(val[-3:])), float(val.max())
        apart = float(np.median(train[-3:])) - now
        yield Sign(
            tr("Accuracy in training, beside validation"),
            percent(float(train[-1])),
            percent(now),
            rising(apart, 0.05, 0.15, 2.0) - rising(now, 0.93, 0.98, 6.0) - rising(apart, 0.05, 0.0, 4.0),
            apart,
            tr("{train} of the training part are right, {val} of the validation part.").format(
                train=percent(float(train[-1])), val=percent(now)
            ),
        )
        # A few examples more or less are chance; wrong answers that are surer cost loss and no accuracy.
        chance = max(0.05, 3.0 / rows)
        grown = apart - gap_then
        # Answers so sure and wrong that a constant answer costs less are no small matter either.
        constant = case.baseline.loss or math.inf
        lost = rising(
            float(np.median(course.val_loss[np.isfinite(course.val_loss)][-3:])) / constant, 0.9, 1.2, 0.7
        )
        yield Sign(
            tr("Growth of that gap since the validation loss was least"),
            percent(max(0.0, grown)),
            tr("below {share}").format(share=percent(chance)),
            rising(grown, chance, 0.2, 2.0)
            - rising(max(grown, best - now), 2.5 * chance, chance, 6.0 * (1.0 - lost)),
            grown,
        )
