"""An activation twice: softmax before a loss that applies it itself, ReLU on the logits, two in a row."""

from __future__ import annotations

import math
from collections.abc import Iterator

from nnsim.base.text import mark, tr
from nnsim.diagnosis.case import Case
from nnsim.diagnosis.counter_signs import against
from nnsim.diagnosis.illness import Illness, illnesses
from nnsim.diagnosis.sign import FOR_CERTAIN, Sign
from nnsim.document.doubts import range_words
from nnsim.engine.activation import Activation, activations
from nnsim.engine.stage import Output, Stage

CUT_BELOW = 6.0
"""Weight of an activation before the loss that lets nothing below 0 through."""
LEANING = 3.5
"""Weight of one that lets little through."""
IN_A_ROW = 6.0
"""Weight of two activations in a row within the network."""
HARMLESS = 1.5
"""Weight of two of which the second changes nothing."""
INSIDE = 6.0
"""Weight of a softmax that ends a hidden layer."""


@illnesses.register
class ActivationTwice(Illness):
    """What reads weighted sums is given the outputs of an activation."""

    key = "activation_twice"
    title = mark("An activation twice")
    summary = mark(
        "The loss takes weighted sums and applies its activation itself, or two activations follow each other. What"
        " lies between bounds what the network can say, and takes most of the gradient."
    )
    group = "asked"
    waits = False
    cures = ("fitting_output", "inner_softmax", "fitting_loss")
    explains = (
        "vanishing_gradients",
        "saturated_units",
        "dead_relus",
        "plateau",
        "baseline_not_beaten",
        "learning_rate_too_low",
        "no_capacity",
        "cut_off",
        "degenerate",
        "unsuited_optimizer",
    )

    def signs(self, case: Case) -> Iterator[Sign]:
        before, within = list(_before_losses(case)), [*_in_a_row(case), *_inside(case)]
        yield from before
        yield from within
        # What takes every score below 0 from a loss is wrong however far the rest comes.
        if (before or within) and max((s.weight for s in before), default=0.0) < CUT_BELOW:
            yield from against(case)


def _before_losses(case: Case) -> Iterator[Sign]:
    """Yield the activations before losses that apply one themselves."""
    for output in case.structure.outputs:
        closing = case.structure.closing(case.resolved.by_id[output.stage])
        # What the loss applies anyway is left out where it is drawn: one softmax before it is no mistake.
        functions = [pair for pair in closing.functions if pair[0].id not in case.structure.left_out]
        if not output.loss.applies or not functions:
            continue
        stage, activation = functions[-1]
        weight = _weight(activation)
        if weight > 0:
            yield _before(output, stage, activation, weight)


def _weight(activation: Activation) -> float:
    low, high = activation.limits
    if not activation.elementwise or (math.isfinite(low) and math.isfinite(high)):
        return FOR_CERTAIN
    if low >= 0 or activation.dead_below is not None:
        return CUT_BELOW
    # A leaky ReLU or the like lets scores of both signs through, smaller ones on one side.
    return LEANING if math.isfinite(low) else 0.0


def _before(output: Output, stage: Stage, activation: Activation, weight: float) -> Sign:
    own, loss, applied = (
        tr(activation.title),
        tr(output.loss.title),
        tr(activations[output.loss.applies].title),
    )
    text = tr(
        "{loss} applies {applied} itself and wants weighted sums of any size; {layer} gives it {own}, {range}."
    )
    return Sign(
        tr("Activation before {loss}").format(loss=loss),
        own,
        tr("none"),
        weight,
        None,
        text.format(
            loss=loss, applied=applied, own=own, layer=stage.name, range=range_words(activation.limits)
        ),
        (stage.id,),
    )


def _inside(case: Case) -> Iterator[Sign]:
    """Yield where a softmax ends a hidden layer that other weights read, in a network whose loss applies one."""
    if not any(output.loss.applies for output in case.structure.outputs):
        return
    connecting = {stage.id for stage in case.structure.connecting}
    for stage in case.structure.hidden:
        activation = stage.layer.activation_function()
        if activation is None or activation.elementwise:
            continue
        readers = [s for s in case.structure.stages if stage.id in s.sources]
        if len(readers) == 1 and readers[0].id in connecting:
            text = tr("{own} of {layer} stands inside the network: what follows reads shares that sum to 1.")
            yield Sign(
                tr("Softmax inside the network"),
                stage.name,
                tr("at the end alone"),
                INSIDE,
                None,
                text.format(own=tr(activation.title), layer=stage.name),
                (stage.id,),
            )


def _in_a_row(case: Case) -> Iterator[Sign]:
    """Yield where an activation reads nothing but another."""
    by_id = case.resolved.by_id
    for stage in case.structure.stages:
        second = stage.layer.activation_function()
        if second is None or second.is_identity or stage.layer.parameters(stage.inputs):
            continue
        if len(stage.sources) != 1 or (case.structure.outputs and stage.id not in case.structure.led):
            continue
        source = by_id[stage.sources[0]]
        while source.layer.role.keeps_values and len(source.sources) == 1:
            source = by_id[source.sources[0]]
        first = source.layer.activation_function()
        if first is None or first.is_identity:
            continue
        text = tr("{second} of {layer} reads nothing but what {first} of {before} gives.")
        yield Sign(
            tr("Activations in a row"),
            f"{tr(first.title)}, {tr(second.title)}",
            tr("one"),
            _weight_in_a_row(first, second),
            2.0,
            text.format(second=tr(second.title), layer=stage.name, first=tr(first.title), before=source.name),
            (source.id, stage.id),
        )


def _weight_in_a_row(first: Activation, second: Activation) -> float:
    """Return how much it speaks: a softmax or sigmoid over outputs that are bounded already says hardly anything."""
    if second.limits[0] == 0 and math.isinf(second.limits[1]) and first.limits[0] >= 0:
        return HARMLESS
    bounded = all(math.isfinite(limit) for limit in first.limits)
    squeezed = all(math.isfinite(limit) for limit in second.limits)
    return FOR_CERTAIN if bounded and squeezed and not second.elementwise else IN_A_ROW
