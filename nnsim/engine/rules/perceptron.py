"""Rosenblatt's perceptron rule."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from nnsim.base.text import mark, nmark, tr
from nnsim.engine.rule import LoneDense, Rule, lone_dense, rules
from nnsim.engine.scalar import Scalar
from nnsim.engine.stage import Output, Stage
from nnsim.engine.step_plan import StepPlan

MISTAKES = Scalar("mistakes", mark("Mistakes"), counted=nmark("{n} mistake", "{n} mistakes"), total=True)
"""Examples that had to be corrected so far."""


@rules.register
@dataclass(frozen=True)
class PerceptronRule(Rule):
    """w ← w + η·(t − y)·x for every example; examples that are right already change nothing.

    With a batch of one this is Rosenblatt's rule; with more the corrections of a batch are summed.
    """

    key = "perceptron"
    title = mark("Perceptron rule")
    summary = mark(
        "Corrects the weights only on a mistake. On separable data it makes at most (R/γ)² of them."
    )
    formula = "w ← w + η·(t − y)·x"
    source = "Rosenblatt 1957; Novikoff 1962"
    uses_optimizer = False
    only_corrects = True
    order = 10

    def problems(
        self, stages: Sequence[Stage], outputs: Sequence[Output]
    ) -> Iterator[tuple[str | None, str]]:
        unit = lone_dense(stages, outputs)
        if unit is None:
            yield (
                None,
                tr(
                    "The perceptron rule trains one Dense layer with a step. Choose Back-propagation for more."
                ),
            )
            return
        activation = unit.layer.activation_function()
        if activation is None or activation.key != "step":
            yield (
                unit.id,
                tr("The perceptron rule needs a step. Set the activation of this layer to Step function."),
            )
        elif outputs[0].loss.key != "mse":
            yield (
                unit.id,
                tr(
                    "The perceptron rule counts outputs that are 1 instead of 0. Set the loss to Mean squared error."
                ),
            )

    def scalars(self, stages: Sequence[Stage], outputs: Sequence[Output]) -> tuple[Scalar, ...]:
        return (*super().scalars(stages, outputs), MISTAKES)

    def plan(self, step: StepPlan) -> None:
        program, calls = step.program, step.calls
        step.forward()
        step.losses()
        unit = LoneDense.of(program)
        mistake = calls.buffer(*unit.output.shape)
        calls(np.subtract, unit.output, program.targets[0].T, mistake)
        calls(unit.source.dot, mistake.T, unit.gradient)
        calls(np.multiply, unit.gradient, step.rate, unit.step)
        calls(count_mistakes, mistake, step.scalars[MISTAKES.key])
        step.update()


def count_mistakes(mistake: np.ndarray, total: np.ndarray) -> None:
    """Add to `total`, () float64, how many of `mistake`, (1, batch) or any other shape, are not 0."""
    total[...] += np.count_nonzero(mistake)
