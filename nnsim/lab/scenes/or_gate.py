"""One input is enough."""

from __future__ import annotations

from nnsim.base.text import mark
from nnsim.lab.gate_scene import NOTES, GateScene, outputs_of
from nnsim.lab.lab_scene import lab_scenes


@lab_scenes.register
class OrGate(GateScene):
    """One input is enough."""

    key = "or_gate"
    title = mark("OR")
    summary = mark(
        "Weights 2 and 2, threshold 1: either input is enough. Raise the threshold beyond 2, and it becomes AND."
    )
    source = NOTES
    order = 50
    kind = "or"
    wished = (0.0, 1.0, 1.0, 1.0)
    claims = (outputs_of(mark("OR: output for 00, 01, 10, 11"), wished),)
