"""What the scenes of circuits have in common."""

from __future__ import annotations

from typing import ClassVar

from nnsim.base.text import mark
from nnsim.lab.circuit_board import CircuitBoard
from nnsim.lab.claim import Claim, Finding, absolute
from nnsim.lab.lab_scene import LabScene

NOTES = mark("The notes, section 1")


class CircuitScene(LabScene):
    """Gates that compute a truth table; ``words`` says so of all its outputs."""

    lays = CircuitBoard
    words: ClassVar[str]

    def board(self) -> CircuitBoard:
        raise NotImplementedError

    def judged(self) -> tuple[Finding, ...]:
        board = self.board()
        asked = tuple(float(value) for row in board.wished for value in row)
        claim = Claim(self.words, asked, absolute(0), self.source, 0)
        return (Finding(claim, tuple(map(float, board.table.ravel()))),)
