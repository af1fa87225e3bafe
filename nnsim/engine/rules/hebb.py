"""Hebb's rule."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from nnsim.base.settings import choice, real
from nnsim.base.text import mark, tr
from nnsim.engine.rule import LoneDense, Rule, lone_dense, rules
from nnsim.engine.stage import Output, Stage
from nnsim.engine.step_plan import StepPlan


@rules.register
@dataclass(frozen=True)
class HebbRule(Rule):
    """Δw = η·(y·x − λ·w), the mean over the batch: what is active together grows together.

    y is the output of the unit, or the target where a teacher holds the unit at it. Nothing but
    the decay λ limits the weights. A bias is a weight from a constant 1. The loss is only shown.
    """

    key = "hebb"
    title = mark("Hebb rule")
    summary = mark(
        "Strengthens every connection whose two ends are active together. Without decay weights grow for ever."
    )
    formula = "Δw = η·(y·x − λ·w)"
    source = "Hebb 1949"
    uses_optimizer = False
    minimises_loss = False
    order = 30

    activity: str = choice(
        "output",
        ("output", mark("output of the unit")),
        ("target", mark("target")),
        label=mark("Activity y"),
        help=mark("With targets a teacher says what the unit does while it learns"),
    )
    decay: float = real(0.0, low=0.0, high=1e3, label=mark("Decay λ"))

    def problems(
        self, stages: Sequence[Stage], outputs: Sequence[Output]
    ) -> Iterator[tuple[str | None, str]]:
        unit = lone_dense(stages, outputs)
        if unit is None:
            yield None, tr("The Hebb rule trains one Dense layer. Choose Back-propagation for more.")
            return
        activation = unit.layer.activation_function()
        if activation is not None and activation.key == outputs[0].loss.applies:
            # The engine would leave the activation to the loss, and y would be a weighted sum.
            yield (
                unit.id,
                tr(
                    "The Hebb rule needs the output of this layer itself. Set the loss to Mean squared error."
                ),
            )

    def plan(self, step: StepPlan) -> None:
        program, calls = step.program, step.calls
        step.forward()
        step.losses()
        unit = LoneDense.of(program)
        active = unit.output if self.activity == "output" else program.targets[0].T
        share = calls.buffer(*unit.output.shape)
        calls(np.multiply, active, calls.constant(-1 / program.batch), share)
        calls(unit.source.dot, share.T, unit.gradient)
        if self.decay > 0:
            decayed = calls.buffer(*unit.weights.shape)
            calls(np.multiply, unit.weights, calls.constant(self.decay), decayed)
            calls(np.add, unit.gradient, decayed, unit.gradient)
        calls(np.multiply, unit.gradient, step.rate, unit.step)
        step.update()
