"""A schedule that has taken the learning rate to nothing before anything was learned."""

from __future__ import annotations

import math
from collections.abc import Iterator

from nnsim.base.text import mark, tr
from nnsim.diagnosis.case import Case
from nnsim.diagnosis.illness import Illness, illnesses
from nnsim.diagnosis.numerals import percent, short
from nnsim.diagnosis.sign import Sign, rising

LITTLE = 0.15
"""Share of the rate that was set, above which a schedule has taken away nothing to speak of."""
PIECES = 64
"""Epochs are cut into so many pieces for the area under a schedule."""


@illnesses.register
class DecayingRate(Illness):
    """The rate is sound at first and gone too soon."""

    key = "decaying_rate"
    title = mark("Learning rate decays to nothing")
    summary = mark(
        "The schedule has made the learning rate so small that the weights no longer move, and there was still much to"
        " learn. What comes now changes nothing."
    )
    group = "step"
    cures = ("constant_rate", "rate_schedule", "adam", "higher_rate")
    explains = (
        "learning_rate_too_low",
        "plateau",
        "stopped_too_early",
        "baseline_not_beaten",
        "no_capacity",
        "unsuited_optimizer",
    )

    def signs(self, case: Case) -> Iterator[Sign]:
        course, progress, training = case.course, case.progress, case.training
        if course is None or progress is None or case.diverged is not None or training.schedule.is_constant:
            return
        rate = training.learning_rate
        if not rate > 0 or course.epoch < training.warm_up or not len(progress.losses):
            return
        left = max(course.rate, 0.0) / rate
        if left > LITTLE:
            return
        yield Sign(
            tr("Learning rate in force"),
            short(course.rate),
            tr("{rate} was set").format(rate=short(rate)),
            rising(math.log10(max(left, 1e-30)), -0.9, -1.7, 6.0),
            course.rate,
            tr(
                "After {epochs} epochs the schedule has lowered the learning rate from {rate} to {now}."
            ).format(epochs=short(course.epoch), rate=short(rate), now=short(course.rate)),
        )
        later = training.schedule.factor(10.0 * max(course.epoch, 1.0))
        if later > 3.0 * left:
            yield Sign(tr("Learning rate later"), short(later * rate), "–", -3.0, later * rate)
        whole = self._whole_epochs(case)
        yield Sign(
            tr("Epochs at the full rate that all so far amount to"),
            short(whole),
            tr("ten and more"),
            rising(whole, 8.0, 3.0, 2.5),
            whole,
        )
        about = case.about
        reachable = 1.0 if about is None else about.reachable
        missing = max(0.0, min(1.0, reachable) - max(progress.learned, progress.right))
        yield Sign(
            tr("Learned, beside what simple methods come to"),
            f"{percent(progress.learned)} / {percent(reachable)}",
            tr("as much"),
            rising(missing, 0.1, 0.4, 2.0)
            - rising(missing, 0.15, 0.0, 5.0)
            - rising(progress.learned, 0.6, 0.9, 5.0),
            progress.learned,
            tr("The training loss is {loss}, where a constant answer has {constant}.").format(
                loss=short(progress.now), constant=short(progress.constant)
            ),
        )

    @staticmethod
    def _whole_epochs(case: Case) -> float:
        """Return the area under the schedule up to now, in epochs at the rate that was set."""
        assert case.course is not None
        done = max(0.0, case.course.epoch - case.training.warm_up)
        share = [case.training.schedule.factor((k + 0.5) / PIECES * done) for k in range(PIECES)]
        return sum(share) / PIECES * done
