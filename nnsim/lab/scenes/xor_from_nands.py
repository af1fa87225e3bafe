"""What no single neuron can: one or the other, but not both."""

from __future__ import annotations

from nnsim.base.text import mark
from nnsim.lab.circuit_board import CircuitBoard
from nnsim.lab.circuit_scene import NOTES, CircuitScene
from nnsim.lab.gates import gate
from nnsim.lab.lab_scene import lab_scenes


@lab_scenes.register
class XorFromNands(CircuitScene):
    """Four NAND gates that make XOR."""

    key = "xor_from_nands"
    title = mark("XOR from NANDs")
    summary = mark(
        "No single neuron computes XOR, four NAND gates wired together do. Press an input: signals run along the wires,"
        " and the row of the truth table lights up."
    )
    source = NOTES
    order = 110
    words = mark("XOR from four NANDs: output for 00, 01, 10, 11")

    def board(self) -> CircuitBoard:
        gates = (
            gate("nand", "NAND 1", "A", "B", at=(1, 0)),
            gate("nand", "NAND 2", "A", "NAND 1", at=(2, -0.9)),
            gate("nand", "NAND 3", "NAND 1", "B", at=(2, 0.9)),
            gate("nand", "XOR", "NAND 2", "NAND 3", at=(3, 0)),
        )
        wished = ((0.0,), (1.0,), (1.0,), (0.0,))
        return CircuitBoard(("A", "B"), gates, ("XOR",), (0.0, 1.0), wished=wished)
