"""First weights so large that units saturate, or that first errors are enormous."""

from __future__ import annotations

import math
from collections.abc import Iterator

from nnsim.base.text import mark, tr
from nnsim.diagnosis.case import Case
from nnsim.diagnosis.counter_signs import does_well
from nnsim.diagnosis.first_weights import gains, has_normalisation
from nnsim.diagnosis.illness import Illness, illnesses
from nnsim.diagnosis.numerals import percent, short
from nnsim.diagnosis.sign import Sign, rising
from nnsim.diagnosis.time_signs import saturated_gates


@illnesses.register
class FirstWeightsTooLarge(Illness):
    """Every layer makes what it gets larger: the first answers are far out, and sure of themselves."""

    key = "first_weights_too_large"
    title = mark("First weights too large")
    summary = mark(
        "The weights that training begins with make signals larger from layer to layer: sigmoids saturate, and the"
        " first answers are enormously wrong. Training then spends its time on unlearning them, or blows up."
    )
    group = "capacity"
    cures = ("fitting_weights", "batch_norm", "lower_rate", "clip_gradients")
    explains = (
        "exploding_gradients",
        "saturated_units",
        "learning_rate_too_high",
        "oscillating",
        "dead_relus",
        "plateau",
        "baseline_not_beaten",
        "non_finite",
        "vanishing_gradients",
        "stopped_too_early",
        "overfitting",
        "unsuited_optimizer",
    )
    experiment = "glorot_bengio"

    def signs(self, case: Case) -> Iterator[Sign]:
        found, first = gains(case), case.first
        if not found or first is None or has_normalisation(case):
            return
        largest = max(found, key=lambda pair: pair[1])
        text = tr("Weights of {layer} are {gain} times the size that keeps signals as they are.")
        yield Sign(
            tr("Size of the first weights, beside the one that keeps signals"),
            short(largest[1]),
            tr("0.5 to 2"),
            rising(math.log10(largest[1]), 0.45, 0.9, 3.5),
            largest[1],
            text.format(layer=largest[0].name, gain=short(largest[1])),
            tuple(layer.node for layer, gain in found if gain > 3),
        )
        constant = case.baseline.loss
        if constant is not None and constant > 0:
            ratio = first.loss / constant
            text = tr("The first loss is {loss}, where a constant answer has {constant}.")
            yield Sign(
                tr("First loss, beside that of a constant answer"),
                short(ratio),
                tr("1 to 2"),
                rising(math.log10(ratio) if ratio > 0 else 0.0, 0.3, 1.0, 3.0),
                ratio,
                text.format(loss=short(first.loss), constant=short(constant)),
            )
        squashed = [
            layer.saturated
            for layer in first.layers
            if layer.activation is not None and layer.activation.saturation is not None and layer.learns
        ]
        if squashed:
            share = max(squashed)
            yield Sign(
                tr("Saturated values at the first weights"),
                percent(share),
                tr("below 20 %"),
                rising(share, 0.3, 0.7, 3.0),
                share,
                tr("{share} of a layer's values are saturated before training begins.").format(
                    share=percent(share)
                ),
            )
        yield from saturated_gates(case)
        yield from does_well(case, 0.65, 0.92, 8.0)
