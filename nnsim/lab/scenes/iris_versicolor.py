"""A species that no line tells from the rest: the rule never rests, and the pocket keeps its best."""

from __future__ import annotations

from nnsim.base.text import mark
from nnsim.lab.claim import AT_LEAST, Claim, Finding, absolute
from nnsim.lab.lab_scene import LabScene, lab_scenes
from nnsim.lab.learning_board import LearningBoard, PerceptronWalk
from nnsim.lab.learning_scene import of_iris

EPOCHS = 10
NEVER = Claim(
    mark("Versicolor against the rest: a line tells them apart (0: none does)"),
    (0.0,),
    absolute(0),
    "Fisher 1936",
    0,
)
RESTLESS = Claim(mark("Versicolor: wrong after ten epochs, at least one"), (1.0,), AT_LEAST, "Fisher 1936", 0)


@lab_scenes.register
class IrisVersicolor(LabScene):
    """Versicolor against the rest."""

    key = "iris_versicolor"
    title = mark("Iris: versicolor")
    summary = mark(
        "Versicolor lies between the two others: no line tells it from the rest, so that the rule goes on correcting for"
        " ever. The pocket keeps the best line so far, and a hidden layer is the way out."
    )
    source = "Fisher 1936; Gallant 1990"
    order = 230
    lays = LearningBoard

    def board(self) -> LearningBoard:
        return of_iris("versicolor")

    def judged(self) -> tuple[Finding, ...]:
        board = self.board()
        late = PerceptronWalk(board)[EPOCHS * len(board.points)]
        return Finding(NEVER, (float(board.is_separable),)), Finding(RESTLESS, (float(late.wrong),))
