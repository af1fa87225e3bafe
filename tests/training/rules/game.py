"""Two players, two groups, two optimizers: x lowers x·y, y raises it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from nnsim.base.text import mark, tr
from nnsim.engine.group import Group
from nnsim.engine.optimizer import Optimizer
from nnsim.engine.optimizers.sgd import SGD
from nnsim.engine.rule import Rule
from nnsim.engine.scalar import Scalar
from nnsim.engine.stage import Output, Stage
from nnsim.engine.step_plan import StepPlan

LOSS_X = Scalar("loss_x", mark("Loss of x"))
LOSS_Y = Scalar("loss_y", mark("Loss of y"))


@dataclass(frozen=True)
class Game(Rule):
    """min over x, max over y of x·y, both stepping at once (Goodfellow 2016 has it circle outwards).

    The numbers are the single weights of two layers. y has the optimizer of the training, x plain SGD.
    """

    key = "game"
    title = mark("Game of two")
    summary = mark("One number lowers x·y, the other raises it.")
    formula = "x ← x − η·y,  y ← y + η·x"
    source = "Goodfellow 2016"
    needs_loss = False
    minimises_loss = False
    judged_by = LOSS_X.key

    def problems(
        self, stages: Sequence[Stage], outputs: Sequence[Output]
    ) -> Iterator[tuple[str | None, str]]:
        sizes = [[p.shape for p in s.layer.parameters(s.inputs)] for s in stages[1:]]
        if sizes != [[(1, 1)], [(1, 1)]]:
            yield None, tr("A game of two is played by two layers with one weight each.")

    def scalars(self, stages: Sequence[Stage], outputs: Sequence[Output]) -> Sequence[Scalar]:
        return LOSS_X, LOSS_Y

    def groups(self, stages: Sequence[Stage], optimizer: Optimizer) -> Sequence[Group]:
        ids = tuple(s.id for s in stages[1:])
        return Group("x", ids[:1], SGD()), Group("y", ids[1:], optimizer)

    def plan(self, step: StepPlan) -> None:
        (x, y), (gx, gy) = step.parameters.vector.reshape(2, 1), step.parameters.gradient.reshape(2, 1)
        step.calls(np.copyto, gx, y)
        step.calls(np.negative, x, gy)
        step.calls(np.multiply, x, y, step.scalars["loss_x"].reshape(1))
        step.calls(np.negative, step.scalars["loss_x"], step.scalars["loss_y"])
        step.update("x")
        step.update("y")
