"""Back-propagation that tells two numbers of its own: one of every step, one counted over the run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nnsim.base.text import mark, nmark
from nnsim.engine.rule import Rule
from nnsim.engine.scalar import LOSS, Scalar
from nnsim.engine.stage import Output, Stage
from nnsim.engine.step_plan import StepPlan

TILT = Scalar("tilt", mark("Tilt"), "τ", "°")
"""Twice the number of the step."""
SEEN = Scalar("seen", mark("Seen"), total=True, counted=nmark("{n} example seen", "{n} examples seen"))
"""Examples that steps were made of, so far."""


@dataclass(frozen=True)
class Telling(Rule):
    """Steps against the gradient, and tells how many examples it has seen."""

    key = "telling"
    title = mark("Telling")
    summary = mark("Tells numbers of its own.")
    formula = "∂L/∂w by the chain rule"
    source = "nowhere"
    judged_by = "tilt"

    def scalars(self, stages: Sequence[Stage], outputs: Sequence[Output]) -> tuple[Scalar, ...]:
        return LOSS, TILT, SEEN

    def plan(self, step: StepPlan) -> None:
        step.forward()
        step.losses()
        step.backward()
        step.update()
        step.calls(np.add, step.scalars["tilt"], 2.0, step.scalars["tilt"])
        step.calls(np.add, step.scalars["seen"], step.program.batch, step.scalars["seen"])
