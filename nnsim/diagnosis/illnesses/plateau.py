"""A loss that stands still far from what could be reached, though steps are taken."""

from __future__ import annotations

import math
from collections.abc import Iterator

from nnsim.base.text import mark, tr
from nnsim.diagnosis.case import Case
from nnsim.diagnosis.illness import Illness, illnesses
from nnsim.diagnosis.numerals import percent, short
from nnsim.diagnosis.sign import Sign, rising

FEWEST = 200
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
        # What falls by less than chance makes of it does not fall.
        stands = abs(course.recent_fall) * min(1.0, abs(course.trend) / 3.0)
        yield Sign(
            tr("Loss gone since half as many steps"),
            percent(course.recent_fall),
            tr("10 % and more while there is something to learn"),
            rising(stands, 0.04, 0.01, 3.0),
            course.recent_fall,
            tr("While the steps doubled to {steps}, the loss changed by {share}.").format(
                steps=f"{course.step:,}", share=percent(course.recent_fall)
            ),
        )
        reachable = about.reachable
        yield Sign(
            tr("Learned, beside what simple methods come to"),
            f"{percent(progress.learned)} / {percent(reachable)}",
            tr("as much"),
            rising(reachable, 0.3, 0.6, 3.0) - rising(reachable, 0.3, 0.1, 4.0),
            progress.learned,
            tr(
                "The loss is {loss} and a constant answer has {constant}; simple methods come much lower."
            ).format(loss=short(progress.now), constant=short(progress.constant)),
        )
        long = math.log10(max(1.0, course.step)) + min(0.0, math.log10(max(course.epoch, 1e-3) / 30.0))
        yield Sign(
            tr("Steps"),
            f"{course.step:,}",
            tr("a pause may last some hundred"),
            rising(long, 2.6, 3.2, 3.0),
            float(course.step),
        )
        learned = max(rising(progress.learned, 0.1, 0.3, 1.0), case.has_learned)
        if learned > 0:
            yield Sign(tr("Learned"), percent(progress.learned), "–", -8.0 * learned, progress.learned)
        falling = rising(course.trend, 4.0, 10.0, 1.0)
        if falling > 0 and course.recent_fall > 0:
            yield Sign(
                tr("Fall beside the noise of batches"), short(course.trend), "–", -4.0 * falling, course.trend
            )
