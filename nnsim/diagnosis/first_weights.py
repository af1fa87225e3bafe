"""The size of the weights that training begins with, beside the size that keeps signals as they are."""

from __future__ import annotations

import math

from nnsim.diagnosis.case import Case
from nnsim.diagnosis.examination import LayerSeen


def gains(case: Case) -> tuple[tuple[LayerSeen, float], ...]:
    """Return each connecting layer with rms(W)·√fan_in over what its activation asks: √2 after a rectifier, else 1.

    A gain of 1 keeps the spread of the weighted sums that of the inputs (Glorot & Bengio 2010; He et al. 2015).
    Layers that look up codes are left out: their inputs are no numbers.
    """
    if case.first is None:
        return ()
    by_id = case.resolved.by_id
    found = []
    for layer in case.first.connecting:
        stage = by_id.get(layer.node)
        if stage is None or stage.layer.codes is not None or not math.isfinite(layer.weight_rms):
            continue
        activation = case.structure.activation_of(stage)
        asked = math.sqrt(2.0) if activation is not None and activation.dead_below is not None else 1.0
        found.append((layer, layer.weight_rms * math.sqrt(max(1, layer.fan_in)) / asked))
    return tuple((layer, gain) for layer, gain in found if gain > 0)


def has_normalisation(case: Case) -> bool:
    """Return whether a layer brings signals to one size, whatever the first weights make of them."""
    return any(stage.layer.normalises for stage in case.structure.stages)


def on_the_best_way(
    case: Case, found: tuple[tuple[LayerSeen, float], ...]
) -> tuple[tuple[LayerSeen, float], ...]:
    """Return those layers with their gains that a signal cannot be led around: on the way to an output on which it
    keeps most. Of several outputs that which gets least; all layers where nothing merges.
    """
    gain = {layer.node: (layer, value) for layer, value in found}
    ways: dict[str, tuple[float, tuple[str, ...]]] = {}
    for stage in case.structure.stages:
        left, way = max((ways[source] for source in stage.sources if source in ways), default=(0.0, ()))
        if stage.id in gain:
            left, way = left + math.log(gain[stage.id][1]), (*way, stage.id)
        ways[stage.id] = (left, way)
    _, worst = min((ways[end.id] for end in case.structure.ends), default=(0.0, ()))
    return tuple(gain[node] for node in worst)
