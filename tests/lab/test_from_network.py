"""Boards of what is drawn already."""

from __future__ import annotations

import numpy as np
import pytest

from nnsim.base.errors import NnsimError
from nnsim.data.sources.truth_table import TruthTable
from nnsim.data.sources.two_gaussians import TwoGaussians
from nnsim.data.sources.wine import Wine
from nnsim.document.building import chain
from nnsim.document.project import Project
from nnsim.document.resolve import resolve
from nnsim.engine.activations.tanh import Tanh
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.dropout import Dropout
from nnsim.engine.layers.input import Input
from nnsim.lab.from_network import FromNetwork
from nnsim.lab.running import begin
from nnsim.lab.scenes.full_adder import FullAdder
from nnsim.lab.scenes.two_groups import TwoGroups


def taken(project: Project, weights: dict[str, np.ndarray] | None = None) -> FromNetwork:
    run = begin(project)
    run.network.parameters.adopt(weights or {})
    return FromNetwork(
        resolve(project.graph, run.prepared, project.training.rule),
        run.prepared,
        run.network.parameters.copy_arrays(),
    )


def test_units_of_a_layer_give_what_they_give_in_the_network() -> None:
    project = chain(Input(), Dense(3, Tanh()), Dense(1), data=TruthTable())
    run = begin(project)
    boards = taken(project).units({"dense_1"})
    [there] = run.network.predict(run.prepared.train.inputs, ["dense_1"])
    assert len(boards) == 3
    for unit, board in enumerate(boards):
        assert board.neuron.answers(run.prepared.train.inputs)[1] == pytest.approx(there[:, unit], abs=1e-6)
        assert board.bits
    [late] = taken(project).units({"dense_2"})
    assert late.neuron.inputs == pytest.approx(tuple(there[0]), abs=1e-3)


def test_a_circuit_that_was_opened_comes_back() -> None:
    board = FullAdder().board()
    back = taken(board.project(), dict(board.weights())).circuit()
    assert set(back.outputs) == {"sum", "carry"}
    assert np.array_equal(back.table[:, [back.outputs.index(o) for o in board.outputs]], board.table)


def test_layers_with_activations_of_their_own_are_wired_as_they_are() -> None:
    project = chain(Input(), Dense(2, Tanh()), Dense(1), data=TruthTable())
    run = begin(project)
    board = taken(project).circuit()
    [there] = run.network.predict(np.array(board.rows), ["dense_2"])
    assert board.table == pytest.approx(there, abs=1e-6)


def test_examples_come_with_the_line_of_a_lone_neuron() -> None:
    board = TwoGroups().board()
    back = taken(
        board.project(), {"dense_1/W": np.array([[2.0], [3.0]]), "dense_1/b": np.array([-1.0])}
    ).learning()
    assert (back.points, back.labels) == (board.points, board.labels)
    assert (back.start.w, back.start.b) == ((2.0, 3.0), -1.0)
    assert taken(chain(Input(), Dense(2), Dense(1), data=TwoGaussians())).learning().start.w == (0.0, 0.0)


def test_what_does_not_fit_has_a_sentence() -> None:
    large = chain(Input(), Dense(4), Dense(3), data=Wine())
    for take, said in (
        (lambda: taken(large).units({"dense_1"}), "13 inputs"),
        (lambda: taken(large).units(()), "Select one"),
        (lambda: taken(large).circuit(), "larger"),
        (lambda: taken(large).learning(), "two inputs"),
        (
            lambda: taken(chain(Input(), Dense(2), Dropout(), Dense(1), data=TruthTable())).circuit(),
            "single neurons",
        ),
        (lambda: FromNetwork(resolve(large.graph, None), None, {}), "cannot run"),
    ):
        with pytest.raises(NnsimError, match=said):
            take()
