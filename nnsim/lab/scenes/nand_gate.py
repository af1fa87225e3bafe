"""The gate that all others can be built from."""

from __future__ import annotations

from nnsim.base.text import mark
from nnsim.lab.claim import Claim, absolute
from nnsim.lab.gate_scene import NOTES, GateScene, outputs_of
from nnsim.lab.lab_scene import lab_scenes

WISHED = (1.0, 1.0, 1.0, 0.0)
NETS = Claim(
    mark("NAND, weights −2 and −2, bias 3: weighted sum for 00, 01, 10, 11"),
    (3.0, 1.0, 1.0, -1.0),
    absolute(0),
    NOTES,
    0,
)


@lab_scenes.register
class NandGate(GateScene):
    """Off only when both inputs are on."""

    key = "nand_gate"
    title = mark("NAND")
    summary = mark(
        "Weights −2 and −2, bias 3, as in the notes: only two inputs that are on hold it back. Every other gate can be"
        " built from it. Press an input to flip it."
    )
    source = NOTES
    order = 20
    kind = "nand"
    wished = WISHED
    claims = (NETS, outputs_of(mark("NAND: output for 00, 01, 10, 11"), WISHED))
