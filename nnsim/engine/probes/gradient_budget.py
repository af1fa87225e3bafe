"""Why a gradient shrinks or grows on its way back, layer by layer, factor by factor."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from nnsim.base.errors import NnsimError
from nnsim.base.settings import choice
from nnsim.base.text import mark, tr
from nnsim.engine.broken import Broken
from nnsim.engine.budget_words import sentences
from nnsim.engine.gradient_factors import Factor, FactorKind, cancellation, norm, quotient, until_nothing
from nnsim.engine.gradient_walk import GradientWalk
from nnsim.engine.probe import Probe, Reading, headed, probes
from nnsim.engine.stage import Stage
from nnsim.engine.subject import Subject


@dataclass(frozen=True)
class BudgetStep:
    """The way of the gradient from one layer with weights back to the one before it.

    Attributes
    ----------
    origin, layer
        Names of the layer it comes from, and of the one it gets to.
    factors
        In the order in which they act, from `origin` on. Where one is 0 or infinite it is the last: what
        would follow has nothing to compare.
    measured
        Gradient of `layer` over that of `origin`; NaN where both are 0.
    """

    origin: str
    layer: str
    factors: tuple[Factor, ...]
    measured: float

    @property
    def product(self) -> float:
        """The product of all factors."""
        return math.prod(factor.value for factor in self.factors)

    def of(self, kind: FactorKind) -> float:
        """Return the product of the factors of one kind; NaN where there is none."""
        values = [factor.value for factor in self.factors if factor.kind is kind]
        return math.prod(values) if values else math.nan


@dataclass(frozen=True, eq=False, repr=False)
class Budget(Reading):
    """One row a layer with weights, from the last to the first; those right before a loss have none.

    Attributes
    ----------
    gradient
        Gradient of the layer: ‖∂L/∂z‖ or ‖∂L/∂W‖, of the mean loss, (rows,).
    measured, product
        That over the same of the layer behind it, as measured, and as all factors make it, (rows,).
    steps
        One a row: the factors.
    ends
        Name and gradient of the layers right before a loss, where the ways begin.
    broken
        Where a number was not finite, if anywhere.
    """

    gradient: np.ndarray = field(metadata=headed(mark("gradient")))
    measured: np.ndarray = field(metadata=headed(mark("measured")))
    product: np.ndarray = field(metadata=headed(mark("product")))
    steps: tuple[BudgetStep, ...]
    ends: tuple[tuple[str, float], ...]
    broken: Broken | None

    @property
    def kinds(self) -> tuple[FactorKind, ...]:
        """The kinds of factors there are."""
        return tuple(k for k in FactorKind if any(f.kind is k for step in self.steps for f in step.factors))

    def path(self, layer: str = "") -> tuple[BudgetStep, ...]:
        """Return the steps from a loss back to one layer, the first by default.

        Raises
        ------
        NnsimError
            When no layer with weights is called so.
        """
        by_layer = {step.layer: step for step in self.steps}
        at, found = layer or self.names[-1], []
        if at not in by_layer and at not in (name for name, _ in self.ends):
            raise NnsimError(tr("There is no layer called {name}.").format(name=repr(at)))
        while at in by_layer:
            found.append(by_layer[at])
            at = by_layer[at].origin
        return tuple(reversed(found))

    def table(self) -> dict[str, np.ndarray]:
        """Return gradient, both ratios, and a column for every kind of factor; NaN where a row has none."""
        columns = {kind.key: np.array([step.of(kind) for step in self.steps]) for kind in self.kinds}
        return {**super().table(), **columns}

    @classmethod
    def head(cls, column: str) -> str:
        kinds = {kind.key: kind for kind in FactorKind}
        return tr(kinds[column].title) if column in kinds else super().head(column)

    def notes(self) -> tuple[str, ...]:
        return tuple(sentences(self.path(), self.broken))


@probes.register
@dataclass(frozen=True)
class GradientBudget(Probe[Budget]):
    """The gradients of neighbouring layers, and the factors between them.

    The gradient of z is the norm of its mean over the batch, ‖mean ∂Lₙ/∂z‖: in a fully connected layer
    that is ‖∂L/∂b‖. Between two layers it changes by what each stage on the way makes of the norm over
    all examples, √(Σ ‖∂Lₙ/∂z‖²), and by how much more the examples cancel in their mean. That of
    the weights, ‖∂L/∂W‖, changes by the size of what comes in as well, and the examples are those of
    ∂Lₙ/∂W. (‖∂L/∂output‖, which panels show too, is of f(z), and no mean: the norm over all examples.)

    Every factor is the quotient of two norms of arrays of the engine, each by its formula
    (`FactorKind.formula`); that their product is the measured ratio is arithmetic, and nothing is left
    over. With one example nothing cancels. Layers with weights that connect are rows; anything else
    between two of them, such as normalisation, is a factor.
    """

    key = "gradient_budget"
    title = mark("Budget of the gradient")
    summary = mark(
        "Why the gradient shrinks or grows on its way back: what weights, slopes, normalisation, skip connections"
        " and cancelling examples make of it, layer by layer."
    )
    formula = "‖∂L/∂z₁‖ / ‖∂L/∂z₂‖ = weights · slope · … · cancellation"
    source = "Glorot & Bengio 2010; He et al. 2015"
    order = 35
    needs_targets = True

    of: str = choice(
        "sums",
        ("sums", mark("Weighted sums ∂L/∂z")),
        ("weights", mark("Weights ∂L/∂W")),
        label=mark("Gradient of"),
    )

    def take(self, subject: Subject) -> Budget:
        walk = GradientWalk(subject)
        sizes = {stage.id: self._measured(walk, stage) for stage in walk.layers}
        steps, ids, ends = [], [], []
        for stage in reversed(walk.layers):
            origin, factors = walk.back_to(stage)
            if origin is None:
                ends.append((stage.name, sizes[stage.id].gradient))
                continue
            here, there = sizes[stage.id], sizes[origin.id]
            ratio = quotient(here.gradient, there.gradient)
            factors += here.against(there, stage.name)
            kept = factors if math.isnan(ratio) else until_nothing(factors)
            steps.append(BudgetStep(origin.name, stage.name, tuple(kept), ratio))
            ids.append(stage.id)
        if not steps:
            raise NnsimError(
                tr(
                    "A budget needs two layers with weights, one behind the other, and a loss behind both. Add a layer."
                )
            )
        return Budget(
            tuple(step.layer for step in steps),
            gradient=np.array([sizes[id_].gradient for id_ in ids]),
            measured=np.array([step.measured for step in steps]),
            product=np.array([step.product for step in steps]),
            steps=tuple(steps),
            ends=tuple(ends),
            broken=walk.broken,
        )

    def _measured(self, walk: GradientWalk, stage: Stage) -> _Measured:
        gradient = walk.gradient(stage)
        if self.of == "sums":
            return _Measured(norm(gradient.astype(np.float64).sum(axis=1)), cancellation(gradient), None)
        examples = walk.example_gradients(stage)
        mean, every = walk.weight_gradient(stage), norm(examples)
        agreeing = quotient(mean, math.sqrt(len(examples)) * every)
        return _Measured(mean, agreeing, quotient(every, norm(gradient)))


@dataclass(frozen=True)
class _Measured:
    """Of one layer: its gradient, how much of it is left in the mean of the examples, and what comes in."""

    gradient: float
    cancellation: float
    incoming: float | None

    def against(self, behind: _Measured, name: str) -> Iterator[Factor]:
        """Yield the factors that compare this layer with the one behind it."""
        if self.incoming is not None and behind.incoming is not None:
            yield Factor(FactorKind.INCOMING, name, quotient(self.incoming, behind.incoming))
        yield Factor(FactorKind.CANCELLATION, name, quotient(self.cancellation, behind.cancellation))
