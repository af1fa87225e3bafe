"""A multilayer perceptron: the notes' 6-4-3-1."""

from __future__ import annotations

from nnsim.base.text import mark, tr
from nnsim.lab.circuit_board import CircuitBoard
from nnsim.lab.circuit_scene import NOTES, CircuitScene
from nnsim.lab.claim import Claim, Finding, absolute
from nnsim.lab.lab_scene import lab_scenes
from nnsim.lab.layered import at_least, layered, on_count
from nnsim.lab.neuron_board import all_bits
from nnsim.lab.running import begin

FIRING = (0, 1, 4)
INPUTS = ("x1", "x2", "x3", "x4", "x5", "x6")
PARAMETERS = Claim(mark("6-4-3-1: numbers that can be learned"), (47.0,), absolute(0), NOTES, 0)


@lab_scenes.register
class MultilayerPerceptron(CircuitScene):
    """Six inputs, three layers, 47 parameters."""

    key = "multilayer_perceptron"
    title = mark("Multilayer: 6-4-3-1")
    summary = mark(
        "Every neuron of a layer reads every one of the layer before: 28 + 15 + 4 = 47 weights and biases. These fire"
        " when none, one or four of six inputs are on."
    )
    source = NOTES
    order = 150
    words = mark("6-4-3-1: output for 000000 to 111111")

    def board(self) -> CircuitBoard:
        cases = [
            ("0", [-1.0, 0.0, 0.0, 0.0], 0.5),
            ("1", [1.0, -1.0, 0.0, 0.0], -0.5),
            ("4", [0.0, 0.0, 1.0, -1.0], -0.5),
        ]
        last = [(tr("fires"), [1.0, 1.0, 1.0], -0.5)]
        gates = layered(INPUTS, at_least(6, 1, 2, 4, 5), cases, last)
        wished = tuple((on_count(row, FIRING),) for row in all_bits(6))
        return CircuitBoard(INPUTS, gates, (tr("fires"),), (1.0, 0.0, 1.0, 1.0, 0.0, 1.0), wished=wished)

    def judged(self) -> tuple[Finding, ...]:
        network = begin(self.board().project()).network
        return (*super().judged(), Finding(PARAMETERS, (float(network.parameters.size),)))
