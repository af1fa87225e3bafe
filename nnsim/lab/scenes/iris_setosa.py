"""One species of iris stands clear of the rest."""

from __future__ import annotations

from nnsim.base.text import mark
from nnsim.lab.claim import AT_MOST, Claim, Finding
from nnsim.lab.lab_scene import LabScene, lab_scenes
from nnsim.lab.learning_board import LearningBoard, PerceptronWalk
from nnsim.lab.learning_scene import of_iris, within_bound

EPOCHS = Claim(
    mark("Setosa against the rest: epochs until no example is wrong"), (10.0,), AT_MOST, "Fisher 1936", 0
)


@lab_scenes.register
class IrisSetosa(LabScene):
    """Setosa against the rest."""

    key = "iris_setosa"
    title = mark("Iris: setosa")
    summary = mark(
        "150 real flowers by length and width of their petals: setosa stands clear of the rest, and the rule is done after"
        " a handful of corrections, far below its bound."
    )
    source = "Fisher 1936"
    order = 220
    lays = LearningBoard

    def board(self) -> LearningBoard:
        return of_iris("setosa")

    def judged(self) -> tuple[Finding, ...]:
        board = self.board()
        steps = list(PerceptronWalk(board))[-1].step
        epochs = float(-(-steps // len(board.points)))
        return Finding(EPOCHS, (epochs,)), within_bound(board, mark("Setosa: mistakes against (R/γ)²"))
