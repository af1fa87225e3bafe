"""A trained support vector machine on its training examples: gap, support vectors, and how another program does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from nnsim.data.prepared import Examples
from nnsim.engine.dual_ascent import climb, objectives, relative_gap
from nnsim.engine.losses.hinge import Hinge
from nnsim.engine.rules.dual_ascent import DualAscent, KernelMachine
from nnsim.engine.rules.pegasos import Pegasos
from nnsim.engine.stage import Stage
from nnsim.figures.figure import Array
from nnsim.training.scene import Scene

_SOLVED, _SWEEPS, _MOST_ROUNDS = 1e-4, 10, 200


@dataclass(frozen=True, eq=False)
class Solution:
    """A machine as it stands, in float64.

    Attributes
    ----------
    output
        Id of the stage that gives f.
    inputs, labels
        (n, numbers), and (n,) of −1 and 1.
    margins
        y·f(x), (n,).
    cost
        C, as in ½‖f‖² + C·Σ hinge.
    """

    output: str
    inputs: Array
    labels: Array
    margins: Array
    cost: float

    @property
    def supports(self) -> Array:
        """Which examples hold the margin, (n,) of bool."""
        raise NotImplementedError

    def accuracy_of_svc(self, examples: Examples) -> float:
        """Return the accuracy of scikit-learn's SVC of the same kernel and C; its constant is not penalised."""
        from sklearn.svm import SVC

        machine = SVC(C=self.cost, **self._kernel_for_svc()).fit(self.inputs, self.labels)
        values = examples.values().reshape(len(examples), -1)
        return float((machine.predict(values) == _signs(examples.targets)).mean())

    def _kernel_for_svc(self) -> dict[str, Any]:
        raise NotImplementedError


@dataclass(frozen=True, eq=False)
class KernelSolution(Solution):
    """A machine with a Gaussian kernel of width σ; `alpha` is (n,)."""

    alpha: Array
    width: float

    @property
    def supports(self) -> Array:
        return self.alpha > 0

    def gap(self) -> float:
        """Return the relative duality gap."""
        return relative_gap(self.margins, self.alpha, self.cost)

    def _kernel_for_svc(self) -> dict[str, Any]:
        return {"kernel": "rbf", "gamma": 1 / (2 * self.width**2)}


@dataclass(frozen=True, eq=False)
class LinearSolution(Solution):
    """A linear machine; `norm` is ‖w‖², with the constant where it has one."""

    norm: float
    constant: bool

    @property
    def supports(self) -> Array:
        return self.margins <= 1.0

    def above_dual(self) -> float:
        """Return how far the objective lies above the solution of the dual, as a share of that."""
        kernel = self.inputs @ self.inputs.T + float(self.constant)
        alpha, dual = np.zeros(len(self.labels)), 0.0
        for _ in range(_MOST_ROUNDS):
            primal, dual = objectives(climb(kernel, self.labels, alpha, self.cost, _SWEEPS), alpha, self.cost)
            if primal - dual < _SOLVED * primal:
                break
        own = 0.5 * self.norm + self.cost * float(np.maximum(0.0, 1.0 - self.margins).sum())
        return own / dual - 1.0

    def _kernel_for_svc(self) -> dict[str, Any]:
        return {"kernel": "linear"}


def machine_of(scene: Scene) -> KernelSolution | LinearSolution | None:
    """Return the machine that a network is, trained by one of its rules; None for another network or rule."""
    stages = {s.id: s for s in scene.network.stages}
    outputs = scene.network.outputs
    if len(outputs) != 1 or not isinstance(outputs[0].loss, Hinge) or scene.prepared.classes != 2:
        return None
    last = stages[outputs[0].stage]
    if isinstance(scene.rule, DualAscent):
        machine = KernelMachine.of(scene.network.stages)
        return None if machine is None else _with_kernel(scene, scene.rule, machine)
    is_alone = last.layer.fully_connected and last.shape == (1,) and stages[last.sources[0]].layer.role.is_fed
    return _linear(scene, scene.rule, last) if isinstance(scene.rule, Pegasos) and is_alone else None


def _with_kernel(scene: Scene, rule: DualAscent, machine: KernelMachine) -> KernelSolution:
    arrays = _arrays(scene)
    weights = arrays[f"{machine.readout.id}/W"][:, 0]
    train, count = scene.prepared.train, min(len(scene.prepared.train), len(weights))
    inputs, labels = train.values(slice(count)).reshape(count, -1), _signs(train.targets[:count])
    alpha = np.clip(weights[:count] * labels, 0.0, rule.cost)
    width = float(np.exp(arrays[f"{machine.kernel.id}/log_width"][0]))
    squares = (inputs**2).sum(1)
    kernel = np.exp((2 * inputs @ inputs.T - squares - squares[:, None]) / (2 * width**2))
    kernel += float(f"{machine.readout.id}/b" in arrays)
    margins = labels * (kernel @ (alpha * labels))
    return KernelSolution(machine.readout.id, inputs, labels, margins, rule.cost, alpha, width)


def _linear(scene: Scene, rule: Pegasos, last: Stage) -> LinearSolution:
    arrays, train = _arrays(scene), scene.prepared.train
    weights, bias = arrays[f"{last.id}/W"][:, 0], arrays.get(f"{last.id}/b")
    shift = 0.0 if bias is None else float(bias[0])
    inputs, labels = train.values().reshape(len(train), -1), _signs(train.targets)
    margins = labels * (inputs @ weights + shift)
    norm, cost = float(weights @ weights) + shift**2, 1.0 / (rule.penalty * len(train))
    return LinearSolution(last.id, inputs, labels, margins, cost, norm, bias is not None)


def _arrays(scene: Scene) -> dict[str, Array]:
    return {key: np.asarray(array, np.float64) for key, array in scene.network.parameters.items()}


def _signs(targets: Array) -> Array:
    return np.where(targets > 0, 1.0, -1.0)
