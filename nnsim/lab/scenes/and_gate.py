"""Both inputs must be on."""

from __future__ import annotations

from nnsim.base.text import mark
from nnsim.lab.gate_scene import NOTES, GateScene, outputs_of
from nnsim.lab.lab_scene import lab_scenes


@lab_scenes.register
class AndGate(GateScene):
    """Both inputs must be on."""

    key = "and_gate"
    title = mark("AND")
    summary = mark(
        "Weights 2 and 2, threshold 3: one input alone is not enough, both together are. Lower the threshold below 2, and it becomes OR."
    )
    source = NOTES
    order = 40
    kind = "and"
    wished = (0.0, 0.0, 0.0, 1.0)
    claims = (outputs_of(mark("AND: output for 00, 01, 10, 11"), wished),)
