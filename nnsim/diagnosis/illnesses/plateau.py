"""A loss that stands still far from what could be reached, though steps are taken."""

from __future__ import annotations

import math
from collections.abc import Iterator

from nnsim.base.text import mark, tr
from nnsim.diagnosis.case import Case
from nnsim.diagnosis.illness import Illness, illnesses
from nnsim.diagnosis.numerals import percent, short
from nnsim.diagnosis.progress import learned_at_best
from nnsim.diagnosis.sign import Sign, rising

FEWEST = 300
"""Steps before which a loss that stands still is no plateau yet: many healthy networks pause at first."""


@illnesses.register
class Plateau(Illness):
    """Says nothing of the cause; where another illness is one, that comes first."""

    key = "plateau"
    title = mark("Plateau")
    summary = mark(
        "The loss has stopped moving far above what the data allow, though gradients arrive and steps are taken. The"
        " network sits on a nearly level stretch and finds no way down."
    )
    group = "step"
    prior = -7.0
    cures = (
        "adam",
        "range_test",
        "momentum",
        "higher_rate",
        "other_activation",
        "fitting_loss",
        "redraw_weights",
    )
    explains = ("baseline_not_beaten",)
    experiment = "unsuitable_loss"

    def signs(self, case: Case) -> Iterator[Sign]:
        course, progress, about = case.course, case.progress, case.about
        if course is None or progress is None or about is None or case.diverged is not None:
            return
        if course.step < FEWEST or not course.halves[1].size:
            return
        stands = course.recent_fall
        yield Sign(
            tr("Loss gone since half as many steps"),
            percent(stands),
            tr("10 % and more while there is something to learn"),
            rising(stands, 0.12, 0.05, 3.0),
            stands,
            tr("While the steps doubled to {steps}, the loss changed by {share}.").format(
                steps=f"{course.step:,}", share=percent(stands)
            ),
        )
        reachable, learned = about.reachable, learned_at_best(case)
        yield Sign(
            tr("Learned, beside what simple methods come to"),
            f"{percent(learned)} / {percent(reachable)}",
            tr("as much"),
            rising(reachable - learned, 0.2, 0.4, 5.0),
            learned,
            tr(
                "The loss is {loss} and a constant answer has {constant}; simple methods come much lower."
            ).format(loss=short(progress.now), constant=short(progress.constant)),
        )
        long = math.log10(max(1.0, course.step)) + min(0.0, math.log10(max(course.epoch, 1e-3) / 30.0))
        yield Sign(
            tr("Steps"),
            f"{course.step:,}",
            tr("a pause may last some hundred"),
            rising(long, 2.8, 3.15, 3.0),
            float(course.step),
        )
        # A slow fall that is plain to see goes on.
        falling = rising(course.trend, 8.0, 16.0, 1.0)
        if falling > 0 and course.recent_fall > 0.05:
            yield Sign(
                tr("Fall beside the noise of batches"), short(course.trend), "–", -3.0 * falling, course.trend
            )
