"""Pegasos: a linear support vector machine, learned from a few examples at a time."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from nnsim.base.settings import real
from nnsim.base.text import mark, tr
from nnsim.engine.calls import Calls
from nnsim.engine.group import Group
from nnsim.engine.layer import StateSpec
from nnsim.engine.optimizer import Optimizer
from nnsim.engine.rule import LoneDense, Rule, lone_dense, rules
from nnsim.engine.scalar import Scalar
from nnsim.engine.stage import Output, Stage
from nnsim.engine.step_plan import StepPlan

OBJECTIVE = Scalar("objective", mark("Objective"))
"""λ/2·‖w‖² and the mean hinge loss of the batch."""


@rules.register
@dataclass(frozen=True)
class Pegasos(Rule):
    """w ← (1 − 1/t)·w + (1/λt)·mean of y·x over the examples of the batch inside the margin, y·f(x) < 1.

    Then w is shortened to 1/√λ where it is longer: the solution never is, and the first steps are long. It is step t of
    the subgradient of λ/2·‖w‖² + mean hinge, with the rate 1/λt whatever learning rate is set. A bias is a weight from a
    constant 1 and is penalised like the others. λ = 1/(C·n) for n examples and the C of other programs.
    """

    key = "pegasos"
    title = mark("Pegasos")
    summary = mark(
        "Trains a linear support vector machine: what is inside the margin pushes the line, and the weights shrink."
    )
    formula = "w ← (1 − 1/t)·w + (1/λt)·y·x where y·f(x) < 1"
    source = "Shalev-Shwartz, Singer & Srebro 2007"
    uses_optimizer = False
    goes_back = False
    minimises_loss = False
    judged_by = OBJECTIVE.key
    why_no_gradient = mark(
        "Pegasos works out its own steps, of a length of its own, and fills no gradient. Look at its objective instead."
    )
    order = 70

    penalty: float = real(
        0.025,
        low=1e-6,
        high=1e3,
        log=True,
        usual=(1e-4, 1.0),
        label=mark("Penalty λ"),
        help=mark("How much long weights cost. More makes the margin wider"),
    )

    def problems(
        self, stages: Sequence[Stage], outputs: Sequence[Output]
    ) -> Iterator[tuple[str | None, str]]:
        unit = lone_dense(stages, outputs)
        if unit is None or unit.shape != (1,):
            yield None, tr("Pegasos trains one Dense unit. Choose Back-propagation for more.")
            return
        activation = unit.layer.activation_function()
        if activation is not None and not activation.is_identity:
            yield (
                unit.id,
                tr("A support vector machine adds up. Set the activation of this layer to Identity."),
            )
        elif outputs[0].loss.key != "hinge":
            yield (
                unit.id,
                tr("A support vector machine makes the hinge loss small. Set the loss to Hinge."),
            )

    def states(self, stages: Sequence[Stage]) -> Sequence[tuple[str, StateSpec]]:
        units = [s for s in stages if s.layer.fully_connected]
        return [(s.id, StateSpec("steps", (1,), axes=("steps",))) for s in units[:1]]

    def scalars(self, stages: Sequence[Stage], outputs: Sequence[Output]) -> tuple[Scalar, ...]:
        return (*super().scalars(stages, outputs), OBJECTIVE)

    def groups(self, stages: Sequence[Stage], optimizer: Optimizer) -> Sequence[Group]:
        return (Group(),)

    def plan(self, step: StepPlan) -> None:
        program, calls = step.program, step.calls
        step.forward()
        step.losses()
        unit = LoneDense.of(program)
        steps = step.parameters.state_of(program.outputs[0].stage)["steps"]
        t, margin, inside = (
            program.targets[0].T,
            calls.buffer(*unit.output.shape),
            calls.buffer(*unit.output.shape),
        )
        calls(np.multiply, unit.output, t, margin)
        calls(np.subtract, calls.constant(1), margin, margin)
        calls(np.maximum, margin, calls.constant(0), out=margin)
        self._emit_objective(step, unit, margin)
        calls(np.sign, margin, inside)
        calls(np.multiply, inside, t, inside)
        calls(unit.source.dot, inside.T, unit.step)
        calls(np.add, steps, calls.constant(1), steps)
        self._emit_step(calls, unit, steps, program.batch)
        step.update()

    def _emit_objective(self, step: StepPlan, unit: LoneDense, margin: np.ndarray) -> None:
        calls, objective = step.calls, step.scalars[OBJECTIVE.key]
        squares, norm, hinge = calls.buffer(*unit.weights.shape), calls.buffer(), calls.buffer()
        part = calls.buffer(dtype=np.float64)
        calls(np.multiply, unit.weights, unit.weights, squares)
        calls(np.add.reduce, squares.reshape(-1), 0, None, norm)
        calls(np.add.reduce, margin.reshape(-1), 0, None, hinge)
        calls(np.multiply, norm, np.float64(self.penalty / 2), objective)
        calls(np.multiply, hinge, np.float64(1 / step.program.batch), part)
        calls(np.add, objective, part, objective)

    def _emit_step(self, calls: Calls, unit: LoneDense, steps: np.ndarray, batch: int) -> None:
        """Emit what makes the step of the sum of y·x that lies in it: w less what w becomes."""
        found, squares = calls.buffer(*unit.weights.shape), calls.buffer(*unit.weights.shape)
        pace, rate, length = calls.buffer(1), calls.buffer(1), calls.buffer(1)
        calls(np.divide, calls.constant(1), steps, pace)
        calls(np.multiply, pace, calls.constant(1 / (self.penalty * batch)), rate)
        calls(np.multiply, unit.step, rate, found)
        calls(np.multiply, unit.weights, pace, squares)
        calls(np.subtract, found, squares, found)
        calls(np.add, unit.weights, found, found)
        calls(np.multiply, found, found, squares)
        calls(np.add.reduce, squares.reshape(-1), 0, None, length.reshape(()))
        calls(np.sqrt, length, length)
        radius = 1 / math.sqrt(self.penalty)
        calls(np.maximum, length, calls.constant(radius), out=length)
        calls(np.divide, calls.constant(radius), length, length)
        calls(np.multiply, found, length, found)
        calls(np.subtract, unit.weights, found, unit.step)
