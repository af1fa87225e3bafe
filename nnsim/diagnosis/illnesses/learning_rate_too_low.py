"""A learning rate so small that the weights hardly move."""

from __future__ import annotations

import math
from collections.abc import Iterator

from nnsim.base.text import mark, tr
from nnsim.diagnosis.case import Case
from nnsim.diagnosis.illness import Illness, illnesses
from nnsim.diagnosis.numerals import percent, short
from nnsim.diagnosis.sign import Sign, rising

FURTHER, MUCH_FURTHER = 1.7, 2.2
"""log₁₀ of how many times as far as a step goes the loss of a batch falls: 0 to 2 in runs that are well, from 2 on where
rates are hundreds of times too small (measured on 224 and 80 runs of two halves of the benchmark)."""
FAR_FURTHER = 2.0, 2.6
"""The same, from where on it is no matter that the fall of the loss is hidden by the noise of batches."""
LONG, VERY_LONG = 2.5, 2.75
"""log₁₀ of the steps until a third of the first loss is left, at the pace so far: below 2.5 in runs that are well, unless
their steps are about as long as they can be."""
SMALL, ORDINARY = -3.1, -2.7
"""log₁₀ of the relative change of the weights in a step: below the first where rates are too low, and above the second
no step is too small, though the loss may take its time to begin to fall."""
MOSTLY_GONE = 0.72, 0.8
"""Share of the greatest loss that is gone, where no rate is to blame any more."""
FIRST_LOOK = 10
"""Steps before which neither pace is that of the run: momentum gathers, and the loss of a few steps says little."""

ENOUGH = 50
"""Steps from which on it can be told how the loss goes on falling."""


@illnesses.register
class LearningRateTooLow(Illness):
    """Sound gradients, and steps that take nothing away."""

    key = "learning_rate_too_low"
    title = mark("Learning rate too low")
    summary = mark(
        "Gradients arrive, and the steps made of them are so small that the weights hardly move. The loss falls in a"
        " nearly straight line, and would need thousands of steps more than anybody waits."
    )
    group = "step"
    cures = ("range_test", "higher_rate", "adam", "more_epochs")
    explains = ("plateau", "stopped_too_early", "baseline_not_beaten", "no_capacity")
    experiment = "learning_speed"

    def signs(self, case: Case) -> Iterator[Sign]:
        course, progress, pace = case.course, case.progress, case.pace
        if course is None or progress is None or case.diverged is not None or course.step < FIRST_LOOK:
            return
        if not course.batch_loss.size or course.epoch < case.training.warm_up:
            return
        if not (pace.promise > 1e-3 and pace.own_size == pace.own_size):
            # Without a gradient no rate would help, and none can be blamed.
            return
        if pace.fall <= 0 and course.rate > 0:
            return
        yield from self._pace(case)
        yield from self._end(case)
        rate = case.training.learning_rate
        if rate > 0 and course.rate < 0.2 * rate:
            yield Sign(
                tr("Learning rate in force"),
                short(course.rate),
                short(rate),
                rising(math.log10(max(course.rate, 1e-30) / rate), -0.7, -1.5, -6.0),
                course.rate,
            )
        # What first weights happen to answer rightly was not learned.
        since = min(progress.learned, progress.gone_from_most)
        learned = rising(since, 0.45, 0.6, 1.0)
        if learned > 0:
            yield Sign(tr("Learned already"), percent(since), "–", -8.0 * learned, since)

    @staticmethod
    def _end(case: Case) -> Iterator[Sign]:
        """Yield what the loss will be when the epochs are done: the distance to the goal, its root, falls evenly."""
        course, progress = case.course, case.progress
        assert course is not None
        assert progress is not None
        left = case.training.epochs * course.steps_per_epoch - course.step
        if left <= 0 or course.step < ENOUGH or progress.surely_falling <= 0 or not progress.constant > 0:
            return
        older, newer = course.halves
        if not (older.size and newer.size and older.min() > 0 and newer.min() > 0):
            return
        # The halves are half of the steps apart.
        before, now = math.sqrt(float(older.mean())), math.sqrt(float(newer.mean()))
        end = max(0.0, now - (before - now) / (course.step / 2) * left) ** 2
        small = rising(math.log10(max(case.pace.change, 1e-12)), -2.7, -3.1, 1.0)
        text = tr(
            "At this pace the loss is {end} after all {epochs} epochs, and a constant answer has {constant}."
        )
        yield Sign(
            tr("Loss at the end of the epochs, at this pace"),
            short(end),
            tr("far below {constant}").format(constant=short(progress.constant)),
            rising(end / progress.constant, 0.4, 0.9, 7.0) * small * progress.surely_falling,
            end,
            text.format(
                end=short(end), epochs=f"{case.training.epochs:,}", constant=short(progress.constant)
            ),
        )

    @staticmethod
    def _pace(case: Case) -> Iterator[Sign]:
        """Yield how far a step goes beside how far the loss falls, where the loss is slow to go."""
        course, pace, progress = case.course, case.pace, case.progress
        assert course is not None
        assert progress is not None
        if not pace.further > 0:
            return
        further, gone = math.log10(pace.further), progress.gone_from_most
        # As if it fell by the same share all the time.
        needed = course.step * math.log(3.0) / -math.log(1.0 - min(1.0 - 1e-9, max(gone, 1e-9)))
        is_slow = rising(math.log10(needed), LONG, VERY_LONG, 1.0) * (1.0 - rising(gone, *MOSTLY_GONE, 1.0))
        if case.training.epochs:
            # Who has given it the time that it needs has no use for a higher rate.
            given = case.training.epochs * course.steps_per_epoch
            is_slow *= rising(math.log10(needed / given), -1.0, -0.5, 1.0)
        is_small = rising(math.log10(max(pace.change, 1e-30)), ORDINARY, SMALL, 1.0)
        is_seen = max(progress.surely_falling, rising(further, *FAR_FURTHER, 1.0))
        text = tr(
            "A step changes the weights by {change} of their size; along the gradient the loss of a batch falls until they"
            " have changed {times} times as far. At this pace it takes {steps} steps until a third of the loss is left."
        )
        yield Sign(
            tr("How many times as far as a step goes the loss falls"),
            short(pace.further),
            tr("1 to 50"),
            rising(further, FURTHER, MUCH_FURTHER, 9.0) * is_slow * is_small * is_seen,
            pace.further,
            text.format(change=short(pace.change), times=short(pace.further), steps=short(needed)),
        )
        yield Sign(tr("Share of the loss gone"), percent(max(0.0, gone)), tr("more"), 0.0, gone)
