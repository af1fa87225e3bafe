"""Dual coordinate ascent: a support vector machine with a Gaussian kernel."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from nnsim.base.settings import real
from nnsim.base.text import mark, tr
from nnsim.engine.dual_ascent import climb, relative_gap
from nnsim.engine.group import Group
from nnsim.engine.initializers.examples import Examples
from nnsim.engine.layers.rbf import RBF
from nnsim.engine.optimizer import Optimizer
from nnsim.engine.parameters import Parameters
from nnsim.engine.rule import Rule, rules
from nnsim.engine.scalar import Scalar
from nnsim.engine.stage import Output, Stage
from nnsim.engine.step_plan import StepPlan

DUALITY_GAP = Scalar("duality_gap", mark("Relative duality gap"))
"""(Primal − dual)/primal of the machine, as it was after the step."""
SUPPORT_VECTORS = Scalar("support_vectors", mark("Support vectors"))
"""How many α are above 0."""
_GROUP = "machine"


@dataclass(frozen=True)
class KernelMachine:
    """The two layers of a kernel machine: RBF units at the training examples, and what adds them up."""

    kernel: Stage
    readout: Stage

    @classmethod
    def of(cls, stages: Sequence[Stage]) -> KernelMachine | None:
        """Return the machine a network is; None for any other network."""
        ends = [s for s in stages if s.layer.fully_connected and s.shape == (1,)]
        if len(ends) != 1:
            return None
        [before] = [s for s in stages if s.id == ends[0].sources[0]]
        fits = isinstance(before.layer, RBF) and isinstance(before.layer.initializer, Examples)
        return cls(before, ends[0]) if fits else None


@rules.register
@dataclass(frozen=True)
class DualAscent(Rule):
    """Every αᵢ in turn goes to where the dual is greatest in it, between 0 and C; a step is a sweep over all.

    f(x) = Σ αᵢ·yᵢ·K(xᵢ, x): the RBF layer, its centres at the training examples, gives K, and the weights of the Dense
    layer behind it are αᵢ·yᵢ. Its bias, if it has one, is Σ αᵢ·yᵢ: a kernel of K + 1, whose constant is penalised like
    the rest. Least is ½‖f‖² + C·Σ hinge. With fewer centres than examples only those with a centre take part, and
    examples that have moved away from theirs do not. Centres and widths stay. The learning rate plays no part.
    """

    key = "dual_ascent"
    title = mark("Dual coordinate ascent")
    summary = mark("Trains a support vector machine: every example in turn says how much it has to count.")
    formula = "αᵢ ← min(max(αᵢ + (1 − yᵢ·f(xᵢ))/K(xᵢ, xᵢ), 0), C)"
    source = "Cortes & Vapnik 1995; Hsieh et al. 2008"
    uses_optimizer = False
    whole_data = True
    goes_back = False
    minimises_loss = False
    judged_by = DUALITY_GAP.key
    why_no_gradient = mark(
        "Dual coordinate ascent follows no gradient of the loss: it moves one α after the other to its best. Look at the"
        " duality gap instead."
    )
    order = 72

    cost: float = real(
        10.0,
        low=1e-6,
        high=1e9,
        log=True,
        usual=(1e-2, 1e3),
        label=mark("C"),
        help=mark(
            "What an example inside the margin costs. More makes the margin narrower, with fewer inside"
        ),
    )
    tolerance: float = real(
        1e-3,
        low=1e-9,
        high=1.0,
        log=True,
        label=mark("Tolerance"),
        help=mark("It is done when the relative duality gap is below this"),
    )

    def problems(
        self, stages: Sequence[Stage], outputs: Sequence[Output]
    ) -> Iterator[tuple[str | None, str]]:
        machine = KernelMachine.of(stages)
        if machine is None or [o.stage for o in outputs] != [machine.readout.id]:
            yield (
                None,
                tr(
                    "Dual coordinate ascent trains an RBF layer whose first centres are Training examples, and one Dense"
                    " unit behind it that ends the network. Draw these, or choose Back-propagation."
                ),
            )
            return
        activation = machine.readout.layer.activation_function()
        if activation is not None and not activation.is_identity:
            yield (
                machine.readout.id,
                tr("A support vector machine adds up. Set the activation of this layer to Identity."),
            )
        elif outputs[0].loss.key != "hinge":
            yield (
                machine.readout.id,
                tr("A support vector machine makes the hinge loss small. Set the loss to Hinge."),
            )
        if machine.readout.layer.rate_factor == 0:
            yield (
                machine.readout.id,
                tr("Dual coordinate ascent learns nothing but this layer, and it is frozen. Let it learn."),
            )

    def scalars(self, stages: Sequence[Stage], outputs: Sequence[Output]) -> tuple[Scalar, ...]:
        return (*super().scalars(stages, outputs), DUALITY_GAP, SUPPORT_VECTORS)

    def groups(self, stages: Sequence[Stage], optimizer: Optimizer) -> Sequence[Group]:
        """Return the weights of the sum alone."""
        machine = KernelMachine.of(stages)
        return (Group(_GROUP, (machine.readout.id,) if machine else ()),)

    def plan(self, step: StepPlan) -> None:
        program, parameters = step.program, step.parameters
        machine = KernelMachine.of(program.stages)
        assert machine is not None
        own = slice(*parameters.layer_windows[machine.readout.id])
        step.forward()
        step.losses()
        step.calls(
            sweep,
            program.values[machine.kernel.id].flat,
            program.targets[0],
            parameters.vector[own],
            self.cost,
            parameters.step[own],
            step.scalars[DUALITY_GAP.key],
            step.scalars[SUPPORT_VECTORS.key],
        )
        step.update(_GROUP)

    def done(self, parameters: Parameters, epoch: int) -> str:
        gap = float(parameters.scalars[DUALITY_GAP.key])
        if epoch == 0 or not gap <= self.tolerance:
            return ""
        return tr("The machine is solved: the relative duality gap is {gap}.").format(gap=f"{gap:.2g}")


def sweep(
    kernel: np.ndarray,
    targets: np.ndarray,
    weights: np.ndarray,
    cost: float,
    step: np.ndarray,
    gap: np.ndarray,
    support: np.ndarray,
) -> None:
    """Climb once over all examples; fill `step` with the weights less what they become, and write what is reported.

    Parameters
    ----------
    kernel
        (centres, examples), in the same order: example j may lie at centre j.
    targets
        (examples, 1) of −1 and 1.
    weights, step
        (centres,), or (centres + 1,) with a bias at the end.
    gap, support
        Zero-dimensional float64.
    """
    n = len(kernel)
    constant = len(weights) > n
    at_home = np.flatnonzero(np.diagonal(kernel) > HOME)
    k = kernel[np.ix_(at_home, at_home)].astype(np.float64) + float(constant)
    # Rounding leaves the two halves a little different.
    k = (k + k.T) / 2
    y = targets[at_home, 0].astype(np.float64)
    alpha = np.clip(weights[at_home] * y, 0.0, cost).astype(np.float64)
    margins = climb(k, y, alpha, cost)
    found = np.zeros(len(weights))
    found[at_home] = alpha * y
    if constant:
        found[-1] = found[:-1].sum()
    np.subtract(weights, found, out=step, casting="same_kind")
    gap[...] = relative_gap(margins, alpha, cost)
    support[...] = np.count_nonzero(alpha)


HOME = 0.999
"""Kernel of an example and its own centre, at least: less, and the example is no longer there."""
