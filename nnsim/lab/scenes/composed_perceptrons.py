"""Perceptrons that decide about decisions: the notes' 5-3-4-1."""

from __future__ import annotations

from nnsim.base.text import mark, tr
from nnsim.lab.circuit_board import CircuitBoard
from nnsim.lab.circuit_scene import NOTES, CircuitScene
from nnsim.lab.lab_scene import lab_scenes
from nnsim.lab.layered import at_least, layered, on_count
from nnsim.lab.neuron_board import all_bits

FIRING = (1, 2, 5)
INPUTS = ("x1", "x2", "x3", "x4", "x5")


@lab_scenes.register
class ComposedPerceptrons(CircuitScene):
    """Five inputs, three layers."""

    key = "composed_perceptrons"
    title = mark("Composed: 5-3-4-1")
    summary = mark(
        "The first layer counts roughly, the second says which of four cases it is, the last decides about these"
        " decisions: it fires when one, two or all five inputs are on, which no single neuron can tell."
    )
    source = NOTES
    order = 140
    words = mark("5-3-4-1: output for 00000 to 11111")

    def board(self) -> CircuitBoard:
        cases = [
            ("0", [-1.0, 0.0, 0.0], 0.5),
            ("1–2", [1.0, -1.0, 0.0], -0.5),
            ("3–4", [0.0, 1.0, -1.0], -0.5),
            (tr("all"), [0.0, 0.0, 1.0], -0.5),
        ]
        last = [(tr("fires"), [0.0, 1.0, 0.0, 1.0], -0.5)]
        gates = layered(INPUTS, at_least(5, 1, 3, 5), cases, last)
        wished = tuple((on_count(row, FIRING),) for row in all_bits(5))
        return CircuitBoard(INPUTS, gates, (tr("fires"),), (1.0, 0.0, 1.0, 0.0, 0.0), wished=wished)
