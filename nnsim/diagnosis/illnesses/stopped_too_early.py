"""Training that ended while it was still learning."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from nnsim.base.text import mark, tr
from nnsim.diagnosis.case import Case
from nnsim.diagnosis.course import Course
from nnsim.diagnosis.illness import Illness, illnesses
from nnsim.diagnosis.numerals import percent, short
from nnsim.diagnosis.progress import Progress
from nnsim.diagnosis.sign import Sign, rising

LITTLE = 0.3
"""What simple methods come to on sequences, below which it says nothing of what can be learned."""


@illnesses.register
class StoppedTooEarly(Illness):
    """Judged when training has ended by itself: its epochs are done, or early stopping ended it."""

    key = "stopped_too_early"
    title = mark("Stopped too early")
    summary = mark(
        "Training ended while the loss was still falling steeply, or before it was below that of a constant answer. More"
        " epochs alone would help."
    )
    group = "step"
    waits = False
    cures = ("more_epochs", "higher_rate", "adam")
    explains = ("baseline_not_beaten", "no_capacity")

    def signs(self, case: Case) -> Iterator[Sign]:
        course, progress = case.course, case.progress
        if course is None or progress is None or case.diverged is not None or not course.stopped:
            return
        if not len(progress.losses):
            return
        reachable = _reachable(case)
        yield _missing(progress, reachable)
        fall = _fall(course, progress)
        falls = rising(fall, 0.01, 0.2, 4.0) * _surely(course, progress)
        yield Sign(
            tr("Loss gone in the last half of the steps"),
            percent(fall),
            tr("below 5 %"),
            falls - rising(fall, 0.005, -0.02, 1.0),
            fall,
            tr("In the last half of its {steps} steps {share} of the loss went.").format(
                steps=f"{course.step:,}", share=percent(fall)
            ),
        )
        yield from _at_this_pace(course, progress, reachable, fall)
        yield from _validation(course)
        # That there were few steps says something where the loss falls, or where nobody can tell yet.
        counts = max(rising(falls, 0.0, 0.5, 1.0), rising(course.step, 100, 50, 1.0))
        yield Sign(
            tr("Steps"),
            f"{course.step:,}",
            tr("some hundred and more"),
            counts
            * (
                rising(course.step, 500, 100, 1.5)
                + rising(course.step, 50, 10, 2.0)
                + rising(course.epoch, 6, 2, 1.5)
            ),
            float(course.step),
        )


def _reachable(case: Case) -> float:
    """Return what simple methods come to; of sequences they know little, so that little from them says nothing."""
    if case.about is None:
        return 1.0
    known = case.about.reachable
    return 1.0 if case.about.is_sequence and known < LITTLE else known


def _missing(progress: Progress, reachable: float) -> Sign:
    learned = max(progress.learned, progress.right)
    missing = max(0.0, reachable - learned)
    return Sign(
        tr("Learned, beside what simple methods come to"),
        f"{percent(progress.learned)} / {percent(reachable)}",
        tr("as much"),
        rising(missing, 0.1, 0.35, 3.0) - rising(missing, 0.1, 0.0, 4.0) - rising(learned, 0.75, 0.95, 6.0),
        progress.learned,
        tr("It ended at a training loss of {loss}, where a constant answer has {constant}.").format(
            loss=short(progress.now), constant=short(progress.constant)
        ),
    )


def _fall(course: Course, progress: Progress) -> float:
    """Return the share of the loss that went in the last half of the steps; below 0 where it rose."""
    losses = progress.losses
    half = losses[course.measured_at[-len(losses) :] <= 0.5 * course.step]
    before = float(half[-1]) if len(half) else progress.first
    fall = 1.0 - progress.now / before if before > 0 else 0.0
    # A last measurement may have jumped up by chance.
    return max(fall, course.recent_fall) if course.trend > 1.0 else fall


def _surely(course: Course, progress: Progress) -> float:
    """Return how surely that is no chance, 0 to 1: beside the noise of the batches, which few steps do not tell, and by
    losses as low as none was before. A loss that swings falls half of the time.
    """
    beside_noise = max(rising(course.trend, 1.0, 3.0, 1.0), rising(course.step, 200, 50, 1.0))
    return beside_noise * rising(progress.bettered, 0.0, 0.02, 1.0)


def _at_this_pace(course: Course, progress: Progress, reachable: float, fall: float) -> Iterator[Sign]:
    """Yield that it would take many times the steps until half of what is missing is learned: what makes it slow is
    something else than where it ended. At the beginning no pace is known yet.
    """
    left, goal = 1.0 - progress.learned, 1.0 - (progress.learned + reachable) / 2
    if not 0 < goal < left or not 0 < fall < 1:
        return
    # The same share of the loss goes whenever the steps double.
    doublings = math.log(goal / left) / math.log(1.0 - fall)
    times = 2.0 ** min(doublings, 20.0)
    yield Sign(
        tr("Times the steps until half of what is missing is learned"),
        tr("{n} and more").format(n="1,000") if times > 1000 else f"{times:.2g}",
        tr("a few"),
        -rising(doublings, 2.0, 6.0, 4.0) * rising(course.step, 200, 1000, 1.0),
        times,
    )


def _validation(course: Course) -> Iterator[Sign]:
    """Yield that the validation loss rises meanwhile: more epochs would teach what holds for the training part alone."""
    known = np.isfinite(course.val_loss)
    losses, at = course.val_loss[known], course.measured_at[known]
    before, after = losses[at <= 0.5 * course.step], losses[at > 0.5 * course.step]
    if len(before) < 4 or len(after) < 4:
        return
    rise = float(np.median(after[-3:])) / max(float(before.min()), 1e-30) - 1.0
    yield Sign(
        tr("Validation loss beside the least of the first half"),
        percent(1.0 + rise),
        tr("less"),
        -rising(rise, 0.0, 0.1, 4.0),
        1.0 + rise,
    )
