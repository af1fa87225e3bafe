"""A learning rate so large that steps leap over what they aim at."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from nnsim.base.text import mark, tr
from nnsim.diagnosis.case import Case
from nnsim.diagnosis.illness import Illness, illnesses
from nnsim.diagnosis.numerals import percent, short
from nnsim.diagnosis.sign import Sign, rising

SETTLED = 15
"""Steps before which a loss that jumps up says nothing: momentum and Adam often begin so, and learn all the same."""


@illnesses.register
class LearningRateTooHigh(Illness):
    """Steps as large as the weights, and a loss that rises."""

    key = "learning_rate_too_high"
    title = mark("Learning rate too high")
    summary = mark(
        "Steps change the weights by a large part of their size and leap over what they aim at. The loss jumps up, stays"
        " above what a constant answer would give, or grows beyond all bounds."
    )
    group = "step"
    cures = ("range_test", "lower_rate", "adam", "clip_gradients", "rate_schedule", "batch_norm")
    explains = (
        "dead_relus",
        "saturated_units",
        "vanishing_gradients",
        "cut_off",
        "degenerate",
        "plateau",
        "no_capacity",
        "baseline_not_beaten",
    )
    experiment = "clipping"

    def signs(self, case: Case) -> Iterator[Sign]:
        course, progress, pace = case.course, case.progress, case.pace
        if course is None or progress is None or not course.batch_loss.size:
            return
        if course.step < SETTLED and case.diverged is None:
            return
        if pace.largest == pace.largest:
            text = tr("Steps changed the weights of a layer by up to {change} of their size.")
            yield Sign(
                tr("Greatest relative change of a layer in a step"),
                short(pace.largest),
                tr("below 0.1"),
                rising(math.log10(max(pace.largest, 1e-12)), -0.9, -0.4, 4.0)
                - (0.0 if pace.steps_needed < 0.3 else rising(pace.largest, 0.1, 0.03, 5.0)),
                pace.largest,
                text.format(change=percent(pace.largest)),
            )
        if case.diverged is not None:
            yield Sign(
                tr("Loss"),
                tr("beyond all bounds"),
                tr("falls"),
                5.0,
                None,
                tr("The loss grew beyond all bounds at step {step}.").format(step=f"{case.diverged.step:,}"),
            )
            return
        yield from self._losses(case)

    @staticmethod
    def _losses(case: Case) -> Iterator[Sign]:
        course, progress = case.course, case.progress
        assert course is not None
        assert progress is not None
        start, losses = progress.first, course.batch_loss[np.isfinite(course.batch_loss)]
        if not (start > 0 and losses.size and progress.now == progress.now):
            return
        usual = max(start, progress.constant)
        recent = float(np.median(losses[-course.lately :]))
        # The lesser of both: one batch jumps by chance, and a normalised network answers otherwise in use.
        risen = min(recent, progress.now) / usual
        highest = min(float(losses.max()), float(progress.losses.max())) / usual
        early = rising(course.step, 4, 30, 1.0)
        yield Sign(
            tr("Loss now beside the first"),
            short(min(recent, progress.now)),
            tr("below {loss}").format(loss=short(usual)),
            max(rising(math.log10(max(risen, 1e-12)), 0.1, 0.7, 5.0), early * rising(risen, 0.95, 1.2, 3.0)),
            risen,
            tr(
                "The loss is {now}; it was {first} before the first step, and a constant answer has {constant}."
            ).format(now=short(progress.now), first=short(start), constant=short(progress.constant)),
        )
        yield Sign(
            tr("Highest loss so far beside the first"),
            short(highest * usual),
            tr("hardly above {loss}").format(loss=short(usual)),
            rising(math.log10(max(highest, 1e-12)), 0.3, 2.0, 4.5) - rising(highest, 1.6, 1.1, 4.0),
            highest,
            tr("It jumped up to {loss}.").format(loss=short(highest * usual)),
        )
        lost = progress.learned_at_best - progress.learned
        weight = rising(lost, 0.15, 0.3, 7.0) * rising(progress.learned, 0.05, 0.0, 1.0)
        if weight > 0:
            text = tr("{share} of what a constant answer costs was gone, and has come back.")
            yield Sign(
                tr("Learned, and lost again"),
                percent(lost),
                tr("nothing"),
                weight,
                lost,
                text.format(share=percent(progress.learned_at_best)),
            )
        yield from LearningRateTooHigh._learns(case)

    @staticmethod
    def _learns(case: Case) -> Iterator[Sign]:
        """Yield the counter-signs that it learns."""
        course, progress = case.course, case.progress
        assert course is not None
        assert progress is not None
        learned = rising(progress.learned, 0.3, 0.75, 1.0)
        if learned > 0:
            yield Sign(tr("Learned"), percent(progress.learned), "–", -6.0 * learned, progress.learned)
        better = rising(progress.bettered, 0.02, 0.1, 1.0) * rising(progress.learned_at_best, 0.02, 0.1, 1.0)
        if better > 0 and progress.now <= 1.1 * progress.best:
            yield Sign(
                tr("Least loss lately, below the least before"),
                percent(progress.bettered),
                tr("lower and lower"),
                -4.0 * better,
                progress.bettered,
            )
        if case.is_learning > 0 and progress.learned > 0:
            yield Sign(tr("The loss is falling"), percent(course.recent_fall), "–", -1.0 * case.is_learning)
