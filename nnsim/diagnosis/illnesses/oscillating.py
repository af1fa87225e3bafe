"""A loss that swings up and down around a level."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from nnsim.base.text import mark, tr
from nnsim.diagnosis.case import Case
from nnsim.diagnosis.course import swing
from nnsim.diagnosis.illness import Illness, illnesses
from nnsim.diagnosis.numerals import percent, short
from nnsim.diagnosis.sign import Sign, rising

FEWEST = 6
"""Measurements of the whole training part before which nothing is said: up and down needs some ups and downs."""


@illnesses.register
class Oscillating(Illness):
    """Measured on the whole training part, so that chance in the batches does not count."""

    key = "oscillating"
    title = mark("Oscillating")
    summary = mark(
        "The loss on the whole training part goes up and down around a level instead of falling. Steps leap from one side"
        " of a valley to the other, mostly because the learning rate is too high."
    )
    group = "step"
    cures = ("lower_rate", "range_test", "rate_schedule", "larger_batch", "adam", "clip_gradients")
    explains = ("plateau", "baseline_not_beaten")
    experiment = "clipping"

    def signs(self, case: Case) -> Iterator[Sign]:
        course, progress = case.course, case.progress
        if course is None or progress is None or case.diverged is not None:
            return
        losses = course.last_losses
        if len(losses) < FEWEST:
            return
        level = float(np.median(losses))
        size = course.swing / max(level, 0.3 * progress.constant, 1e-30)
        text = tr("From one measurement to the next the training loss swings by {swing} around {level}.")
        yield Sign(
            tr("Swing of the training loss"),
            percent(size),
            tr("below 5 % of its level"),
            rising(math.log10(max(size, 1e-12)), math.log10(0.03), math.log10(0.12), 6.0),
            size,
            text.format(swing=short(course.swing), level=short(level)),
        )
        turns = course.reversals
        yield Sign(
            tr("Measurements at which it turned"),
            percent(turns),
            tr("few, or only small ones"),
            rising(turns, 0.25, 0.5, 1.5) - rising(turns, 0.3, 0.1, 3.0),
            turns,
            tr("It turned at {share} of the measurements.").format(share=percent(turns)),
        )
        yield from self._accuracy(case)
        yield self._steps(case)
        third = max(1, len(losses) // 3)
        net = float(np.median(losses[:third]) - np.median(losses[-third:]))
        swings = net / course.swing if course.swing > 0 else 0.0
        yield Sign(
            tr("Fall meanwhile, in swings"), short(swings), tr("many"), -rising(swings, 2.0, 6.0, 3.0), swings
        )
        yield from self._learns(case, level, size)

    @staticmethod
    def _learns(case: Case, level: float, size: float) -> Iterator[Sign]:
        """Yield the counter-signs that it has learned, or finds lower losses all the same."""
        progress = case.progress
        assert progress is not None
        # Of the level, as one measurement may be the lowest or the highest.
        share = max(progress.learned, 1.0 - level / progress.constant) if progress.constant > 0 else 0.0
        learned = rising(share, 0.55, 0.9, 1.0)
        if learned > 0:
            yield Sign(tr("Learned"), percent(share), "–", -7.0 * learned, share)
        # Swings of a run with usual steps only: with enormous ones a lower loss is a lucky leap.
        usual = rising(size, 0.5, 0.2, 1.0) * rising(case.pace.largest, 0.4, 0.2, 1.0)
        better = (
            usual
            * rising(progress.bettered, 0.03, 0.15, 1.0)
            * rising(progress.learned_at_best, 0.1, 0.25, 1.0)
        )
        if better > 0:
            yield Sign(
                tr("Least loss lately, below the least before"),
                percent(progress.bettered),
                tr("lower and lower"),
                -6.0 * better,
                progress.bettered,
            )

    @staticmethod
    def _steps(case: Case) -> Sign:
        """Small steps that promise little do not leap over anything: what swings then is chance in the batches."""
        pace = case.pace
        small = rising(pace.largest, 0.1, 0.03, 1.0) * rising(pace.steps_needed, 1.0, 3.0, 1.0)
        return Sign(
            tr("Greatest relative change of a layer in a step"),
            short(pace.largest),
            tr("below 0.1"),
            rising(math.log10(max(pace.largest, 1e-12)), -1.0, -0.4, 2.5) - 5.0 * small,
            pace.largest,
            "",
        )

    @staticmethod
    def _accuracy(case: Case) -> Iterator[Sign]:
        course, data = case.course, case.data
        assert course is not None
        found = course.last_accuracies
        if len(found) < FEWEST or data is None or len(data.train) < 20:
            return
        size = swing(found)
        yield Sign(
            tr("Swing of the training accuracy"),
            percent(size),
            tr("below 3 %"),
            rising(size, 0.03, 0.08, 2.0),
            size,
            tr("The training accuracy swings by {swing}.").format(swing=percent(size)),
        )
