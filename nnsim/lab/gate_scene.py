"""What the scenes of one gate have in common."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from nnsim.base.text import mark, tr
from nnsim.lab.claim import Claim, Finding, absolute
from nnsim.lab.gates import KINDS
from nnsim.lab.lab_scene import LabScene
from nnsim.lab.neuron import Neuron
from nnsim.lab.neuron_board import NeuronBoard, all_bits

NOTES = mark("The notes, section 1")


class GateScene(LabScene):
    """One neuron that is a gate, with its whole truth table.

    Attributes
    ----------
    kind
        Which gate of `nnsim.lab.gates`.
    wished
        What should come out, row by row in counting order.
    claims
        What is claimed of the sums (first, if there are two) and of the outputs.
    """

    lays = NeuronBoard
    kind: ClassVar[str]
    wished: ClassVar[tuple[float, ...]]
    claims: ClassVar[tuple[Claim, ...]]

    def board(self) -> NeuronBoard:
        _, weights, bias = KINDS[self.kind]
        rows = all_bits(len(weights))
        neuron = Neuron(rows[-1], weights, bias)
        return NeuronBoard(neuron, rows, self.wished, (tr("off"), tr("on")), bits=True)

    def judged(self) -> tuple[Finding, ...]:
        board = self.board()
        measured = board.neuron.answers(np.array(board.rows))
        pairs = zip(self.claims, measured[-len(self.claims) :], strict=True)
        return tuple(Finding(claim, tuple(map(float, found))) for claim, found in pairs)


def outputs_of(words: str, wished: tuple[float, ...], source: str = NOTES) -> Claim:
    """Return the claim that just these outputs come out."""
    return Claim(words, wished, absolute(0), source, 0)
