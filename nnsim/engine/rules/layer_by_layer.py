"""A stack of RBMs trained one by one, and then all of the network by back-propagation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from nnsim.base.settings import integer, real
from nnsim.base.text import mark, tr
from nnsim.engine.contrastive import (
    RECONSTRUCTION,
    RBMArrays,
    emit_contrast,
    emit_reconstruction,
    rbm_stages,
    visible_of,
)
from nnsim.engine.group import Group
from nnsim.engine.layer import StateSpec
from nnsim.engine.optimizer import Optimizer
from nnsim.engine.rule import Rule, rules
from nnsim.engine.rules.backprop import BackPropagation
from nnsim.engine.scalar import Scalar
from nnsim.engine.stage import Output, Stage
from nnsim.engine.step_plan import StepPlan

PHASE = Scalar("phase", mark("Phase"))
"""1 while the first RBM learns, 2 while the second does, …; one more while all learn together."""


@rules.register
@dataclass(frozen=True)
class LayerByLayer(Rule):
    """Phases: each RBM layer for so many epochs, from the first on, then all layers together.

    An RBM that learns is fed what those before it answer, and follows contrastive divergence (Hinton 2002) with
    momentum, V ← μ·V + ε·(G + λ·W), P ← P − V: G is the estimate of ∂(−ln p)/∂P that stands in the gradient vector
    meanwhile, 0 for all other layers. In the last phase the gradient is that of the loss, and the
    optimizer and the learning rate of the training make the steps. What an RBM is fed is taken as it is, between 0
    and 1, and it dreams in probabilities.
    """

    key = "layer_by_layer"
    title = mark("Layer by layer, then all")
    summary = mark(
        "RBM layers learn one after the other what they are fed, without labels; then back-propagation trains all."
    )
    formula = "ΔWₗ = ε·(⟨v·hᵀ⟩ data − ⟨v·hᵀ⟩ dreamed), l = 1, 2, …; then −η·∂L/∂P"
    source = "Hinton, Osindero & Teh 2006; Hinton & Salakhutdinov 2006"
    order = 80

    epochs_each: int = integer(
        40,
        low=0,
        high=1_000_000,
        label=mark("Epochs for each RBM"),
        help=mark("At 0 there is no pre-training, and back-propagation is all"),
    )
    rate: float = real(0.1, low=0.0, high=1e3, log=False, label=mark("Rate of the RBMs ε"))
    momentum: float = real(0.9, low=0.0, high=0.9999, label=mark("Momentum of the RBMs μ"))
    decay: float = real(0.0002, low=0.0, high=1.0, label=mark("Decay of their weights λ"))
    k: int = integer(1, low=1, high=1000, usual=(1, 20), label=mark("Gibbs steps k"))

    def problems(
        self, stages: Sequence[Stage], outputs: Sequence[Output]
    ) -> Iterator[tuple[str | None, str]]:
        if not rbm_stages(stages):
            yield (
                None,
                tr(
                    "This rule trains RBM layers one by one, and there is none. Put one before the output, or choose"
                    " Back-propagation."
                ),
            )
        yield from BackPropagation().problems(stages, outputs)

    def phase(self, stages: Sequence[Stage], epoch: int) -> int:
        count = len(rbm_stages(stages))
        return min(epoch // self.epochs_each, count) if self.epochs_each else count

    def is_judged(self, stages: Sequence[Stage], epoch: int) -> bool:
        # RBMs learn without labels: that the loss is no better meanwhile says nothing.
        return self.phase(stages, epoch) == len(rbm_stages(stages))

    def states(self, stages: Sequence[Stage]) -> Sequence[tuple[str, StateSpec]]:
        return [
            (stage.id, StateSpec(f"velocity_{spec.name}", spec.shape, axes=spec.axes))
            for stage in rbm_stages(stages)
            for spec in stage.layer.parameters(stage.inputs)
        ]

    def scalars(self, stages: Sequence[Stage], outputs: Sequence[Output]) -> tuple[Scalar, ...]:
        return (*super().scalars(stages, outputs), RECONSTRUCTION, PHASE)

    def groups(self, stages: Sequence[Stage], optimizer: Optimizer) -> Sequence[Group]:
        alone = (Group(stage.id, (stage.id,)) for stage in rbm_stages(stages))
        return (Group(optimizer=optimizer), *alone)

    def plan(self, step: StepPlan) -> None:
        rbms = rbm_stages(step.program.stages)
        stage = rbms[min(step.phase, len(rbms) - 1)]
        step.forward()
        step.losses()
        own = RBMArrays.of(step.parameters, stage, step.parameters.vector)
        p = step.program.values[stage.id].flat
        v, error = visible_of(step.program, stage), step.scalars[RECONSTRUCTION.key]
        emit_reconstruction(step.calls, own, v, p, error)
        step.calls(step.scalars[PHASE.key].fill, step.phase + 1.0)
        if step.phase == len(rbms):
            step.backward()
            step.update()
            return
        step.calls(step.parameters.gradient.fill, 0.0)
        emit_contrast(step, stage, step.calls.buffer(*v.shape), self.k, persistent=False, sampled=False)
        self._emit_velocity(step, stage, own)
        step.update(stage.id)

    def _emit_velocity(self, step: StepPlan, stage: Stage, own: RBMArrays) -> None:
        """Emit V ← μ·V + ε·(G + λ·W), without decay of the biases, and U ← V."""
        calls, parameters = step.calls, step.parameters
        gradient = RBMArrays.of(parameters, stage, parameters.gradient)
        moved = RBMArrays.of(parameters, stage, parameters.step)
        states = parameters.state_of(stage.id)
        for name in ("weights", "a", "b"):
            velocity = states[f"velocity_{'W' if name == 'weights' else name}"]
            g, u = getattr(gradient, name), getattr(moved, name)
            calls(np.multiply, velocity, calls.constant(self.momentum), velocity)
            calls(np.multiply, g, calls.constant(self.rate), u)
            calls(np.add, velocity, u, velocity)
            if name == "weights" and self.decay > 0:
                calls(np.multiply, own.weights, calls.constant(self.rate * self.decay), u)
                calls(np.add, velocity, u, velocity)
            calls(np.copyto, u, velocity)
