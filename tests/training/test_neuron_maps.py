"""The pictures of single neurons: right numbers, copies, bounded."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from nnsim.data.prepare import prepare
from nnsim.document.examples import examples as shipped
from nnsim.document.graph import Edge, Graph, Node
from nnsim.document.storage import load
from nnsim.engine.activations.relu import ReLU
from nnsim.engine.activations.softmax import Softmax
from nnsim.engine.activations.tanh import Tanh
from nnsim.engine.layers.add import Add
from nnsim.engine.layers.concatenate import Concatenate
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.input import Input
from nnsim.figures.plane import principal_plane
from nnsim.training.grid import Grid
from nnsim.training.pictures import neuron_maps
from nnsim.training.pictures.neuron_maps import NeuronsOver
from nnsim.training.run import Run
from nnsim.training.scene import scene_of
from tests.builders import chain, examples, start, walk

PLANE = Grid((0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (-2.0, 2.0), (-1.0, 3.0), 9)
X = np.random.default_rng(3).normal(size=(24, 2))
DATA = examples(X, (X[:, 0] * X[:, 1] > 0).astype(int), classes=2)


def run_of(*layers: object) -> Run:
    return start(chain(*layers), DATA)  # type: ignore[arg-type]


def test_maps_are_what_the_units_compute_and_the_output_shows_probabilities() -> None:
    run = run_of(Dense(units=3, activation=Tanh()), Dense(units=2, activation=Softmax()))
    walk(run, 5)
    found = NeuronsOver(PLANE).take(scene_of(run))
    assert [(s.stage, s.count, s.shown) for s in found.stages] == [("in", 2, 2), ("l1", 3, 3), ("l2", 2, 2)]
    inputs, hidden, output = (s.maps for s in found.stages)
    u, v = np.meshgrid(np.linspace(-2, 2, 9), np.linspace(-1, 3, 9))
    np.testing.assert_allclose(inputs, [u, v], atol=1e-6)
    arrays = run.network.parameters.copy_arrays()
    expected = np.tanh(
        np.einsum("iyx,ik->kyx", np.array([u, v]), arrays["l1/W"]) + arrays["l1/b"][:, None, None]
    )
    np.testing.assert_allclose(hidden, expected, atol=1e-6)
    np.testing.assert_allclose(output.sum(axis=0), 1, atol=1e-6)


def test_weights_and_biases_carry_the_keys_that_set_them() -> None:
    run = run_of(Dense(units=3, activation=ReLU()), Dense(units=1))
    found = NeuronsOver(None).take(scene_of(run))
    assert all(s.maps is None for s in found.stages)
    first = found.wires[0]
    assert (first.source, first.target, first.parameter) == ("in", "l1", "l1/W")
    run.network.parameters.set_number(first.parameter, (1, 2), 7.5)
    run.network.parameters.set_number(found.stages[1].bias, (0,), -3.0)
    again = NeuronsOver(None).take(scene_of(run))
    assert again.wires[0].weights[1, 2] == 7.5
    assert again.stages[1].biases[0] == -3.0
    assert first.weights[1, 2] != 7.5, "a picture is a copy"
    with pytest.raises(ValueError, match="read-only"):
        first.weights[0, 0] = 1


def test_joined_layers_keep_the_places_of_units() -> None:
    nodes = [Node("in", "in", Input()), *(Node(i, i, Dense(units=2)) for i in "ab")]
    nodes += [
        Node("sum", "sum", Add()),
        Node("row", "row", Concatenate()),
        Node("out", "out", Dense(units=2)),
    ]
    edges = [
        ("in", "a"),
        ("in", "b"),
        ("a", "sum"),
        ("b", "sum"),
        ("sum", "row"),
        ("b", "row"),
        ("row", "out"),
    ]
    run = start(Graph(tuple(nodes), tuple(Edge(*e) for e in edges)), DATA)
    wires = {(w.source, w.target): w for w in NeuronsOver(PLANE).take(scene_of(run)).wires}
    assert [wires[e].offset for e in (("a", "sum"), ("b", "sum"))] == [0, 0]
    assert sorted([wires["sum", "row"].offset, wires["b", "row"].offset]) == [0, 2]
    assert wires["row", "out"].weights.shape == (4, 2)


def test_large_layers_are_cut_and_large_networks_get_coarser() -> None:
    run = run_of(Dense(units=300, activation=Tanh()), Dense(units=300, activation=Tanh()), Dense(units=2))
    found = NeuronsOver(replace(PLANE, resolution=32), None, 20).take(scene_of(run))
    assert [(s.count, s.shown, len(s.maps)) for s in found.stages[1:3]] == [(300, 20, 20)] * 2
    assert found.wires[1].weights.shape == (20, 20)
    assert neuron_maps.resolution_for(run.network, 32) == 32
    assert neuron_maps.resolution_for(run.network, 200) < 200


def test_only_the_stages_asked_for() -> None:
    run = run_of(Dense(units=3), Dense(units=2))
    found = NeuronsOver(PLANE, ("l1", "l2")).take(scene_of(run))
    assert NeuronsOver(PLANE, ("gone",)).take(scene_of(run)) is None
    assert [s.stage for s in found.stages] == ["l1", "l2"]
    assert [(w.source, w.target) for w in found.wires] == [("l1", "l2")]


def test_a_picture_changes_nothing() -> None:
    run, twin = (run_of(Dense(units=4, activation=Tanh()), Dense(units=2)) for _ in range(2))
    for _ in range(3):
        NeuronsOver(PLANE).take(scene_of(run))
        assert (walk(run, 4) == walk(twin, 4)).all()


def test_a_plane_of_other_data_gives_weights_alone() -> None:
    run = run_of(Dense(units=2))
    odd = replace(PLANE, origin=(0.0,) * 3, first=(1.0, 0.0, 0.0), second=(0.0, 1.0, 0.0))
    found = NeuronsOver(odd).take(scene_of(run))
    assert found.stages[0].maps is None
    assert found.wires[0].weights is not None


@pytest.mark.parametrize("example", [e.key for e in shipped()])
def test_every_example_opens(example: str) -> None:
    project = load(next(e.path for e in shipped() if e.key == example)).project
    prepared = prepare(project.data)
    run = start(project.graph, prepared, rule=project.training.rule)
    request = None
    if np.prod(prepared.shape) > 1:
        plane = principal_plane(prepared)
        request = Grid(plane.origin, plane.first, plane.second, (-1, 1), (-1, 1), 16)
    found = NeuronsOver(request).take(scene_of(run))
    assert [s.stage for s in found.stages] == [s.id for s in run.network.stages]
    for stage in found.stages:
        if request is not None:
            assert stage.maps.shape == (stage.shown, 16, 16)
            assert np.isfinite(stage.maps).all()
    shown = {s.stage: s.shown for s in found.stages}
    for wires in found.wires:
        if wires.weights is not None:
            assert wires.weights.shape == (shown[wires.source], shown[wires.target])
