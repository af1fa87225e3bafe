"""What is measured of support vector machines, against scikit-learn's; and portraits of machines somebody changed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from sklearn.svm import LinearSVC

from nnsim.data.data_settings import DataSettings
from nnsim.data.sources.iris import Iris
from nnsim.engine.cell_kind import CellKind
from nnsim.engine.initializers.examples import Examples
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.rbf import RBF
from nnsim.engine.rules.backprop import BackPropagation
from nnsim.figures.figure import Points
from nnsim.lab.running import begin
from nnsim.training.run import Run
from nnsim.training.scene import scene_of
from nnsim.zoo.animals.svm import SupportVectorAnimal, linear
from nnsim.zoo.support_vectors import KernelSolution, LinearSolution, machine_of

ANIMAL = SupportVectorAnimal()


def taken(run: Run, steps: int) -> Run:
    while run.step < steps:
        run.advance(steps - run.step)
        run.take_points()
    return run


def test_the_gap_measured_of_a_network_is_the_one_its_rule_reports() -> None:
    run = taken(begin(ANIMAL.project()), 20)
    machine = machine_of(scene_of(run))
    assert isinstance(machine, KernelSolution)
    assert machine.gap() == pytest.approx(float(run.network.parameters.scalars["duality_gap"]), rel=0.02)
    assert machine.supports.sum() == run.network.parameters.scalars["support_vectors"]
    f = run.network.predict(machine.inputs)[0][:, 0]
    np.testing.assert_allclose(machine.margins, f * machine.labels, atol=2e-3)


def test_how_far_a_linear_machine_is_from_its_solution_is_told_as_scikit_learn_tells_it() -> None:
    run = taken(begin(linear()), 200)
    machine = machine_of(scene_of(run))
    assert isinstance(machine, LinearSolution)
    other = LinearSVC(C=machine.cost, loss="hinge", tol=1e-8, max_iter=200_000, random_state=0)
    other.fit(machine.inputs, machine.labels)
    w, b = other.coef_[0], float(other.intercept_[0])
    hinge = np.maximum(0, 1 - machine.labels * (machine.inputs @ w + b)).sum()
    best = (w @ w + b * b) / 2 + machine.cost * hinge
    own = machine.norm / 2 + machine.cost * np.maximum(0, 1 - machine.margins).sum()
    assert machine.above_dual() == pytest.approx(own / best - 1, abs=1e-3)
    assert machine.above_dual() > 0.005


def test_machines_of_any_data_with_two_classes_are_drawn_and_others_are_not() -> None:
    for project in (ANIMAL.project(), linear(), *(t.change(ANIMAL.project()) for t in ANIMAL.tries)):
        figure = ANIMAL.portrait(scene_of(taken(begin(project), 3)))
        assert figure is not None
        held = [m for m in figure.plots[0].marks if isinstance(m, Points) and m.name]
        assert len(held) == 1
        assert len(held[0].x) > 0
    flowers = replace(linear(), data=DataSettings(Iris(species="setosa")))
    assert ANIMAL.portrait(scene_of(taken(begin(flowers), 3))) is not None
    by_gradient = replace(linear(), training=replace(linear().training, rule=BackPropagation()))
    assert ANIMAL.portrait(scene_of(begin(by_gradient))) is None
    assert any(isinstance(n.layer, Dense) for n in linear().graph.nodes)


def test_a_machine_without_support_vectors_is_drawn() -> None:
    run = begin(ANIMAL.project())
    figure = ANIMAL.portrait(scene_of(run))
    assert figure is not None
    assert not [m for m in figure.plots[0].marks if isinstance(m, Points) and m.name]


def test_units_at_the_examples_are_drawn_as_a_kernel() -> None:
    assert RBF(3, initializer=Examples()).cell_kind is CellKind.KERNEL
    assert RBF(3).cell_kind is CellKind.HIDDEN
