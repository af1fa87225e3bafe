"""k-means on the inputs: a rule without targets, without a loss, and without an optimizer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from nnsim.base.text import mark, tr
from nnsim.engine.layer import StateSpec
from nnsim.engine.parameters import Parameters
from nnsim.engine.rule import Rule
from nnsim.engine.scalar import Scalar
from nnsim.engine.stage import Output, Stage
from nnsim.engine.step_plan import StepPlan

INERTIA = Scalar("inertia", mark("Inertia"), "J")
"""Σ‖x − nearest centre‖² over the batch."""


@dataclass(frozen=True)
class KMeans(Rule):
    """Every centre moves to the mean of the examples it is nearest to (Lloyd 1982).

    The centres are the columns of the weights (inputs, units) of a Dense layer without bias.
    """

    key = "kmeans"
    title = mark("k-means")
    summary = mark("Moves every centre to the mean of the examples nearest to it.")
    formula = "cⱼ ← mean of the x nearest to cⱼ"
    source = "Lloyd 1982"
    uses_optimizer = False
    needs_loss = False
    minimises_loss = False
    whole_data = True
    judged_by = INERTIA.key

    def problems(
        self, stages: Sequence[Stage], outputs: Sequence[Output]
    ) -> Iterator[tuple[str | None, str]]:
        rest = [s for s in stages if s.layer.role.runs]
        if len(rest) != 1 or [len(p.shape) for p in rest[0].layer.parameters(rest[0].inputs)] != [2]:
            yield None, tr("k-means trains one Dense layer without bias.")

    def states(self, stages: Sequence[Stage]) -> Sequence[tuple[str, StateSpec]]:
        return [(stages[-1].id, StateSpec("moved", ()))]

    def scalars(self, stages: Sequence[Stage], outputs: Sequence[Output]) -> Sequence[Scalar]:
        return (INERTIA, *super().scalars(stages, outputs))

    def plan(self, step: StepPlan) -> None:
        stage, parameters = step.program.stages[-1], step.parameters
        x = step.program.values[stage.sources[0]].flat
        centres = parameters.vector.reshape(len(x), -1)
        moved = parameters.state_of(stage.id)["moved"]
        step.calls(self._move, x, centres, parameters.step.reshape(centres.shape), step.scalars, moved)
        step.update()

    @staticmethod
    def _move(
        x: np.ndarray,
        centres: np.ndarray,
        step: np.ndarray,
        scalars: dict[str, np.ndarray],
        moved: np.ndarray,
    ) -> None:
        distances = ((x[:, np.newaxis, :] - centres[:, :, np.newaxis]) ** 2).sum(axis=0)
        nearest = distances.argmin(axis=0)
        for k in range(centres.shape[1]):
            mine = x[:, nearest == k]
            step[:, k] = centres[:, k] - mine.mean(axis=1) if mine.size else 0
        scalars[INERTIA.key][...] = distances.min(axis=0).sum()
        moved[...] = np.abs(step).max()

    def done(self, parameters: Parameters, epoch: int) -> str:
        moved = float(parameters.state_of(parameters.stages[-1].id)["moved"])
        return tr("The centres no longer move.") if moved < 1e-6 else ""
