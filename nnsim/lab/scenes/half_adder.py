"""Two bits are added."""

from __future__ import annotations

from nnsim.base.text import mark, tr
from nnsim.lab.circuit_board import CircuitBoard
from nnsim.lab.circuit_scene import CircuitScene
from nnsim.lab.gates import gate
from nnsim.lab.lab_scene import lab_scenes


@lab_scenes.register
class HalfAdder(CircuitScene):
    """Five gates that add two bits."""

    key = "half_adder"
    title = mark("Half adder")
    summary = mark(
        "One gate more than XOR, and two bits are added: the sum is their XOR, the carry their AND, which is the first NAND"
        " turned round."
    )
    source = "Nielsen, ch. 1"
    order = 120
    words = mark("Half adder: sum and carry for 00, 01, 10, 11")

    def board(self) -> CircuitBoard:
        total, carry = tr("sum"), tr("carry")
        gates = (
            gate("nand", "NAND 1", "A", "B", at=(1, 0)),
            gate("nand", "NAND 2", "A", "NAND 1", at=(2, -0.9)),
            gate("nand", "NAND 3", "NAND 1", "B", at=(2, 0.9)),
            gate("nand", total, "NAND 2", "NAND 3", at=(3, 0)),
            gate("not", carry, "NAND 1", at=(2, 1.8)),
        )
        wished = ((0.0, 0.0), (1.0, 0.0), (1.0, 0.0), (0.0, 1.0))
        return CircuitBoard(("A", "B"), gates, (total, carry), (1.0, 1.0), wished=wished)
