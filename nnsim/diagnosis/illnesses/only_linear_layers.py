"""Layers in a row with nothing between them that bends: together they are one linear layer."""

from __future__ import annotations

from collections.abc import Iterator

from nnsim.base.text import mark, tr
from nnsim.diagnosis.case import Case
from nnsim.diagnosis.illness import Illness, illnesses
from nnsim.diagnosis.numerals import percent
from nnsim.diagnosis.sign import Sign, rising


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
        # What neighbours know and a line does not is what a network with a bend could learn.
        gap = simple.nearest - simple.linear
        text = tr("A linear model explains {linear} of these data, and their nearest neighbours {nearest}.")
        yield Sign(
            tr("A linear model, beside nearest neighbours"),
            percent(max(0.0, simple.linear)),
            percent(max(0.0, simple.nearest)),
            rising(gap, 0.1, 0.3, 6.0) - rising(simple.linear, 0.6, 0.9, 5.0),
            simple.linear,
            text.format(linear=percent(max(0.0, simple.linear)), nearest=percent(max(0.0, simple.nearest))),
        )
        if case.progress is not None:
            done = max(case.progress.right, case.progress.learned)
            yield Sign(
                tr("Learned already"), percent(done), tr("most of it"), -rising(done, 0.7, 0.95, 8.0), done
            )
