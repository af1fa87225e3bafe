"""A learning rate so small that the weights hardly move."""

from __future__ import annotations

import math
from collections.abc import Iterator

from nnsim.base.text import mark, tr
from nnsim.diagnosis.case import Case
from nnsim.diagnosis.illness import Illness, illnesses
from nnsim.diagnosis.numerals import percent, short
from nnsim.diagnosis.sign import Sign, rising

SLOW, VERY_SLOW = 6.9, 7.7
"""log₁₀ of (steps needed at this pace) / (relative change, were the gradient an ordinary one): healthy runs that have
not learned yet stay below 6.5, measured on 300 of them; rates a hundred times too small give 7.8 and more."""
FIRST_LOOK = 5
"""Steps before which the median change is not yet that of the run: momentum is still gathering."""

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
        yield self._pace(case)
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
        if pace.largest > 0.03:
            # Weights that have been far leapt there; a small step beside them is no small rate.
            yield Sign(
                tr("Greatest relative change of a layer in a step"),
                short(pace.largest),
                tr("0.0003 to 0.03"),
                -rising(math.log10(pace.largest), -1.5, -0.8, 8.0),
                pace.largest,
            )
        gone = 1.0 - progress.now / progress.losses.max() if len(progress.losses) else 0.0
        yield Sign(
            tr("Share of the loss gone"),
            percent(max(0.0, gone)),
            tr("more"),
            -rising(gone, 0.15, 0.5, 5.0),
            gone,
            tr("After {steps} steps {share} of the loss is gone.").format(
                steps=f"{course.step:,}", share=percent(max(0.0, gone))
            ),
        )
        # What first weights happen to answer rightly was not learned.
        since = min(progress.learned, gone)
        learned = max(rising(progress.learned, 0.4, 0.8, 1.0), rising(since, 0.15, 0.5, 1.0))
        if learned > 0:
            yield Sign(
                tr("Learned already"), percent(progress.learned), "–", -8.0 * learned, progress.learned
            )

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
    def _pace(case: Case) -> Sign:
        pace = case.pace
        change = max(pace.own_size, 1e-30)
        needed = math.log10(max(1.0, min(1e30, pace.steps_needed))) - math.log10(change)
        text = tr(
            "A step changes the weights by {change} of their size. At this pace the loss needs at least {steps} steps to"
            " fall to a third, though the gradient is sound."
        )
        return Sign(
            tr("Relative change of the weights in a step"),
            short(pace.change),
            tr("0.0003 to 0.03"),
            rising(needed, SLOW, VERY_SLOW, 9.0),
            pace.change,
            text.format(change=short(pace.change), steps=short(pace.steps_needed)),
        )
