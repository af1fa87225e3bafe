"""Dropout that silences so much that nothing can be learned through it."""

from __future__ import annotations

import math
from collections.abc import Iterator

from nnsim.base.text import mark, tr
from nnsim.diagnosis.case import Case
from nnsim.diagnosis.counter_signs import does_well
from nnsim.diagnosis.illness import Illness, illnesses
from nnsim.diagnosis.numerals import percent, short
from nnsim.diagnosis.sign import Sign, rising


@illnesses.register
class DropoutTooStrong(Illness):
    """So little comes through a step that each learns from noise."""

    key = "dropout_too_strong"
    title = mark("Dropout too strong")
    summary = mark(
        "So many units are silenced at every step that little of an example comes through, and each step follows"
        " chance. Half is a usual upper bound in hidden layers, a fifth at the inputs."
    )
    group = "capacity"
    cures = ("less_dropout", "more_units")
    explains = (
        "plateau",
        "baseline_not_beaten",
        "no_capacity",
        "learning_rate_too_low",
        "learning_rate_too_high",
        "exploding_gradients",
        "saturated_units",
        "dead_relus",
        "oscillating",
        "stopped_too_early",
        "unsuited_optimizer",
    )

    def signs(self, case: Case) -> Iterator[Sign]:
        dropping = case.structure.dropping
        if not dropping or case.diverged is not None:
            return
        strongest = max(dropping, key=lambda pair: pair[1])
        passed = math.prod(1.0 - rate for _, rate in dropping)
        left = min(case.structure.left_by(stage, rate) for stage, rate in dropping)
        text = tr("{layer} silences {rate} of what comes in, and {left} units speak at a step.")
        yield Sign(
            tr("Share that is dropped"),
            percent(strongest[1]),
            tr("20 to 50 %"),
            rising(strongest[1], 0.5, 0.8, 5.0),
            strongest[1],
            text.format(layer=strongest[0].name, rate=percent(strongest[1]), left=short(left)),
            (strongest[0].id,),
        )
        yield Sign(
            tr("Share that comes through all of them"),
            percent(passed),
            tr("above 20 %"),
            rising(math.log10(passed), -0.6, -1.4, 3.0),
            passed,
        )
        yield Sign(
            tr("Units that speak at a step"), short(left), tr("8 and more"), rising(left, 6.0, 2.0, 2.0), left
        )
        if case.progress is not None and case.course is not None:
            yield from self._outcome(case)

    @staticmethod
    def _outcome(case: Case) -> Iterator[Sign]:
        course, progress = case.course, case.progress
        assert course is not None
        assert progress is not None
        yield from does_well(case, 0.45, 0.8, 8.0)
        if course.batch_loss.size and progress.now > 0:
            ratio = float(course.halves[1].mean()) / progress.now if course.halves[1].size else 1.0
            yield Sign(
                tr("Loss of a step, beside the loss without dropout"),
                short(ratio),
                tr("1 to 1.5"),
                rising(ratio, 1.3, 2.0, 2.5),
                ratio,
                tr("With units silenced the loss is {ratio} times that without.").format(ratio=short(ratio)),
            )
