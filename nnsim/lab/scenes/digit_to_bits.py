"""Ten outputs, one for each digit, become the four bits of the digit."""

from __future__ import annotations

import numpy as np

from nnsim.base.text import mark, tr
from nnsim.engine.activations.sigmoid import Sigmoid
from nnsim.lab.circuit_board import CircuitBoard
from nnsim.lab.circuit_scene import NOTES
from nnsim.lab.claim import AT_MOST, Claim, Finding, absolute, relative
from nnsim.lab.lab_scene import LabScene, lab_scenes
from nnsim.lab.layered import layered

OFF, ON, WEIGHT = 0.01, 0.99, 10.0
BITS = (8, 4, 2, 1)
DIGITS = tuple(str(digit) for digit in range(10))
RIGHT = Claim(mark("Digits of ten whose four bits are right"), (10.0,), absolute(0), NOTES, 0)
ERROR = Claim(mark("Mean distance of a bit from 0 or 1"), (1e-4,), AT_MOST, NOTES, 0)

WORST = Claim(mark("Greatest distance of a bit from 0 or 1"), (1.0103e-4,), relative(0.001), "", 0, own=True)


@lab_scenes.register
class DigitToBits(LabScene):
    """The last layer of 784-hidden-10-4."""

    key = "digit_to_bits"
    title = mark("Digit to four bits")
    summary = mark(
        "A network that reads digits has ten outputs, 0.99 for the digit it sees and 0.01 for the others. One more layer"
        " with weights of ±10 and no bias writes it in binary. Press a digit."
    )
    source = NOTES
    order = 160
    lays = CircuitBoard

    def board(self) -> CircuitBoard:
        units = [
            (tr("bit {n}").format(n=bit), [WEIGHT if digit & bit else -WEIGHT for digit in range(10)], 0.0)
            for bit in BITS
        ]
        rows = tuple(tuple(ON if i == digit else OFF for i in range(10)) for digit in range(10))
        return CircuitBoard(
            DIGITS,
            layered(DIGITS, units),
            tuple(name for name, _, _ in units),
            rows[5],
            rows,
            tuple(tuple(float(bool(digit & bit)) for bit in BITS) for digit in range(10)),
            DIGITS,
            Sigmoid(),
            (OFF, ON),
            one_hot=True,
        )

    def judged(self) -> tuple[Finding, ...]:
        board = self.board()
        distance = np.abs(board.table - np.array(board.wished))
        right = float(len(board.rows) - len(board.wrong_rows()))
        return (
            Finding(RIGHT, (right,)),
            Finding(ERROR, (float(distance.mean()),)),
            Finding(WORST, (float(distance.max()),)),
        )
