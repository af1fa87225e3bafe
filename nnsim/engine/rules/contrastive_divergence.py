"""Contrastive divergence, for a restricted Boltzmann machine."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from nnsim.base.settings import flag, integer
from nnsim.base.text import mark, tr
from nnsim.engine.contrastive import (
    RECONSTRUCTION,
    RBMArrays,
    emit_contrast,
    emit_reconstruction,
    rbm_stages,
    visible_of,
)
from nnsim.engine.layer import StateSpec
from nnsim.engine.layers.rbm import RBM
from nnsim.engine.rbm_energy import (
    can_be_summed,
    free_energies,
    mean_log_likelihood,
    mean_pseudo_log_likelihood,
    states_to_sum,
)
from nnsim.engine.rule import Rule, rules
from nnsim.engine.scalar import LIKELIHOOD, Scalar
from nnsim.engine.stage import Output, Stage
from nnsim.engine.step_plan import StepPlan

PSEUDO = Scalar(
    LIKELIHOOD.key, mark("Pseudo-log-likelihood"), "Σ ln p(vᵢ | rest)", "nats", higher_is_better=True
)
"""What stands in its place where ln Z cannot be summed."""
FREE_ENERGY = Scalar("free_energy", mark("Free energy"), "F", "nats")
"""The mean over the batch of −ln Σₕ e^−E(v, h)."""


@rules.register
@dataclass(frozen=True)
class ContrastiveDivergence(Rule):
    """Fills the gradient vector with an estimate of ∂(−ln p(v))/∂P, for an optimizer to make a step of it.

    ∂/∂W = ⟨v·hᵀ⟩ of what the machine dreams − ⟨v·hᵀ⟩ of the batch. What it dreams is sampled by chains:

    - CD-k: the chains begin at the batch and take k steps of Gibbs sampling; quick, and biased.
    - persistent CD: they go on from where the last step left them, and come to sample the machine itself.

    Chains of the second kind are kept with the weights; they begin where nothing is on. Where one of the layers
    has ten units at most, ln Z and so ln p(v) are exact sums; else the pseudo-likelihood says how well it goes.
    """

    key = "contrastive_divergence"
    title = mark("Contrastive divergence")
    summary = mark(
        "Makes what an RBM is fed more likely, and what it dreams by itself less, until both are alike."
    )
    formula = "ΔW = η·(⟨v·hᵀ⟩ data − ⟨v·hᵀ⟩ dreamed)"
    source = "Hinton 2002; Tieleman 2008"
    needs_loss = False
    goes_back = False
    minimises_loss = False
    judged_by = LIKELIHOOD.key
    order = 60

    k: int = integer(1, low=1, high=1000, usual=(1, 20), label=mark("Gibbs steps k"))
    persistent: bool = flag(
        True,
        label=mark("Persistent chains"),
        help=mark("They go on from step to step instead of at the data"),
    )
    chains: int = integer(
        100,
        low=1,
        high=1_000_000,
        label=mark("Chains"),
        help=mark("How many sample at once; where they begin at the data, at least one of each example"),
    )

    def problems(
        self, stages: Sequence[Stage], outputs: Sequence[Output]
    ) -> Iterator[tuple[str | None, str]]:
        learning = [s for s in stages if s.layer.parameters(s.inputs)]
        if len(learning) != 1 or not isinstance(learning[0].layer, RBM):
            yield (
                None,
                tr(
                    "Contrastive divergence trains one RBM layer. Take out other layers that learn, and add one; a"
                    " stack of them is trained by Layer by layer, then all."
                ),
            )

    def states(self, stages: Sequence[Stage]) -> Sequence[tuple[str, StateSpec]]:
        if not self.persistent:
            return ()
        axes = ("inputs", "chains")
        return [
            (s.id, StateSpec("chains", (s.inputs[0][0], self.chains), axes=axes)) for s in rbm_stages(stages)
        ]

    @classmethod
    def minds_importance(cls) -> bool:
        return False

    def scalars(self, stages: Sequence[Stage], outputs: Sequence[Output]) -> tuple[Scalar, ...]:
        exact = all(can_be_summed(s.inputs[0][0], s.shape[0]) for s in rbm_stages(stages))
        return (
            *super().scalars(stages, outputs),
            LIKELIHOOD if exact else PSEUDO,
            RECONSTRUCTION,
            FREE_ENERGY,
        )

    def plan(self, step: StepPlan) -> None:
        step.forward()
        if step.program.outputs:
            step.losses()
        [stage] = rbm_stages(step.program.stages)
        n, batch = stage.inputs[0][0], step.program.batch
        if self.persistent:
            chains = step.parameters.state_of(stage.id)["chains"]
        else:
            chains = step.calls.buffer(n, batch * -(-self.chains // batch))
        self._emit_readings(step, stage)
        emit_contrast(step, stage, chains, self.k, persistent=self.persistent, sampled=True)
        step.update()

    def _emit_readings(self, step: StepPlan, stage: Stage) -> None:
        """Emit the scalars, of the weights before the step."""
        calls, own = step.calls, RBMArrays.of(step.parameters, stage, step.parameters.vector)
        v, scalars = visible_of(step.program, stage), step.scalars
        emit_reconstruction(calls, own, v, step.program.values[stage.id].flat, scalars[RECONSTRUCTION.key])
        calls(write_free_energy, v, own.weights, own.a, own.b, scalars[FREE_ENERGY.key])
        found = scalars[LIKELIHOOD.key]
        if can_be_summed(*own.weights.shape):
            states = states_to_sum(*own.weights.shape)
            calls(write_likelihood, v, own.weights, own.a, own.b, states, found)
        else:
            chosen = calls.buffer(v.shape[1])
            calls(step.program.random.random, None, chosen.dtype, chosen)
            calls(write_pseudo_likelihood, v, own.weights, own.a, own.b, chosen, found)


def write_free_energy(
    v: np.ndarray, weights: np.ndarray, a: np.ndarray, b: np.ndarray, out: np.ndarray
) -> None:
    """Write the mean free energy of v (n, batch) into `out`, ()."""
    out[...] = free_energies(v, weights, a, b).mean()


def write_likelihood(
    v: np.ndarray, weights: np.ndarray, a: np.ndarray, b: np.ndarray, states: np.ndarray, out: np.ndarray
) -> None:
    """Write the exact mean log-likelihood of v (n, batch) into `out`, ()."""
    out[...] = mean_log_likelihood(v, weights, a, b, states)


def write_pseudo_likelihood(
    v: np.ndarray, weights: np.ndarray, a: np.ndarray, b: np.ndarray, chosen: np.ndarray, out: np.ndarray
) -> None:
    """Write the mean pseudo-log-likelihood of v (n, batch) into `out`, ()."""
    out[...] = mean_pseudo_log_likelihood(v, weights, a, b, chosen)
