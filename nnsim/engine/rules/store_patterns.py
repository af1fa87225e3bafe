"""Storing patterns in a Hopfield layer, in one step."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from nnsim.base.settings import choice
from nnsim.base.text import mark, nmark, ntr, tr
from nnsim.engine.layers.hopfield import Hopfield, emit_couplings
from nnsim.engine.parameters import Parameters
from nnsim.engine.rule import Rule, rules
from nnsim.engine.scalar import Scalar
from nnsim.engine.stage import Output, Stage
from nnsim.engine.step_plan import StepPlan

PATTERNS = Scalar("patterns", mark("Patterns"), counted=nmark("{n} pattern", "{n} patterns"))
"""How many were stored."""
AT_REST = Scalar(
    "at_rest", mark("Patterns at rest"), counted=nmark("{n} pattern", "{n} patterns"), higher_is_better=True
)
"""How many of them no cell would leave: their fields agree with all their cells."""
ENERGY = Scalar("energy", mark("Energy of the patterns"), "E")
"""The mean of −½·Σ wᵢⱼ·sᵢ·sⱼ over what was stored."""
CAPACITY = 0.138
"""Patterns per cell that Hebb's rule holds, for many cells and patterns by chance (Amit, Gutfreund & Sompolinsky 1985)."""
_MANY_BY_HEBB = mark(
    "Of {n} patterns only {rest} are at rest: {cells} cells hold about {most} by Hebb's rule, less where patterns are"
    " alike. Store fewer, or choose the pseudo-inverse."
)
_MANY = mark(
    "Of {n} patterns only {rest} are at rest: {cells} cells hold fewer patterns than cells, of which none is made of the"
    " others. Store fewer."
)
_BEYOND = mark(
    "{n} patterns are stored, and all at rest, but {cells} cells hold about {most} by Hebb's rule: damaged ones are found"
    " back less often. Store fewer, or choose the pseudo-inverse."
)
_LEAST_FIELD = 1e-4
"""Fields below are 0 but for rounding: a weight is of the order of 1/n."""


@rules.register
@dataclass(frozen=True)
class StorePatterns(Rule):
    """All examples at once, as patterns s of −1 and 1 with n cells; the diagonal of W is 0 afterwards.

    - Hebb: W = Σ s·sᵀ/n. Patterns must be little alike, and about .138·n by chance are the most.
    - Pseudo-inverse (Personnaz, Guyon & Dreyfus 1985): W = S·S⁺, the projection on what the patterns, the columns
      of S, span. Up to n patterns, alike or not, are at rest, as long as none is made of the others.

    The learning rate plays no part. Targets play none either: what is fed is what is stored.
    """

    key = "store_patterns"
    title = mark("Store patterns")
    summary = mark("Stores all examples in a Hopfield layer in one step: cells that agree are tied.")
    formula = "W = Σ s·sᵀ / n, or W = S·S⁺;  wᵢᵢ = 0"
    source = "Hopfield 1982; Personnaz, Guyon & Dreyfus 1985"
    uses_optimizer = False
    needs_loss = False
    goes_back = False
    whole_data = True
    minimises_loss = False
    judged_by = AT_REST.key
    why_no_gradient = mark(
        "Patterns are stored in one step, without a gradient. The energy of a pattern says how deep its valley is."
    )
    order = 50

    method: str = choice(
        "hebb",
        ("hebb", mark("Hebb")),
        ("pseudo_inverse", mark("pseudo-inverse")),
        label=mark("Stored by"),
        help=mark(
            "Hebb looks at two cells at a time; the pseudo-inverse also stores patterns that are alike"
        ),
    )

    def problems(
        self, stages: Sequence[Stage], outputs: Sequence[Output]
    ) -> Iterator[tuple[str | None, str]]:
        learning = [s for s in stages if s.layer.parameters(s.inputs)]
        if len(learning) != 1 or not isinstance(learning[0].layer, Hopfield):
            yield (
                None,
                tr(
                    "Patterns are stored in one Hopfield layer. Take out other layers that learn, and add one."
                ),
            )

    def scalars(self, stages: Sequence[Stage], outputs: Sequence[Output]) -> tuple[Scalar, ...]:
        return (*super().scalars(stages, outputs), ENERGY, AT_REST, PATTERNS)

    def plan(self, step: StepPlan) -> None:
        program, calls, parameters = step.program, step.calls, step.parameters
        step.forward()
        if program.outputs:
            step.losses()
        stage = next(s for s in program.stages if isinstance(s.layer, Hopfield))
        assert isinstance(stage.layer, Hopfield)
        n, batch = stage.shape[0], program.batch
        patterns, wanted, fields = calls.buffer(n, batch), calls.buffer(n, n), calls.buffer(n, batch)
        stage.layer.emit_signs(calls, program.values[stage.sources[0]].flat, patterns)
        if self.method == "hebb":
            calls(patterns.dot, patterns.T, wanted)
            calls(np.multiply, wanted, calls.constant(1 / n), wanted)
        else:
            calls(project, patterns, wanted)
        calls(wanted.reshape(-1)[:: n + 1].fill, 0.0)
        weights, moved = (
            parameters.layer_window(v, stage.id).reshape(n, n) for v in (parameters.vector, parameters.step)
        )
        calls(np.subtract, weights, wanted, moved)
        step.update()
        emit_couplings(calls, weights, wanted)
        calls(wanted.dot, patterns, fields)
        calls(np.multiply, fields, patterns, fields)
        calls(look_at_fields, fields, *(step.scalars[s.key] for s in (ENERGY, AT_REST, PATTERNS)))

    def done(self, parameters: Parameters, epoch: int) -> str:
        cells = next((w.spec.shape[0] for w in parameters.windows), 0)
        patterns, at_rest = (int(parameters.scalars[s.key]) for s in (PATTERNS, AT_REST))
        if not epoch:
            return ""
        hebb, most = self.method == "hebb", max(1, int(CAPACITY * cells))
        if at_rest < patterns:
            words = _MANY_BY_HEBB if hebb else _MANY
        elif hebb and patterns > most:
            words = _BEYOND
        else:
            return ntr(
                "{n} pattern is stored, and at rest.", "{n} patterns are stored, and all at rest.", patterns
            ).format(n=patterns)
        return tr(words).format(n=patterns, rest=at_rest, cells=cells, most=most)


def project(patterns: np.ndarray, out: np.ndarray) -> None:
    """Write S·S⁺ of `patterns` S, (n, patterns), into `out`, (n, n)."""
    wide = patterns.astype(np.float64)
    out[...] = wide @ np.linalg.pinv(wide)


def look_at_fields(
    agreeing: np.ndarray, energy: np.ndarray, at_rest: np.ndarray, patterns: np.ndarray
) -> None:
    """Write what `agreeing`, (n, patterns), field times cell, says of what was stored into the scalars, each ()."""
    energy[...] = -0.5 * agreeing.sum(0, dtype=np.float64).mean()
    at_rest[...] = np.count_nonzero(agreeing.min(0) > _LEAST_FIELD)
    patterns[...] = agreeing.shape[1]
