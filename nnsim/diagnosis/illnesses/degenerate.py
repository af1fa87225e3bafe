"""Degenerate layers: the deeper, the more alike everything looks."""

from __future__ import annotations

import math
from collections.abc import Iterator

from nnsim.base.text import mark, tr
from nnsim.diagnosis.case import Case
from nnsim.diagnosis.counter_signs import KNOWN_AFTER, falling, learned, stuck
from nnsim.diagnosis.examination import LayerSeen
from nnsim.diagnosis.flow import bypassed, flow_first, hidden_now
from nnsim.diagnosis.illness import Illness, illnesses
from nnsim.diagnosis.numerals import percent, short
from nnsim.diagnosis.sign import Sign, rising

LAYERS = 4
"""Hidden layers with weights from which outputs can be said to grow alike on their way."""


@illnesses.register
class Degenerate(Illness):
    """Deep layers tell examples apart less and less."""

    key = "degenerate"
    title = mark("Degenerate layers")
    summary = mark(
        "From layer to layer fewer directions are left in which examples differ, until all of them look alike to the"
        " last layers. What was lost on the way no later layer can bring back."
    )
    group = "gradients"
    cures = (
        "skip_connections",
        "batch_norm",
        "layer_norm",
        "fitting_weights",
        "other_activation",
        "more_units",
    )
    explains = (
        "plateau",
        "learning_rate_too_low",
        "baseline_not_beaten",
        "unsuited_optimizer",
    )
    prior = -4.5
    experiment = "degenerate_matrices"

    def signs(self, case: Case) -> Iterator[Sign]:
        layers = hidden_now(case)
        if len(layers) < LAYERS:
            return
        found = [*_alike(layers), *_directions(layers)]
        if not found:
            return
        yield from found
        yield from bypassed(case, 2.0)
        yield from _vanished(case)
        yield from _at_first(case)
        yield from _missing(case)
        yield from falling(case, 3.0)
        yield from stuck(case, 2.0)
        yield from learned(case, 9.0, 0.45, 0.15)


def _alike(layers: tuple[LayerSeen, ...]) -> Iterator[Sign]:
    """Yield how much less the outputs of the last layer differ from example to example than those of the first."""
    first, last = layers[0], layers[-1]
    if not (first.variation > 0 and last.variation == last.variation and last.output_rms > 0):
        return
    fall = math.log10(first.variation / max(last.variation, 1e-12))
    if fall < 0.5:
        return
    text = tr(
        "Outputs of {first} differ from example to example by {high} of their size, those of {last} by {low}."
    )
    yield Sign(
        tr("How much outputs differ between examples, last layer"),
        short(last.variation),
        tr("as in the first: {share}").format(share=short(first.variation)),
        rising(fall, 0.5, 1.5, 4.5),
        last.variation,
        text.format(first=first.name, last=last.name, high=short(first.variation), low=short(last.variation)),
        (last.node,),
    )


def _directions(layers: tuple[LayerSeen, ...]) -> Iterator[Sign]:
    """Yield how many directions are left of those that the first layer had."""
    first, last = layers[0], layers[-1]
    if not (last.directions < 2 and first.directions > max(1.0, 1.3 * last.directions) and last.units > 2):
        return
    lost = (first.directions - last.directions) / (first.directions - 1)
    text = tr("Outputs of {first} lie in {many} directions (effective rank), those of {last} in {few}.")
    yield Sign(
        tr("Directions in the outputs of the last layer"),
        f"{last.directions:.1f}",
        tr("as in the first: {n}").format(n=f"{first.directions:.1f}"),
        rising(lost, 0.3, 0.95, 4.0),
        last.directions,
        text.format(
            first=first.name, last=last.name, many=f"{first.directions:.1f}", few=f"{last.directions:.1f}"
        ),
        (last.node,),
    )


def _at_first(case: Case) -> Iterator[Sign]:
    """Yield whether it was so at the first weights: of depth, and of no step."""
    if case.first is None or case.step < 2 * KNOWN_AFTER:
        return
    nodes = {layer.node for layer in hidden_now(case)}
    layers = tuple(layer for layer in case.first.connecting if layer.node in nodes)
    if len(layers) < LAYERS or not layers[0].directions > 1.5:
        return
    few = layers[-1].directions
    yield Sign(
        tr("Directions in the outputs of the last layer, at the first weights"),
        f"{few:.2f}",
        tr("as in the first: {n}").format(n=f"{layers[0].directions:.1f}"),
        rising(few, 1.3, 1.05, 2.0),
        few,
        "",
        (layers[-1].node,),
    )


def _missing(case: Case) -> Iterator[Sign]:
    """Yield how much less is learned than simple methods come to."""
    progress, about = case.progress, case.about
    if progress is None or about is None or case.step < 2 * KNOWN_AFTER:
        return
    missing = min(1.0, about.reachable) - max(progress.learned, progress.right)
    text = tr("{learned} is learned, where simple methods come to {reachable}.")
    yield Sign(
        tr("Learned, beside what simple methods come to"),
        percent(progress.learned),
        percent(about.reachable),
        rising(missing, 0.1, 0.4, 2.5),
        progress.learned,
        text.format(learned=percent(progress.learned), reachable=percent(about.reachable)),
    )


def _vanished(case: Case) -> Iterator[Sign]:
    """Yield whether gradients vanished from the start: what shrinks both ways looks alike because of that."""
    first = flow_first(case)
    if first is not None and first.back < -2.5:
        value = short(10**first.back)
        yield Sign(
            tr("What comes back to the first layer beside the last"), value, tr("10 : 1 at most"), -3.5
        )
