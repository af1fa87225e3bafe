"""Four points that no line tells apart."""

from __future__ import annotations

from nnsim.base.text import mark
from nnsim.lab.claim import Claim, Finding, absolute
from nnsim.lab.lab_scene import LabScene, lab_scenes
from nnsim.lab.learning_board import LearningBoard
from nnsim.lab.separability import count_separable, fewest_wrong

BEST = Claim(
    mark("XOR: rows of four that the best single threshold gets right"),
    (3.0,),
    absolute(0),
    "Minsky & Papert 1969",
    0,
)
COUNTS = Claim(
    mark("Boolean functions of 1, 2, 3, 4 inputs that a single threshold computes"),
    (4.0, 14.0, 104.0, 1882.0),
    absolute(0),
    "Muroga 1971",
    0,
)


@lab_scenes.register
class XorPoints(LabScene):
    """XOR, the smallest table that one neuron cannot learn."""

    key = "xor_points"
    title = mark("XOR: no line")
    summary = mark(
        "Of the 16 functions of two bits a single neuron computes 14: XOR and its opposite are the two others. The rule"
        " goes round and round; a hidden layer is the way out."
    )
    source = "Minsky & Papert 1969"
    order = 240
    lays = LearningBoard

    def board(self) -> LearningBoard:
        return LearningBoard(((0.0, 0.0), (0.0, 1.0), (1.0, 0.0), (1.0, 1.0)), (0, 1, 1, 0))

    def judged(self) -> tuple[Finding, ...]:
        board = self.board()
        right = float(len(board.points) - fewest_wrong(board.places, board.targets))
        counts = tuple(float(count_separable(bits)) for bits in (1, 2, 3, 4))
        return Finding(BEST, (right,)), Finding(COUNTS, counts)
