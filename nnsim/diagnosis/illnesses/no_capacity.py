"""A network too small for what is asked: it has stopped learning, and simpler methods know more."""

from __future__ import annotations

import math
from collections.abc import Iterator

from nnsim.base.text import mark, tr
from nnsim.diagnosis.case import Case
from nnsim.diagnosis.illness import Illness, illnesses
from nnsim.diagnosis.numerals import percent, short
from nnsim.diagnosis.sign import Sign, rising
from nnsim.diagnosis.simple_methods import SimpleMethods
from nnsim.diagnosis.structure import width

MORE, FOR_BENDS = 3.0, 6
"""Units more, and up to how many, that are usual where what is asked bends far from a line."""


@illnesses.register
class NoCapacity(Illness):
    """Too few units for the task."""

    key = "no_capacity"
    title = mark("Too small a network")
    summary = mark(
        "Its narrowest hidden layer lets too little through for what is asked, so training and validation loss stop"
        " high, and near each other. More time does not help; more units do."
    )
    group = "capacity"
    cures = ("more_units", "other_activation", "nonlinear")
    explains = ("plateau", "baseline_not_beaten", "saturated_units", "unsuited_optimizer", "degenerate")

    def signs(self, case: Case) -> Iterator[Sign]:
        about, progress, course = case.about, case.progress, case.course
        narrowest = case.structure.narrowest
        if (
            about is None
            or progress is None
            or course is None
            or case.diverged is not None
            or narrowest is None
        ):
            return
        if course.step < 100 or case.structure.is_linear or about.simple is None:
            return
        units = width(narrowest)
        needed = _usual_units(case.structure.units_asked, about.simple)
        text = tr("{layer} has {units} units; for these data some {needed} and more are usual.")
        yield Sign(
            tr("Units of the narrowest hidden layer"),
            f"{units}",
            tr("{n} and more").format(n=needed),
            rising(math.log2(needed / units), 0.0, 2.0, 5.0) - rising(units / needed, 1.5, 3.0, 6.0),
            float(units),
            text.format(layer=narrowest.name, units=units, needed=needed),
            (narrowest.id,),
        )
        reached = max(progress.right, progress.learned)
        could = about.simple.best
        yield Sign(
            tr("Learned, beside what simple methods do"),
            percent(reached),
            percent(max(0.0, could)),
            rising(could - reached, 0.05, 0.3, 3.5) - rising(reached, 0.85, 0.97, 8.0),
            reached,
            tr(
                "The network explains {now} of its own training data, where simple methods explain {could}."
            ).format(now=percent(reached), could=percent(max(0.0, could))),
        )
        yield Sign(
            tr("Fall of the loss lately"),
            percent(max(0.0, course.recent_fall)),
            tr("more, while there is something to learn"),
            -rising(course.recent_fall, 0.08, 0.25, 4.0) * rising(course.trend, 2.0, 5.0, 1.0),
            course.recent_fall,
        )
        yield self._step(case)

    @staticmethod
    def _step(case: Case) -> Sign:
        """Return the sign against it where the weights hardly moved: then nobody knows what the network could do."""
        change = case.pace.change
        known = change if change == change and change > 0 else 1.0
        return Sign(
            tr("Relative change of the weights in a step"),
            short(change),
            tr("0.0003 to 0.03"),
            -rising(math.log10(known), -4.0, -5.0, 5.0),
            change,
        )


def _usual_units(asked: int, simple: SimpleMethods) -> int:
    """Return how many units are usual: some more where a line knows little of what others know, for every bend of a
    border takes a unit.
    """
    bends = rising(simple.best - max(simple.linear, 0.0), 0.3, 0.7, MORE)
    return max(asked, min(FOR_BENDS, asked + round(bends)))
