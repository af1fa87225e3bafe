"""Widrow and Hoff's delta rule."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from nnsim.base.text import mark, tr
from nnsim.engine.rule import LoneDense, Rule, lone_dense, rules
from nnsim.engine.stage import Output, Stage
from nnsim.engine.step_plan import StepPlan


@rules.register
@dataclass(frozen=True)
class DeltaRule(Rule):
    """w ← w + η·(t − z)·x with the weighted sum z = w·x + b, whatever is made of z afterwards.

    Least mean squares: the error is that of the sum before the threshold, so that examples that
    are right already go on teaching, and the rule settles on data that no line separates. Where
    the unit ends with a step or sign, the sum is to be −1 or 1; where it is linear, it is to be
    the target itself. With a batch of one this is the rule of 1960; with more it is the mean of
    the corrections.
    """

    key = "adaline"
    title = mark("Delta rule (Adaline)")
    summary = mark(
        "Corrects by the error of the weighted sum before the threshold, and so finds the least squared error."
    )
    formula = "w ← w + η·(t − w·x)·x"
    source = "Widrow & Hoff 1960"
    uses_optimizer = False
    order = 20

    def problems(
        self, stages: Sequence[Stage], outputs: Sequence[Output]
    ) -> Iterator[tuple[str | None, str]]:
        unit = lone_dense(stages, outputs)
        if unit is None:
            yield None, tr("The delta rule trains one Dense layer. Choose Back-propagation for more.")
            return
        activation = unit.layer.activation_function()
        if activation is None or activation.key not in ("identity", "step", "sign"):
            yield (
                unit.id,
                tr(
                    "The delta rule looks at the weighted sum. Set the activation of this layer to Identity or"
                    " Step function."
                ),
            )
        elif outputs[0].loss.key != "mse":
            yield (
                unit.id,
                tr("The delta rule makes the squared error small. Set the loss to Mean squared error."),
            )

    def plan(self, step: StepPlan) -> None:
        program, calls = step.program, step.calls
        step.forward()
        step.losses()
        unit = LoneDense.of(program)
        layer = next(s.layer for s in program.stages if s.id == program.outputs[0].stage)
        activation = layer.activation_function()
        error, wanted = calls.buffer(*unit.output.shape), program.targets[0].T
        if activation is not None and not activation.is_identity:
            calls(unit.weights.T.dot, unit.source, error)
            two_sided = calls.buffer(*unit.output.shape)
            calls(np.greater, wanted, calls.constant(program.outputs[0].loss.threshold()), two_sided)
            calls(np.multiply, two_sided, calls.constant(2), two_sided)
            calls(np.subtract, two_sided, calls.constant(1), two_sided)
            calls(np.subtract, error, two_sided, error)
        else:
            calls(np.subtract, unit.output, wanted, error)
        calls(np.multiply, error, calls.constant(1 / program.batch), error)
        calls(unit.source.dot, error.T, unit.gradient)
        calls(np.multiply, unit.gradient, step.rate, unit.step)
        step.update()
