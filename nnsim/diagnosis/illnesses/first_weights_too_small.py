"""First weights so small that signals die on their way through the layers."""

from __future__ import annotations

import math
from collections.abc import Iterator

from nnsim.base.text import mark, tr
from nnsim.diagnosis.case import Case
from nnsim.diagnosis.counter_signs import does_well
from nnsim.diagnosis.first_weights import gains, has_normalisation, on_the_best_way
from nnsim.diagnosis.illness import Illness, illnesses
from nnsim.diagnosis.numerals import short
from nnsim.diagnosis.sign import Sign, rising


@illnesses.register
class FirstWeightsTooSmall(Illness):
    """Every layer makes what it gets smaller, until all examples look alike."""

    key = "first_weights_too_small"
    title = mark("First weights too small")
    summary = mark(
        "The weights that training begins with make signals smaller from layer to layer, so that all examples look"
        " alike at the end, and so do the gradients on their way back. Weights drawn by the size of their layer keep"
        " signals as they are."
    )
    group = "capacity"
    cures = ("fitting_weights", "batch_norm", "other_activation", "adam", "higher_rate")
    explains = (
        "vanishing_gradients",
        "plateau",
        "degenerate",
        "learning_rate_too_low",
        "baseline_not_beaten",
        "stopped_too_early",
        "cut_off",
        "unsuited_optimizer",
    )
    experiment = "xavier_or_he"

    def signs(self, case: Case) -> Iterator[Sign]:
        found = on_the_best_way(case, gains(case))
        if not found or has_normalisation(case) or case.diverged is not None:
            return
        together = math.exp(sum(math.log(max(gain, 1e-30)) for _, gain in found))
        smallest = min(found, key=lambda pair: pair[1])
        left, size = (math.log10(max(value, 1e-30)) for value in (together, smallest[1]))
        # Layers each of which is a little too quiet leave nothing where there are many of them.
        deep = rising(left, -4.5, -6.5, 2.0) * rising(size, -0.45, -0.7, 1.0)
        text = tr(
            "Weights of {layer} are {gain} of the size that keeps signals; all layers together leave {share}."
        )
        yield Sign(
            tr("Size of the first weights, beside the one that keeps signals"),
            short(smallest[1]),
            tr("0.5 to 2"),
            rising(size, -0.85, -1.4, 3.5),
            smallest[1],
            text.format(layer=smallest[0].name, gain=short(smallest[1]), share=short(together)),
            tuple(layer.node for layer, gain in found if gain < 0.3),
        )
        yield Sign(
            tr("What all layers leave of a signal"),
            short(together),
            tr("above 0.1"),
            rising(left, -1.3, -3.0, 3.5) + deep,
            together,
        )
        yield from does_well(case, 0.5, 0.8, 8.0)
