"""Dead ReLUs: units whose sums are negative for every example, so that nothing comes back through them."""

from __future__ import annotations

from collections.abc import Iterator

from nnsim.base.text import mark, tr
from nnsim.diagnosis.case import Case
from nnsim.diagnosis.counter_signs import falling, learned, stuck
from nnsim.diagnosis.examination import Examination, LayerSeen
from nnsim.diagnosis.flow import bypassed
from nnsim.diagnosis.illness import Illness, illnesses
from nnsim.diagnosis.numerals import percent
from nnsim.diagnosis.sign import Sign, rising


@illnesses.register
class DeadReLUs(Illness):
    """Units that are never active."""

    key = "dead_relus"
    title = mark("Dead ReLUs")
    summary = mark(
        "Units whose weighted sums are negative for every example give 0 and get no gradient, so that nothing brings"
        " them back. A layer in which all are dead passes nothing on and nothing back."
    )
    group = "gradients"
    cures = (
        "leaky_relu",
        "fitting_weights",
        "lower_rate",
        "batch_norm",
        "redraw_weights",
        "scale_inputs",
        "adam",
    )
    explains = (
        "cut_off",
        "degenerate",
        "oscillating",
        "plateau",
        "learning_rate_too_low",
        "baseline_not_beaten",
        "no_capacity",
    )
    experiment = "rectifiers"

    def signs(self, case: Case) -> Iterator[Sign]:
        seen = case.now
        if seen is None:
            return
        layers = _rectified(seen)
        if not layers:
            return
        worst = max(layers, key=lambda layer: layer.dead)
        if worst.dead < 0.4:
            return
        yield from _share(worst)
        yield from _more(case, worst)
        yield from _nothing_back(seen, worst)
        yield from _constant(seen)
        yield from bypassed(case, 2.0)
        if worst.dead < 1.0:
            # With most of a layer dead a loss falls only where the rest of it still learns.
            yield from falling(
                case, 3.0 - rising(worst.dead, 0.7, 0.9, 2.0) * rising(case.step, 50, 200, 1.0)
            )
        yield from stuck(case, 2.0)
        yield from learned(case, 9.0, 0.35, 0.1)


def _rectified(seen: Examination) -> list[LayerSeen]:
    return [
        layer
        for layer in seen.layers
        if layer.activation is not None
        and layer.activation.dead_below is not None
        and layer.dead == layer.dead
        # Sums that are exactly 0 come of weights that are: such a layer is cut off.
        and layer.sum_rms > 0
    ]


def _share(layer: LayerSeen) -> Iterator[Sign]:
    text = tr("In {layer} {share} of the units give 0 for each of the examples that were looked at.")
    whole = layer.dead == 1.0
    yield Sign(
        tr("Dead units of a layer"),
        percent(layer.dead),
        tr("below {share}").format(share="40 %"),
        6.0 if whole else rising(layer.dead, 0.5, 0.95, 4.0),
        layer.dead,
        tr("All units of {layer} give 0, whatever comes in.").format(layer=layer.name)
        if whole
        else text.format(layer=layer.name, share=percent(layer.dead)),
        (layer.node,),
    )


def _more(case: Case, layer: LayerSeen) -> Iterator[Sign]:
    """Yield how many have died since the beginning."""
    before = None if case.first is None else case.first.by_node.get(layer.node)
    if before is None or not layer.dead > before.dead + 0.1:
        return
    text = tr("At the first weights {share} were dead.")
    yield Sign(
        tr("Dead units at the first weights"),
        percent(before.dead),
        tr("about the same"),
        rising(layer.dead - before.dead, 0.2, 0.7, 2.5),
        before.dead,
        text.format(share=percent(before.dead)),
        (layer.node,),
    )


def _nothing_back(seen: Examination, dead: LayerSeen) -> Iterator[Sign]:
    """Yield whether weights before the layer, or its own, get a gradient of exactly 0."""
    until = seen.layers.index(dead) + 1
    before = [layer for layer in seen.layers[:until] if layer.weights and layer.zeros == layer.zeros]
    if not before:
        return
    zeros = sum(layer.zeros * layer.weights for layer in before) / sum(layer.weights for layer in before)
    text = tr("{share} of the weights up to {layer} get a gradient of exactly 0.")
    yield Sign(
        tr("Weights without a gradient up to there"),
        percent(zeros),
        tr("below {share}").format(share="60 %"),
        rising(zeros, 0.6, 0.95, 1.5) + (2.5 if zeros == 1.0 else 0.0),
        zeros,
        text.format(share=percent(zeros), layer=dead.name) if zeros > 0.6 else "",
        tuple(layer.node for layer in before),
    )


def _constant(seen: Examination) -> Iterator[Sign]:
    if any(output.is_constant for output in seen.outputs):
        text = tr("The output is the same for every example.")
        yield Sign(tr("Output"), tr("the same for every example"), tr("differs"), 2.0, None, text)
