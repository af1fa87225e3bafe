"""The ridge read-out: the last layer is solved, all others stay as they are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from nnsim.base.errors import NnsimError
from nnsim.base.settings import real
from nnsim.base.text import mark, tr
from nnsim.engine.group import Group
from nnsim.engine.optimizer import Optimizer
from nnsim.engine.parameters import Parameters
from nnsim.engine.ridge import ridge
from nnsim.engine.rule import Rule, rules
from nnsim.engine.stage import Output, Stage
from nnsim.engine.step_plan import StepPlan

_GROUP = "readout"
_MOST = 8000
"""Equations that are solved at once: their matrix has 0.5 GB, and takes a minute."""


@rules.register
@dataclass(frozen=True)
class RidgeReadout(Rule):
    """W = (X·Xᵀ + λ·I)⁻¹·X·Tᵀ: the last Dense layer, solved from what the layers before it give of all examples.

    X (numbers, examples) and T (units, examples) are taken without their means, which the bias makes up for: it is
    not penalised. Classes are told by 1 and 0. One step does it; a second finds the same. The step is from the
    weights there were to the solution, whatever the learning rate. Everything before the last layer stays as it was
    drawn, frozen or not. `nnsim.engine.ridge` solves it, and takes the shortest of several solutions.
    """

    key = "ridge_readout"
    title = mark("Ridge read-out")
    summary = mark(
        "The last Dense layer is worked out in one step, so that its squared error is least; all others stay."
    )
    formula = "W = (X·Xᵀ + λ·I)⁻¹·X·Tᵀ"
    source = "Hoerl & Kennard 1970"
    uses_optimizer = False
    whole_data = True
    goes_back = False
    why_no_gradient = mark(
        "The ridge read-out follows no gradient: it solves for the weights of the last layer in one step."
    )
    order = 60

    penalty: float = real(
        1e-3,
        low=0.0,
        high=1e9,
        usual=(1e-8, 1e3),
        log=True,
        label=mark("Ridge λ"),
        help=mark(
            "How much large weights cost. More makes what it says smoother, and fits the examples less"
        ),
    )

    def problems(
        self, stages: Sequence[Stage], outputs: Sequence[Output]
    ) -> Iterator[tuple[str | None, str]]:
        last = _readout(stages, outputs)
        if last is None:
            yield (
                outputs[0].stage if outputs else None,
                tr(
                    "The ridge read-out solves one Dense layer at the end of the network. End it with one, or choose"
                    " Back-propagation."
                ),
            )
            return
        activation = last.layer.activation_function()
        if activation is not None and not activation.is_identity:
            yield (
                last.id,
                tr("The ridge read-out needs linear units. Set the activation of this layer to Identity."),
            )
        elif outputs[0].loss.key != "mse":
            yield (
                last.id,
                tr("The ridge read-out makes squared errors least. Set the loss to Mean squared error."),
            )
        if last.layer.rate_factor == 0:
            yield (
                last.id,
                tr("The ridge read-out learns nothing but this layer, and it is frozen. Let it learn."),
            )

    def groups(self, stages: Sequence[Stage], optimizer: Optimizer) -> Sequence[Group]:
        """Return the last layer alone."""
        return (Group(_GROUP, tuple(stage.id for stage in _ends(stages) if stage.layer.fully_connected)),)

    def plan(self, step: StepPlan) -> None:
        program, parameters = step.program, step.parameters
        id_ = program.outputs[0].stage
        stage = next(s for s in program.stages if s.id == id_)
        before, output = program.values[stage.sources[0]], program.values[id_].flat
        weights, moved = (
            parameters.layer_window(vector, id_).reshape(-1, len(output))
            for vector in (parameters.vector, parameters.step)
        )
        constant = len(weights) > len(before.flat)
        _refuse_too_many(min(len(before.flat), program.batch))
        step.forward()
        step.calls(step_to_ridge, before.flat, program.targets[0], weights, self.penalty, constant, moved)
        step.update(_GROUP)
        # The loss that is shown is that of the weights it has found.
        step.calls(weights.T.dot, before.extended if constant else before.flat, output)
        step.losses()

    def done(self, parameters: Parameters, epoch: int) -> str:
        return tr("The read-out is solved: no other fits these examples better at this ridge.")


def _refuse_too_many(equations: int) -> None:
    if equations > _MOST:
        raise NnsimError(
            tr(
                "The ridge read-out would have to solve {n} equations at once; the most is {most}. Use fewer units before"
                " the last layer, or fewer examples."
            ).format(n=f"{equations:,}", most=f"{_MOST:,}")
        )


def _ends(stages: Sequence[Stage]) -> list[Stage]:
    """Return the stages that lead to no other."""
    read = {source for stage in stages for source in stage.sources}
    return [stage for stage in stages if stage.id not in read]


def _readout(stages: Sequence[Stage], outputs: Sequence[Output]) -> Stage | None:
    """Return the Dense layer that all ends in, and that the one output is read from; else None."""
    ends = _ends(stages)
    if [stage.id for stage in ends] != [output.stage for output in outputs]:
        return None
    return ends[0] if len(ends) == 1 and ends[0].layer.fully_connected else None


def step_to_ridge(
    features: np.ndarray,
    targets: np.ndarray,
    weights: np.ndarray,
    penalty: float,
    constant: bool,
    step: np.ndarray,
) -> None:
    """Fill `step`, (numbers + constant, units), with the weights less those that ridge regression finds.

    `features` is (numbers, examples), `targets` (examples, units); see `nnsim.engine.ridge.ridge`.
    """
    np.subtract(weights, ridge(features, targets, penalty, constant), step)
