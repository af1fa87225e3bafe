"""What is seen of a run: maps that turn where the loss decides, and the network's own answer to one point."""

from __future__ import annotations

import numpy as np
import pytest

from nnsim.engine.activations.leaky_relu import LeakyReLU
from nnsim.engine.activations.relu import ReLU
from nnsim.engine.activations.sigmoid import Sigmoid
from nnsim.engine.activations.softmax import Softmax
from nnsim.engine.activations.step import Step
from nnsim.engine.activations.tanh import Tanh
from nnsim.engine.layers.dense import Dense
from nnsim.engine.loss import Loss, losses
from nnsim.engine.losses.mse import MeanSquaredError
from nnsim.engine.rules.backprop import BackPropagation
from nnsim.engine.rules.perceptron import PerceptronRule
from nnsim.training.grid import Grid
from nnsim.training.pictures.boundary_map import MapOver
from nnsim.training.pictures.point_answer import AnswerAt
from nnsim.training.scene import scene_of
from tests.builders import chain, examples, start

RNG = np.random.default_rng(0)
X = RNG.normal(size=(60, 2))
BORDERS = {"hinge": 0.0, "squared_hinge": 0.0, "perceptron_criterion": 0.0, "mse": 0.5, "bce": 0.5}
PLANE = Grid((0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (-2.0, 2.0), (-2.0, 2.0), 41)


def _run(*parts, loss: Loss, classes: int = 2):
    steps = parts[-1].activation == Step()
    rule = PerceptronRule() if steps else BackPropagation()
    return start(chain(*parts, loss=loss), examples(X, np.arange(60) % classes, classes), rule=rule)


@pytest.mark.parametrize("key", BORDERS)
@pytest.mark.parametrize("units", [1, 2])
def test_a_map_turns_where_the_accuracy_does(key: str, units: int) -> None:
    run = _run(Dense(4, Tanh()), Dense(units), loss=losses[key]())
    map_ = MapOver(PLANE).take(scene_of(run))
    turned = map_.reading.towards(map_.values) > map_.reading.middle(units)
    u = np.linspace(-2, 2, 41)
    grid = np.stack(np.meshgrid(u, u), -1).reshape(-1, 2)
    decided = run.network.outputs[0].loss.predict_classes(run.network.predict(grid)[0])
    np.testing.assert_array_equal(turned.reshape(-1), decided)
    assert 0 < decided.mean() < 1
    assert map_.reading.border == BORDERS[key]
    assert map_.reading.probabilities == (key == "bce")


@pytest.mark.parametrize(
    ("loss", "activation", "units", "probable"),
    [
        ("mse", Sigmoid(), 1, True),
        ("mse", Softmax(), 3, True),
        ("mse", Step(), 1, False),
        ("mse", Tanh(), 1, False),
        ("mse", None, 3, False),
        ("mae", Sigmoid(), 1, False),
        ("quadratic_sigmoid", None, 1, True),
        ("softmax_ce", None, 3, True),
        ("hinge", Sigmoid(), 1, False),
        ("hinge", None, 3, False),
        ("poisson", None, 1, False),
    ],
)
def test_only_what_is_a_probability_is_called_one(loss: str, activation, units: int, probable: bool) -> None:
    classes = max(units, 2)
    last = Dense(units, activation) if activation is not None else Dense(units)
    run = _run(last, loss=losses[loss](), classes=classes)
    assert run.network.class_reading().probabilities == probable


@pytest.mark.parametrize("activation", [Sigmoid(), Tanh(), Step(), LeakyReLU(), ReLU(), None])
def test_the_line_of_a_unit_runs_where_its_answer_passes_the_border(activation) -> None:
    last = Dense(1, activation) if activation is not None else Dense(1)
    run = _run(last, loss=MeanSquaredError())
    map_ = MapOver(PLANE).take(scene_of(run))
    (wu, wv), b = map_.line
    u, v = np.meshgrid(np.linspace(-2, 2, 41), np.linspace(-2, 2, 41))
    np.testing.assert_array_equal(wu * u + wv * v + b > 1e-9, map_.values[..., 0] > 0.5 + 1e-9)


def test_a_unit_over_a_regression_has_no_border() -> None:
    run = start(chain(Dense(1)), examples(X, X[:, 0]))
    assert MapOver(PLANE).take(scene_of(run)).line is None


def test_a_unit_whose_answer_never_passes_the_border_has_no_line() -> None:
    run = _run(Dense(1, Sigmoid()), loss=losses["hinge"]())
    assert MapOver(PLANE).take(scene_of(run)).line is None


def test_the_network_itself_answers_a_point() -> None:
    run = _run(Dense(4, Tanh()), Dense(1), loss=losses["bce"]())
    at = (0.123456, -0.654321)
    found = AnswerAt(at).take(scene_of(run))
    assert found.at == at
    np.testing.assert_array_equal(found.values, run.network.probabilities(np.array([at]))[0][0])
    assert AnswerAt((1.0,)).take(scene_of(run)) is None


def test_every_target_column_is_drawn_of_the_output_that_reads_it() -> None:
    from nnsim.document.graph import Edge, Graph, Node, Objective
    from nnsim.engine.layers.input import Input

    nodes = (
        Node("in", "in", Input()),
        Node("a", "a", Dense(1), objective=Objective(MeanSquaredError(), columns="2")),
        Node("b", "b", Dense(1), objective=Objective(MeanSquaredError(), columns="1")),
    )
    run = start(Graph(nodes, (Edge("in", "a"), Edge("in", "b"))), examples(X, X))
    map_ = MapOver(PLANE).take(scene_of(run))
    a, b = run.network.predict(np.array([[2.0, -2.0]]))
    np.testing.assert_allclose(map_.values[0, -1], [b[0, 0], a[0, 0]])
