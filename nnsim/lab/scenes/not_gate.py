"""The gate of one input."""

from __future__ import annotations

from nnsim.base.text import mark
from nnsim.lab.gate_scene import NOTES, GateScene, outputs_of
from nnsim.lab.lab_scene import lab_scenes


@lab_scenes.register
class NotGate(GateScene):
    """The gate of one input."""

    key = "not_gate"
    title = mark("NOT")
    summary = mark(
        "One input with a weight of −2 and a bias of 1: what comes out is the opposite of what comes in. Press the input to flip it."
    )
    source = NOTES
    order = 30
    kind = "not"
    wished = (1.0, 0.0)
    claims = (outputs_of(mark("NOT: output for 0 and 1"), wished),)
