"""Every cure keeps its promise on every project: it changes something, can be trained, says what it does, and is pure."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from nnsim.data.data_settings import DataSettings
from nnsim.data.sources.diabetes import Diabetes
from nnsim.data.sources.digits import Digits
from nnsim.data.sources.moons import Moons
from nnsim.data.sources.pulse_order import PulseOrder
from nnsim.data.sources.sine import Sine
from nnsim.data.sources.wine import Wine
from nnsim.diagnosis.case import Case
from nnsim.diagnosis.cure import cures
from nnsim.diagnosis.cures import range_test
from nnsim.diagnosis.prescribing import Prescriber
from nnsim.diagnosis.rounds import Rounds
from nnsim.document.building import Builder, chain
from nnsim.engine.activations.relu import ReLU
from nnsim.engine.activations.sigmoid import Sigmoid
from nnsim.engine.activations.softmax import Softmax
from nnsim.engine.activations.tanh import Tanh
from nnsim.engine.initializers.he import HeNormal
from nnsim.engine.initializers.normal import Normal
from nnsim.engine.initializers.zeros import Zeros
from nnsim.engine.layers.activation import ActivationLayer
from nnsim.engine.layers.concatenate import Concatenate
from nnsim.engine.layers.conv2d import Conv2D
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.dropout import Dropout
from nnsim.engine.layers.flatten import Flatten
from nnsim.engine.layers.input import Input
from nnsim.engine.layers.lstm import LSTM
from nnsim.engine.layers.rnn import RNN
from nnsim.engine.losses.bce import BinaryCrossEntropy
from nnsim.engine.losses.mse import MeanSquaredError
from nnsim.engine.losses.softmax_ce import SoftmaxCrossEntropy
from nnsim.engine.optimizers.adam import Adam
from nnsim.engine.optimizers.momentum import Momentum
from nnsim.engine.optimizers.sgd import SGD
from nnsim.engine.schedules.exponential import ExponentialDecay

PROJECTS = {
    "dense": lambda: chain(
        Input(), *[Dense(16, Sigmoid())] * 4, Dense(1), data=Moons(), optimizer=SGD(), learning_rate=0.1
    ),
    "conv": lambda: chain(
        Input((1, 8, 8)),
        Conv2D(4, activation=ReLU()),
        Flatten(),
        Dense(16, Tanh(), Normal(1.0)),
        Dense(10, Softmax()),
        ActivationLayer(Softmax()),
        Dropout(0.5),
        data=Digits(),
        batch=200,
    ),
    "lstm": lambda: chain(Input(), LSTM(6), Dense(1, Softmax()), data=PulseOrder(), batch=1),
    "rnn": lambda: chain(Input(), RNN(6), Dense(1), data=PulseOrder(points=100)),
    "regression": lambda: chain(
        Input(),
        Dense(16, ReLU()),
        Dense(16, initializer=Zeros(), frozen=True),
        Dense(1, Sigmoid()),
        data=DataSettings(Diabetes(), scaling="none"),
        schedule=ExponentialDecay(0.1),
        optimizer=Momentum(0.99),
        epochs=3,
        weight_decay=1.0,
    ),
    "classes": lambda: chain(
        Input(),
        Dense(8),
        Dense(8),
        Dense(3, Sigmoid()),
        data=DataSettings(Wine(), scaling="none", stratify=False),
        loss=MeanSquaredError(),
        patience=2,
    ),
    "one_layer": lambda: chain(Input(), Dense(1), data=Sine(), learning_rate=0.0),
}
NEVER = {"drop_constant_columns", "all_columns", "inner_softmax"}
"""Cures that none of these projects asks for; each has a test of its own."""


@cache
def _case(name: str) -> Case:
    *_, last = Rounds(PROJECTS[name]()).walk(2, (2,))
    return last


@cache
def _prescribed(key: str, name: str):
    return tuple(cures[key]().prescribe(_case(name)))


@pytest.mark.parametrize("key", [cure.key for cure in cures])
@pytest.mark.parametrize("name", PROJECTS)
def test_a_cure_changes_the_project_can_be_trained_and_is_pure(name: str, key: str) -> None:
    case = _case(name)
    labels = set()
    for prescription in _prescribed(key, name):
        before = case.project
        after = prescription.applied(before)
        assert prescription.cure == key
        assert after != before
        assert before == PROJECTS[name]()
        assert prescription.applied(before) == after
        assert Prescriber(case).ground(after) is not None, prescription.repair.label
        assert after.training.seed == before.training.seed
        labels.add(prescription.repair.label)
    assert all(labels)
    assert len(labels) == len(_prescribed(key, name))


@pytest.mark.parametrize("kind", list(cures), ids=lambda kind: kind.key)
def test_a_cure_says_what_it_is_and_is_asked_for_by_some_project(kind) -> None:
    assert kind.title
    assert kind.summary.endswith(".")
    if kind.key not in NEVER:
        assert any(_prescribed(kind.key, name) for name in PROJECTS)


def _only(key: str, name: str, at: int = 0):
    return _prescribed(key, name)[at].applied(_case(name).project)


def test_outputs_end_in_weighted_sums_with_a_loss_that_suits_them() -> None:
    conv = _only("fitting_output", "conv").graph
    assert [type(node.layer) for node in conv.nodes][-1] is Dense
    assert conv.nodes[-1].layer.activation.is_identity
    lstm = _only("fitting_output", "lstm").graph
    assert lstm["dense_1"].layer.activation.is_identity
    wine = _only("fitting_output", "classes").graph
    assert wine["dense_3"].layer.activation.is_identity
    assert isinstance(wine["dense_3"].objective.loss, SoftmaxCrossEntropy)
    assert _only("fitting_output", "regression").graph["dense_3"].layer.activation.is_identity


def test_yes_or_no_in_several_columns_is_asked_by_binary_cross_entropy() -> None:
    rows = "; ".join(f"{a} {b} {a & b} {a | b}" for a in (0, 1) for b in (0, 1))
    from nnsim.data.sources.typed_table import TypedTable

    project = chain(
        Input(),
        Dense(8, Tanh()),
        Dense(2, Softmax()),
        data=TypedTable(rows, targets=2),
        loss=MeanSquaredError(),
    )
    case = next(Rounds(project).walk(1))
    found = next(cures["fitting_output"]().prescribe(case)).applied(project).graph["dense_2"]
    assert found.layer.activation.is_identity
    assert isinstance(found.objective.loss, BinaryCrossEntropy)


def test_constant_inputs_are_left_out() -> None:
    from nnsim.data.sources.typed_table import TypedTable

    rows = "; ".join(f"{k} 7 {k % 2}" for k in range(20))
    project = chain(Input(), Dense(4, Tanh()), Dense(1), data=TypedTable(rows))
    case = next(Rounds(project).walk(1))
    [found] = cures["drop_constant_columns"]().prescribe(case)
    ground = Prescriber(case).ground(found.applied(project))
    assert ground is not None
    assert ground.data.shape == (1,)


def test_an_input_that_reads_some_columns_reads_all() -> None:
    project = chain(Input(columns="2"), Dense(4, Tanh()), Dense(1), data=Moons())
    [found] = cures["all_columns"]().prescribe(next(Rounds(project).walk(1)))
    assert found.applied(project).graph.nodes[0].layer == Input()
    two = Builder()
    ends = [two.add(Input(columns=str(k))) for k in (1, 2)]
    two.add(Dense(1), two.add(Concatenate(), *ends))
    assert not list(cures["all_columns"]().prescribe(next(Rounds(two.project(Moons())).walk(1))))


def test_no_softmax_is_left_before_the_output() -> None:
    inner = chain(
        Input(),
        Dense(4, Tanh()),
        Dense(3, Softmax()),
        ActivationLayer(Softmax()),
        Dense(3, Softmax()),
        data=Wine(),
    )
    case = next(Rounds(inner).walk(1))
    [found] = cures["inner_softmax"]().prescribe(case)
    after = found.applied(inner)
    activations = [node.layer.activation_function() for node in after.graph.nodes]
    assert not any(isinstance(one, Softmax) for one in activations)
    assert Prescriber(case).ground(after) is not None


def test_no_rate_is_found_below_those_that_were_tested(monkeypatch) -> None:
    sweep = np.geomspace(1e-6, 10, 60), np.concatenate([np.linspace(1, 0.9, 10), np.full(50, 2.0)])
    monkeypatch.setattr(range_test, "_sweep", lambda case: sweep)
    assert all(rate >= range_test.LOW for rate in range_test.tested(_case("dense")))


def test_skip_connections_join_layers_of_one_shape_once() -> None:
    project = _only("skip_connections", "dense")
    added = [node for node in project.graph.nodes if node.layer.key == "add"]
    assert len(added) == 3
    case = Case(project, Prescriber(_case("dense")).ground(project).resolved, _case("dense").data)
    assert not list(cures["skip_connections"]().prescribe(case))


def test_norms_stand_between_sums_and_activations() -> None:
    graph = _only("batch_norm", "dense").graph
    assert graph["dense_1"].layer.activation.is_identity
    [norm] = [e.target for e in graph.outgoing["dense_1"]]
    [squash] = [e.target for e in graph.outgoing[norm]]
    assert (graph[norm].layer.key, graph[squash].layer.function) == ("batch_norm", Sigmoid())
    assert not _prescribed("batch_norm", "lstm")


def test_a_skipping_graph_keeps_its_inputs_in_order() -> None:
    net = Builder()
    given = net.add(Input())
    one = net.add(Dense(8, Tanh()), given)
    two = net.add(Dense(8, Tanh()), one)
    from nnsim.engine.layers.subtract import Subtract

    net.add(Dense(1), net.add(Subtract(), two, one))
    project = net.project(Moons())
    case = next(Rounds(project).walk(1))
    after = next(cures["batch_norm"]().prescribe(case)).applied(project).graph
    first, second = after.sources_of("subtract_1")
    assert after.sources_of(after.sources_of(first)[0]) == ("dense_2",)
    assert after.sources_of(after.sources_of(second)[0]) == ("dense_1",)


def test_a_range_test_finds_a_rate_that_is_neither_far_too_low_nor_far_too_high() -> None:
    rates = [
        p.applied(_case("dense").project).training.learning_rate for p in _prescribed("range_test", "dense")
    ]
    assert 1e-3 < rates[0] < 10


def test_adam_is_used_with_a_rate_it_does_well_with() -> None:
    training = _only("adam", "dense").training
    assert training.optimizer == Adam()
    assert 1e-4 <= training.learning_rate <= 0.01


@pytest.mark.parametrize(("gain", "drawn_anew"), [(0.3, True), (1.0, False), (5 / 3, False), (2.0, True)])
def test_weights_of_a_gain_that_many_layers_do_not_pass_on_are_drawn_anew(
    gain: float, drawn_anew: bool
) -> None:
    deep = chain(Input(), *[Dense(8, ReLU(), HeNormal(gain))] * 6, Dense(1), data=Moons())
    found = list(cures["fitting_weights"]().prescribe(next(Rounds(deep).walk(1))))
    assert bool(found) is drawn_anew
