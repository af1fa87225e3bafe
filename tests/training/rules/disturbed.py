"""A rule of two phases: the network as it is, and the network disturbed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nnsim.base.settings import real
from nnsim.base.text import mark
from nnsim.engine.program import Program
from nnsim.engine.rule import Rule
from nnsim.engine.scalar import LOSS, Scalar
from nnsim.engine.stage import Output, Stage
from nnsim.engine.step_plan import StepPlan

CHANGE = Scalar("change", mark("Change by the disturbance"), "ΔL")


@dataclass(frozen=True)
class Disturbed(Rule):
    """g = (L(P + σδ) − L(P))/σ·δ with δ normal: no way back at all, and on average the gradient."""

    key = "disturbed"
    title = mark("Weight perturbation")
    summary = mark("Tries a random change of all weights, and goes its way or the opposite one.")
    formula = "g = (L(w + σδ) − L(w))/σ·δ"
    source = "Jabri & Flower 1992"

    size: float = real(1e-3, low=1e-6, high=1.0, label=mark("Size σ"))

    def scalars(self, stages: Sequence[Stage], outputs: Sequence[Output]) -> Sequence[Scalar]:
        return LOSS, CHANGE

    def plan(self, step: StepPlan) -> None:
        program, calls = step.program, step.calls
        kept, direction = np.zeros_like(program.parameters.vector), np.zeros(program.parameters.size)
        totals = np.zeros_like(program.loss_totals)
        calls(self._disturb, program, kept, direction)
        step.forward()
        step.losses()
        calls(np.copyto, totals, program.loss_totals)
        calls(np.copyto, program.parameters.vector, kept)
        step.forward()
        step.losses()
        calls(self._compare, program, totals, direction, step.scalars[CHANGE.key])
        step.update()

    def _disturb(self, program: Program, kept: np.ndarray, direction: np.ndarray) -> None:
        np.copyto(kept, program.parameters.vector)
        program.random.standard_normal(out=direction)
        program.parameters.vector += self.size * direction

    def _compare(
        self, program: Program, totals: np.ndarray, direction: np.ndarray, change: np.ndarray
    ) -> None:
        change[...] = np.dot(totals - program.loss_totals, program.factors)
        np.multiply(direction, change / self.size, program.parameters.gradient)
