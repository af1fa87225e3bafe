"""Saturated units: sums so large that the activation is level there, and hardly anything comes back through it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from nnsim.base.text import mark, tr
from nnsim.diagnosis.case import Case
from nnsim.diagnosis.counter_signs import learned, stuck
from nnsim.diagnosis.examination import LayerSeen
from nnsim.diagnosis.illness import Illness, illnesses
from nnsim.diagnosis.numerals import percent, short
from nnsim.diagnosis.sign import Sign, rising

LEVEL = 0.02
"""Distance to 0 or 1 within which a sigmoid is level."""


@illnesses.register
class SaturatedUnits(Illness):
    """Activations that are level where the sums lie."""

    key = "saturated_units"
    title = mark("Saturated units")
    summary = mark(
        "The weighted sums are so large that sigmoid or tanh is level there, and hardly any gradient comes back through"
        " it. Such units are switches that no longer learn."
    )
    group = "gradients"
    cures = (
        "scale_inputs",
        "fitting_weights",
        "batch_norm",
        "other_activation",
        "lower_rate",
        "redraw_weights",
        "fitting_loss",
    )
    explains = (
        "vanishing_gradients",
        "cut_off",
        "plateau",
        "learning_rate_too_low",
        "baseline_not_beaten",
        "overfitting",
    )
    experiment = "glorot_bengio"

    def signs(self, case: Case) -> Iterator[Sign]:
        seen = case.now
        if seen is None:
            return
        answers = list(_answers(case))
        if answers:
            yield from answers
            yield from stuck(case, 2.0)
            yield from learned(case, 3.5, 0.5, 0.1)
            return
        ends = {output.stage for output in case.structure.outputs}
        layers = [
            layer
            for layer in seen.layers
            if layer.activation is not None
            and layer.activation.saturation is not None
            and layer.saturated == layer.saturated
            and layer.node not in ends
        ]
        if not layers:
            return
        share = sum(layer.saturated for layer in layers) / len(layers)
        worst = max(layers, key=lambda layer: layer.saturated)
        if worst.saturated < 0.4:
            return
        yield from _share(share, worst)
        yield from _more(case, worst)
        yield from stuck(case, 2.0)
        yield from learned(case, 3.5, 0.5, 0.1)


def _share(share: float, worst: LayerSeen) -> Iterator[Sign]:
    assert worst.activation is not None
    text = tr(
        "In {layer} {share} of the values lie where {own} is level; the sums before it are {size} in size (root mean"
        " square)."
    )
    yield Sign(
        tr("Saturated values of a layer"),
        percent(worst.saturated),
        tr("below {share}").format(share="30 %"),
        rising(worst.saturated, 0.45, 0.9, 4.0) + rising(share, 0.4, 0.8, 1.5),
        worst.saturated,
        text.format(
            layer=worst.name,
            share=percent(worst.saturated),
            own=tr(worst.activation.title),
            size=short(float(f"{worst.sum_rms:.2g}")),
        ),
        (worst.node,),
    )


def _more(case: Case, layer: LayerSeen) -> Iterator[Sign]:
    """Yield how many were saturated at the beginning."""
    before = None if case.first is None or case.step == 0 else case.first.by_node.get(layer.node)
    if before is None or before.saturated != before.saturated:
        return
    text = tr("At the first weights it was {share}.").format(share=percent(before.saturated))
    yield Sign(
        tr("Saturated values at the first weights"),
        percent(before.saturated),
        tr("below {share}").format(share="30 %"),
        rising(before.saturated, 0.4, 0.8, 3.8),
        before.saturated,
        text,
        (layer.node,),
    )


def _answers(case: Case) -> Iterator[Sign]:
    """Yield answers that lie where a sigmoid under a squared loss is level, and are wrong: only right ones may be sure."""
    assert case.now is not None
    outputs = {output.stage: output.loss for output in case.structure.outputs}
    for seen in case.now.outputs:
        loss = outputs.get(seen.node)
        if loss is None or loss.key != "quadratic_sigmoid" or not seen.said.size:
            continue
        level = (seen.said < LEVEL) | (seen.said > 1.0 - LEVEL)
        wrong = level & (np.abs(seen.said - seen.asked) > 0.5)
        share = float(wrong.mean())
        weight = rising(share, 0.1, 0.3, 4.0) * rising(float(level.mean()), 0.6, 0.9, 1.0)
        if weight <= 0:
            continue
        name = case.resolved.by_id[seen.node].name
        text = tr("{share} of what {layer} says lies where the sigmoid of its loss is level, and is wrong.")
        yield Sign(
            tr("Answers that are wrong where the sigmoid is level"),
            percent(share),
            tr("hardly any"),
            weight,
            share,
            text.format(share=percent(share), layer=name),
            (seen.node,),
        )
