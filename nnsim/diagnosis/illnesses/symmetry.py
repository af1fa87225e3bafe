"""Symmetry: units of a layer that began alike, and that no step tells apart."""

from __future__ import annotations

from collections.abc import Iterator

from nnsim.base.text import mark, tr
from nnsim.diagnosis.case import Case
from nnsim.diagnosis.flow import hidden_now
from nnsim.diagnosis.illness import Illness, illnesses
from nnsim.diagnosis.numerals import percent
from nnsim.diagnosis.sign import FOR_CERTAIN, Sign, rising


@illnesses.register
class Symmetry(Illness):
    """Equal first weights."""

    key = "symmetry"
    title = mark("Units that stay alike")
    summary = mark(
        "All units of a layer began with the same weights, so they get the same gradient and stay the same for ever."
        " However many there are, they say no more than one of them."
    )
    group = "gradients"
    waits = False
    cures = ("redraw_weights", "fitting_weights")
    explains = (
        "cut_off",
        "degenerate",
        "vanishing_gradients",
        "no_capacity",
        "plateau",
        "baseline_not_beaten",
        "first_weights_too_small",
        "first_weights_too_large",
        "unsuited_optimizer",
    )

    def signs(self, case: Case) -> Iterator[Sign]:
        for layer in hidden_now(case):
            if layer.units < 2 or not layer.twins > 0.5:
                continue
            text = tr("In {layer} {share} of the units have the weights, and get the gradients, of another.")
            yield Sign(
                tr("Units with a twin, {layer}").format(layer=layer.name),
                percent(layer.twins),
                tr("none"),
                rising(layer.twins, 0.5, 0.9, FOR_CERTAIN),
                layer.twins,
                text.format(layer=layer.name, share=percent(layer.twins)),
                (layer.node,),
            )
