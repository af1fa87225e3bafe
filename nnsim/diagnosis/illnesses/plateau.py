"""A loss that stands still far from what could be reached, though steps are taken."""

from __future__ import annotations

import math
from collections.abc import Iterator

from nnsim.base.text import mark, tr
from nnsim.diagnosis.case import Case
from nnsim.diagnosis.counter_signs import behind, paused
from nnsim.diagnosis.illness import Illness, illnesses
from nnsim.diagnosis.numerals import short
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
    prior = -8.2
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
        yield paused(course, 3.0)
        text = tr("The loss is {loss} and a constant answer has {constant}; simple methods come much lower.")
        numbers = {"loss": short(progress.now), "constant": short(progress.constant)}
        yield behind(case, about.reachable, 5.0, text, **numbers)
        long = math.log10(max(1.0, course.step)) + min(0.0, math.log10(max(course.epoch, 1e-3) / 30.0))
        yield Sign(
            tr("Steps"),
            f"{course.step:,}",
            tr("a pause may last some hundred"),
            rising(long, 2.6, 3.1, 4.0),
            float(course.step),
        )
