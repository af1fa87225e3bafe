"""Ridge regression in one shot, on what a frozen layer makes of the inputs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from nnsim.base.settings import real
from nnsim.base.text import mark, tr
from nnsim.engine.group import Group
from nnsim.engine.optimizer import Optimizer
from nnsim.engine.parameters import Parameters
from nnsim.engine.rule import Rule
from nnsim.engine.stage import Output, Stage
from nnsim.engine.step_plan import StepPlan


@dataclass(frozen=True)
class Ridge(Rule):
    """W = (ΦΦᵀ + λI)⁻¹ΦTᵀ for the last layer, where Φ (features + 1, batch) is what it reads."""

    key = "ridge"
    title = mark("Ridge regression")
    summary = mark("Solves for the weights of a linear last layer in one step.")
    formula = "W = (ΦΦᵀ + λI)⁻¹ΦTᵀ"
    source = "Hoerl & Kennard 1970"
    uses_optimizer = False
    whole_data = True

    penalty: float = real(0.1, low=1e-9, high=1e9, label=mark("Penalty λ"))

    def problems(
        self, stages: Sequence[Stage], outputs: Sequence[Output]
    ) -> Iterator[tuple[str | None, str]]:
        learns = [s for s in stages if s.layer.parameters(s.inputs) and s.layer.rate_factor > 0]
        linear = (a := stages[-1].layer.activation_function()) is not None and a.is_identity
        if [s.id for s in learns] != [stages[-1].id] or not linear or len(outputs) != 1:
            yield None, tr("Ridge regression trains one linear layer, the last. Freeze the others.")

    def groups(self, stages: Sequence[Stage], optimizer: Optimizer) -> Sequence[Group]:
        return (Group("last", (stages[-1].id,)),)

    def plan(self, step: StepPlan) -> None:
        step.forward()
        step.losses()
        program, parameters = step.program, step.parameters
        last = program.stages[-1]
        features = program.values[last.sources[0]].extended
        window = slice(*parameters.layer_windows[last.id])
        weights, moved = (v[window].reshape(len(features), -1) for v in (parameters.vector, parameters.step))
        step.calls(self._solve, features, program.targets[0], weights, moved)
        step.update("last")

    def _solve(
        self, features: np.ndarray, targets: np.ndarray, weights: np.ndarray, step: np.ndarray
    ) -> None:
        wide = features.astype(np.float64)
        products = wide @ wide.T + self.penalty * np.eye(len(wide))
        step[...] = weights - np.linalg.solve(products, wide @ targets)

    def done(self, parameters: Parameters, epoch: int) -> str:
        return tr("The best weights were found in one step.")
