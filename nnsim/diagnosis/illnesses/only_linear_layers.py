"""Layers in a row with nothing between them that bends: together they are one linear layer."""

from __future__ import annotations

import math
from collections.abc import Iterator

from nnsim.base.text import mark, tr
from nnsim.diagnosis.case import Case
from nnsim.diagnosis.illness import Illness, illnesses
from nnsim.diagnosis.numerals import percent
from nnsim.diagnosis.sign import Sign, rising
from nnsim.diagnosis.simple_methods import SimpleMethods

LITTLE = 0.01
"""Share of the spread that may be left by anybody."""


@illnesses.register
class OnlyLinearLayers(Illness):
    """No activation between data and loss, and data that a line does not tell apart."""

    key = "only_linear_layers"
    title = mark("Only linear layers")
    summary = mark(
        "No layer between the data and the loss bends anything, so all of them together are one linear layer, however"
        " many they are. What a straight line cannot tell apart, this network cannot either."
    )
    group = "capacity"
    cures = ("nonlinear", "more_units")
    explains = (
        "no_capacity",
        "plateau",
        "baseline_not_beaten",
        "stopped_too_early",
        "batch_too_large",
        "unsuited_optimizer",
    )
    scene = "xor_points"

    def signs(self, case: Case) -> Iterator[Sign]:
        about = case.about
        if about is None or not case.structure.outputs or not case.structure.is_linear:
            return
        names = ", ".join(stage.name for stage in case.structure.connecting) or tr("none")
        yield Sign(
            tr("Layers that bend what they get"),
            "0",
            tr("1 and more"),
            2.0,
            0.0,
            tr("Nothing bends between the data and the loss ({layers}).").format(layers=names),
            tuple(stage.id for stage in case.structure.connecting),
        )
        simple = about.simple
        if simple is None:
            return
        yield _beside_a_line(simple, numbers=case.data is not None and not case.data.classes)
        if case.progress is not None:
            done = max(case.progress.right, case.progress.learned)
            weight = rising(done, 0.7, 0.95, 8.0)
            if case.data is not None and not case.data.classes:
                weight *= 1.0 - rising((1.0 - done) / max(1.0 - simple.best, LITTLE), 1.3, 1.8, 1.0)
            yield Sign(tr("Learned already"), percent(done), tr("most of it"), -weight, done)


def _beside_a_line(simple: SimpleMethods, *, numbers: bool) -> Sign:
    """Return what others know that a line does not: what a network with a bend could learn.

    Of numbers a line that explains much can still leave many times what a curve leaves; of classes least squares is no
    measure of what a linear network finds, and neighbours alone are asked.
    """
    line, other = simple.linear, simple.best if numbers else simple.nearest
    gap, times = other - line, (1.0 - line) / max(1.0 - other, LITTLE) if numbers else 1.0
    weight = rising(gap, 0.1, 0.3, 6.0)
    weight = max(
        weight, rising(math.log(times), math.log(1.4), math.log(2.4), 6.0) * rising(gap, 0.05, 0.1, 1.0)
    )
    weight -= rising(line, 0.6, 0.9, 5.0) * (1.0 - rising(times, 1.3, 1.8, 1.0))
    numbers_of = {"linear": percent(max(0.0, line)), "other": percent(max(0.0, other))}
    if other > simple.nearest:
        text = tr(
            "A linear model explains {linear} of these data, and one with squares and products {other}."
        )
    else:
        text = tr("A linear model explains {linear} of these data, and their nearest neighbours {other}.")
    return Sign(
        tr("A linear model, beside methods that bend"),
        numbers_of["linear"],
        numbers_of["other"],
        weight,
        line,
        text.format(**numbers_of),
    )
