"""Kohonen's rule: the winner learns, and its neighbours on the lattice with it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from nnsim.base.settings import integer, real
from nnsim.base.text import mark, tr
from nnsim.engine.group import Group
from nnsim.engine.layer import StateSpec
from nnsim.engine.layers.kohonen import Kohonen
from nnsim.engine.optimizer import Optimizer
from nnsim.engine.parameters import Parameters
from nnsim.engine.rule import Rule, rules
from nnsim.engine.scalar import Scalar
from nnsim.engine.stage import Output, Stage
from nnsim.engine.step_plan import StepPlan

QUANTISATION_ERROR = Scalar("quantisation_error", mark("Quantisation error"))
"""Mean distance of the examples of a batch from their winners."""
NEIGHBOURHOOD = Scalar("neighbourhood", mark("Neighbourhood"), "σ")
"""Width of the neighbourhood in cells of the lattice."""


@rules.register
@dataclass(frozen=True)
class KohonenRule(Rule):
    """wⱼ ← wⱼ + η·h·(x − wⱼ) with h = exp(−d(j, winner)²/2σ²), d counted in cells of the lattice.

    Of a batch of several examples it is the mean. After t of T examples σ = σ₀·(σ₁/σ₀)^(t/T), and η is the learning
    rate times s^(t/T): with a rate of .5 and s = .02 it ends at .01. After T examples nothing is left to do. Data
    without targets will do; those there are count for nothing.
    """

    key = "kohonen_rule"
    title = mark("Kohonen rule")
    summary = mark(
        "The unit nearest to an example moves towards it, and its neighbours on the lattice with it, fewer and fewer"
        " of them."
    )
    formula = "wⱼ ← wⱼ + η·exp(−d²/2σ²)·(x − wⱼ)"
    source = "Kohonen 1982"
    uses_optimizer = False
    needs_loss = False
    goes_back = False
    minimises_loss = False
    judged_by = QUANTISATION_ERROR.key
    why_no_gradient = mark(
        "The Kohonen rule follows no gradient: the winner and its neighbours move towards the example. Look at the"
        " quantisation error instead."
    )
    order = 60

    examples: int = integer(
        20_000,
        low=1,
        high=10_000_000,
        label=mark("Examples T"),
        help=mark("So many examples are shown until the map is done; each may come many times"),
    )
    first_width: float = real(5.0, low=0.01, high=1e3, log=True, label=mark("First width σ₀"))
    last_width: float = real(0.3, low=0.01, high=1e3, log=True, label=mark("Last width σ₁"))
    last_share: float = real(
        0.02,
        low=1e-6,
        high=1.0,
        log=True,
        label=mark("Last share of the rate"),
        help=mark("The learning rate falls to this share of itself"),
    )

    def problems(
        self, stages: Sequence[Stage], outputs: Sequence[Output]
    ) -> Iterator[tuple[str | None, str]]:
        learning = [s for s in stages if s.layer.parameters(s.inputs)]
        if len(learning) != 1 or not isinstance(learning[0].layer, Kohonen):
            yield (
                None,
                tr(
                    "The Kohonen rule trains one Kohonen map, and no other layer with weights. Put one after the Input,"
                    " or choose Back-propagation."
                ),
            )

    def states(self, stages: Sequence[Stage]) -> Sequence[tuple[str, StateSpec]]:
        return [(s.id, StateSpec("shown", (1,), axes=("examples",))) for s in _maps(stages)[:1]]

    def scalars(self, stages: Sequence[Stage], outputs: Sequence[Output]) -> tuple[Scalar, ...]:
        return (*super().scalars(stages, outputs), QUANTISATION_ERROR, NEIGHBOURHOOD)

    def groups(self, stages: Sequence[Stage], optimizer: Optimizer) -> Sequence[Group]:
        return (Group(members=tuple(s.id for s in _maps(stages)[:1])),)

    def plan(self, step: StepPlan) -> None:
        program, calls, batch = step.program, step.calls, step.program.batch
        step.forward()
        stage, layer = _map_of(program.stages)
        x, y = program.values[stage.sources[0]].flat, program.values[stage.id].flat
        start, stop = program.parameters.layer_windows[stage.id]
        shape = len(x), len(y)
        w, moved = (v[start:stop].reshape(shape) for v in (step.parameters.vector, step.parameters.step))
        shown = step.parameters.state_of(stage.id)["shown"]
        width, rate = calls.buffer(1), calls.buffer(1)
        winners, nearest = calls.buffer(batch, dtype=np.intp), calls.buffer(batch)
        near, sums, pulled = calls.buffer(*y.shape), calls.buffer(len(y)), calls.buffer(*shape)
        self._emit_pace(step, shown, width, rate)
        calls(np.argmax, y, 0, winners)
        calls(np.maximum.reduce, y, 0, None, nearest)
        calls(mean_distance, nearest, step.scalars[QUANTISATION_ERROR.key])
        squares = squares_on_lattice(layer, calls.dtype)
        calls(np.take, squares, winners, 1, near, "clip")
        factor = calls.buffer(1)
        calls(np.multiply, width, width, factor)
        calls(np.divide, calls.constant(-0.5), factor, factor)
        calls(np.multiply, near, factor, near)
        calls(np.exp, near, near)
        # U = η·(wⱼ·Σh − Σ h·x) of the batch, which is taken away.
        calls(np.add.reduce, near, 1, None, sums)
        calls(np.multiply, w, sums, pulled)
        calls(x.dot, near.T, moved)
        calls(np.subtract, pulled, moved, moved)
        calls(np.multiply, moved, rate, moved)
        step.update()
        calls(np.add, shown, calls.constant(batch), shown)

    def _emit_pace(self, step: StepPlan, shown: np.ndarray, width: np.ndarray, rate: np.ndarray) -> None:
        """Emit how wide and how fast it learns now; `rate` is for a mean over the batch."""
        calls, done = step.calls, step.calls.buffer(1)
        calls(np.multiply, shown, calls.constant(1 / self.examples), done)
        calls(np.minimum, done, calls.constant(1), out=done)
        calls(np.multiply, done, calls.constant(math.log(self.last_width / self.first_width)), width)
        calls(np.exp, width, width)
        calls(np.multiply, width, calls.constant(self.first_width), width)
        calls(np.copyto, step.scalars[NEIGHBOURHOOD.key], width.reshape(()))
        calls(np.multiply, done, calls.constant(math.log(self.last_share)), rate)
        calls(np.exp, rate, rate)
        calls(np.multiply, rate, calls.constant(1 / step.program.batch), rate)
        calls(np.multiply, rate, step.rate, rate)

    def done(self, parameters: Parameters, epoch: int) -> str:
        stage, _ = _map_of(parameters.stages)
        if float(parameters.state_of(stage.id)["shown"][0]) < self.examples:
            return ""
        return tr("The map is done: {n} examples were shown.").format(n=f"{self.examples:,}")


def _maps(stages: Sequence[Stage]) -> list[Stage]:
    return [s for s in stages if isinstance(s.layer, Kohonen)]


def _map_of(stages: Sequence[Stage]) -> tuple[Stage, Kohonen]:
    """Return the map of a network that the rule trains."""
    stage = _maps(stages)[0]
    assert isinstance(stage.layer, Kohonen)
    return stage, stage.layer


def squares_on_lattice(layer: Kohonen, dtype: np.dtype[Any]) -> np.ndarray:
    """Return the squared distances between all units of a map in cells, (units, units)."""
    row, column = np.divmod(np.arange(layer.rows * layer.columns), layer.columns)
    squares: np.ndarray = (row[:, None] - row) ** 2 + (column[:, None] - column) ** 2
    return squares.astype(dtype)


def mean_distance(nearest: np.ndarray, mean: np.ndarray) -> None:
    """Write to `mean`, () float64, the mean root of −`nearest`, (batch,): distances from their negative squares."""
    mean[...] = np.sqrt(np.abs(nearest)).mean(dtype=np.float64)
