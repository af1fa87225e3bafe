"""Boltzmann learning, exactly, for a machine that is small enough to be summed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from nnsim.base.text import mark, tr
from nnsim.engine.boltzmann_energy import MOST_UNITS, Couplings, divergence, moments
from nnsim.engine.layers.boltzmann import Boltzmann
from nnsim.engine.rule import Rule, rules
from nnsim.engine.scalar import LIKELIHOOD, Scalar
from nnsim.engine.stage import Output, Stage
from nnsim.engine.step_plan import StepPlan

DIVERGENCE = Scalar("kl", mark("Divergence of data and machine"), "KL", "nats")
"""KL of the data, as they are counted, from what the machine says of the visible cells."""


@rules.register
@dataclass(frozen=True)
class BoltzmannLearning(Rule):
    """Fills the gradient vector with ∂(−mean ln p(v))/∂P of all examples, for an optimizer to make a step of it.

    For every coupling it is ⟨xᵢ·xⱼ⟩ of the machine by itself less ⟨xᵢ·xⱼ⟩ with the data held fast, for every bias the
    same of xᵢ; both are sums over all states, so visible and hidden cells may be twelve together. Of the two numbers
    that one coupling among inputs, or among hidden cells, is the mean of, each has half of its gradient.
    Inputs are to lie between 0 and 1.
    """

    key = "boltzmann_learning"
    title = mark("Boltzmann learning")
    summary = mark(
        "Makes pairs that are on together in the data likelier, and those the machine dreams less, by exact sums."
    )
    formula = "Δwᵢⱼ = η·(⟨xᵢ·xⱼ⟩ data − ⟨xᵢ·xⱼ⟩ dreamed)"
    source = "Ackley, Hinton & Sejnowski 1985"
    needs_loss = False
    goes_back = False
    whole_data = True
    minimises_loss = False
    judged_by = DIVERGENCE.key
    order = 70

    def problems(
        self, stages: Sequence[Stage], outputs: Sequence[Output]
    ) -> Iterator[tuple[str | None, str]]:
        learning = [s for s in stages if s.layer.parameters(s.inputs)]
        if len(learning) != 1 or not isinstance(learning[0].layer, Boltzmann):
            yield (
                None,
                tr(
                    "Boltzmann learning trains one Boltzmann machine. Take out other layers that learn, and add one."
                ),
            )
            return
        [stage] = learning
        count = stage.inputs[0][0] + stage.shape[0]
        if count > MOST_UNITS:
            yield (
                stage.id,
                tr(
                    "{n} inputs and {units} hidden cells have 2^{count} states, and all are summed at every step; the"
                    " most is {most} cells. Use fewer, or an RBM layer, which learns by sampling."
                ).format(n=stage.inputs[0][0], units=stage.shape[0], count=count, most=MOST_UNITS),
            )

    @classmethod
    def minds_importance(cls) -> bool:
        return False

    def scalars(self, stages: Sequence[Stage], outputs: Sequence[Output]) -> tuple[Scalar, ...]:
        return (*super().scalars(stages, outputs), DIVERGENCE, LIKELIHOOD)

    def plan(self, step: StepPlan) -> None:
        step.forward()
        if step.program.outputs:
            step.losses()
        parameters = step.parameters
        stage = next(s for s in step.program.stages if isinstance(s.layer, Boltzmann))
        windows = {w.spec.name: w for w in parameters.windows_of(stage.id)}
        arrays = [
            vector[windows[name].start : windows[name].stop].reshape(windows[name].spec.shape)
            for vector in (parameters.vector, parameters.gradient)
            for name in ("W", "V", "H", "a", "b")
        ]
        v, told = step.program.values[stage.sources[0]].flat, (DIVERGENCE, LIKELIHOOD)
        step.calls(learn_exactly, v, *arrays, *(step.scalars[s.key] for s in told))
        step.update()


def learn_exactly(
    v: np.ndarray,
    across: np.ndarray,
    among_visible: np.ndarray,
    among_hidden: np.ndarray,
    a: np.ndarray,
    b: np.ndarray,
    d_across: np.ndarray,
    d_among_visible: np.ndarray,
    d_among_hidden: np.ndarray,
    d_a: np.ndarray,
    d_b: np.ndarray,
    kl: np.ndarray,
    likelihood: np.ndarray,
) -> None:
    """Write the gradient of −mean ln p(v), v (n, batch), and both readings, of the weights as they are."""
    machine, n = Couplings.of(across, among_visible, among_hidden, a, b), len(a)
    wide = v.astype(np.float64)
    (dreamed, dreamed_of_one), (told, told_of_one) = moments(machine), moments(machine, wide)
    pairs, ones = dreamed - told, dreamed_of_one - told_of_one
    np.fill_diagonal(pairs, 0.0)
    d_across[...] = pairs[:n, n:]
    d_among_visible[...], d_among_hidden[...] = pairs[:n, :n] / 2, pairs[n:, n:] / 2
    d_a[...], d_b[...] = ones[:n], ones[n:]
    kl[...], likelihood[...] = divergence(wide, machine.of_visible()), machine.log_likelihood(wide)
