"""Two bits and a carry are added."""

from __future__ import annotations

from nnsim.base.text import mark, tr
from nnsim.lab.circuit_board import CircuitBoard
from nnsim.lab.circuit_scene import CircuitScene
from nnsim.lab.gates import gate
from nnsim.lab.lab_scene import lab_scenes


@lab_scenes.register
class FullAdder(CircuitScene):
    """Nine NAND gates that add three bits."""

    key = "full_adder"
    title = mark("Full adder")
    summary = mark(
        "Nine NAND gates add two bits and what was carried over: a chain of these adds numbers of any length. Switch the"
        " inputs, and follow the signal."
    )
    source = "Nielsen, ch. 1"
    order = 130
    words = mark("Full adder: sum and carry for 000 to 111")

    def board(self) -> CircuitBoard:
        total, carry, before = tr("sum"), tr("carry"), tr("carry in")
        gates = (
            gate("nand", "n1", "A", "B", at=(1, -0.6)),
            gate("nand", "n2", "A", "n1", at=(2, -1.2)),
            gate("nand", "n3", "n1", "B", at=(2, -0.1)),
            gate("nand", "n4", "n2", "n3", at=(3, -0.65)),
            gate("nand", "n5", "n4", before, at=(4, 0.0)),
            gate("nand", "n6", "n4", "n5", at=(5, -0.9)),
            gate("nand", "n7", "n5", before, at=(5, 0.25)),
            gate("nand", total, "n6", "n7", at=(6, -0.4)),
            gate("nand", carry, "n1", "n5", at=(6, 1.1)),
        )
        totals = [a + b + c for a in (0, 1) for b in (0, 1) for c in (0, 1)]
        wished = tuple((float(n % 2), float(n // 2)) for n in totals)
        return CircuitBoard(("A", "B", before), gates, (total, carry), (1.0, 0.0, 1.0), wished=wished)
