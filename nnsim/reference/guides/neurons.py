"""Seeing and setting single weights."""

from __future__ import annotations

from nnsim.base.text import mark
from nnsim.reference.guide import Guide, guides


@guides.register
class Neurons(Guide):
    """Seeing and setting single weights."""

    key = "neurons"
    title = mark("Neurons and weights")
    keywords = mark("neuron unit weight bias set by hand activation picture open zoom")
    order = 40
    sections = (
        (
            "",
            mark(
                "N opens the layers into their neurons, or zoom in far enough. Every neuron shows what it"
                " computes over the inputs; blue curves are positive weights, orange ones negative, "
                "thicker ones larger."
            ),
        ),
        (
            mark("Setting a weight"),
            mark(
                "Click a curve, or choose a neuron with the arrow keys, a weight with E, and press Enter "
                "to type a number; B sets the bias."
            ),
        ),
    )
