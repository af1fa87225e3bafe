"""Two of three decide."""

from __future__ import annotations

from nnsim.base.text import mark
from nnsim.lab.gate_scene import NOTES, GateScene, outputs_of
from nnsim.lab.lab_scene import lab_scenes


@lab_scenes.register
class MajorityGate(GateScene):
    """Two of three decide."""

    key = "majority_gate"
    title = mark("Majority")
    summary = mark(
        "Three equal votes, and a threshold that two of them exceed together. Give one vote a larger weight, and it decides alone."
    )
    source = NOTES
    order = 60
    kind = "majority"
    wished = (0.0, 0.0, 0.0, 1.0, 0.0, 1.0, 1.0, 1.0)
    claims = (outputs_of(mark("Majority of three: output for 000 to 111"), wished),)
