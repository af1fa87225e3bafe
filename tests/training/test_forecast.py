"""The forecast of gradients: what one pass before training says, and that a step then says the same."""

from __future__ import annotations

import math
import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nnsim.base.text import tr
from nnsim.data.data_settings import DataSettings
from nnsim.data.prepare import prepare
from nnsim.data.prepared import Prepared
from nnsim.data.sources.two_spirals import TwoSpirals
from nnsim.document.graph import Edge, Graph, Node
from nnsim.document.project import TrainingSettings
from nnsim.document.resolve import resolve
from nnsim.engine.activations.identity import Identity
from nnsim.engine.activations.sigmoid import Sigmoid
from nnsim.engine.activations.step import Step
from nnsim.engine.activations.tanh import Tanh
from nnsim.engine.initializers.constant import Constant
from nnsim.engine.initializers.lecun import LeCunNormal
from nnsim.engine.initializers.lsuv import LSUV
from nnsim.engine.initializers.normal import Normal
from nnsim.engine.layer import Layer
from nnsim.engine.layers.add import Add
from nnsim.engine.layers.batch_norm import BatchNorm
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.dropout import Dropout
from nnsim.engine.layers.embedding import Embedding
from nnsim.engine.layers.flatten import Flatten
from nnsim.engine.layers.input import Input
from nnsim.engine.loss import Loss
from nnsim.engine.losses.mse import MeanSquaredError
from nnsim.engine.rules.hebb import HebbRule
from nnsim.engine.rules.perceptron import PerceptronRule
from nnsim.training.forecast import Forecast, affordable, forecast, forecast_at
from nnsim.training.quantities import BIAS_GRADIENT, GRADIENT, OUTPUT_GRADIENT
from nnsim.training.run import Run
from nnsim.training.setup import Setup
from tests.builders import chain, examples, start, walk
from tests.deep_networks import Recipe, recipes
from tests.training.random_drawings import drawings


def setup_of(graph: Graph, data: Prepared, **training: object) -> Setup:
    chosen = TrainingSettings(**{"batch": max(1, len(data.train)), "shuffle": False, **training})  # type: ignore[arg-type]
    return Setup(resolve(graph, data, chosen.rule), chosen, data)


def random_examples(n: int = 12, shape: tuple[int, ...] = (3,)) -> Prepared:
    rng = np.random.default_rng(n)
    return examples(rng.normal(size=(n, *shape)), rng.normal(size=(n, 2)))


def assert_as_measured(setup: Setup) -> Forecast:
    """What is forecast on all examples is what the first step on all of them reads, layer by layer.

    Of the walk in NumPy this holds of every number. The compiled walk rounds otherwise, which is all there is
    of a gradient that is 0 by rights, such as that of a bias before batch norm.
    """
    said = forecast(setup, len(setup.prepared.train))
    assert said.why_not == ""
    run = Run(setup.resolved, setup.training, setup.prepared)
    row = walk(run, 1)[0]
    assert [x.name for x in said.layers] == [x.name for x in run.unreported.columns.layers]
    rounding = 0.0 if run.walk == "numpy" else 1e-12 * float(np.nan_to_num(row[1:]).max(initial=1.0))
    for layer, columns in zip(said.layers, run.unreported.columns.layers, strict=True):
        for value, quantity in (
            (layer.gradient, GRADIENT),
            (layer.bias_gradient, BIAS_GRADIENT),
            (layer.output_gradient, OUTPUT_GRADIENT),
        ):
            measured = row[quantity.column(columns)]
            assert value == pytest.approx(measured, rel=1e-5, abs=max(rounding, 1e-30), nan_ok=True)
    return said


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(recipe=recipes(), n=st.integers(1, 9), precision=st.sampled_from(["float32", "float64"]))
def test_the_forecast_is_what_the_first_step_measures(recipe: Recipe, n: int, precision: str) -> None:
    data = random_examples(n, (2, 4, 4) if recipe.images else (3,))
    with pytest.MonkeyPatch.context() as patch:
        if precision == "float32":
            patch.setenv("NNSIM_WALK", "numpy")
        assert_as_measured(setup_of(recipe.graph(MeanSquaredError()), data, precision=precision))


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(drawing=drawings())
def test_every_edge_of_any_drawing_that_leads_to_a_loss_carries_a_number(
    drawing: tuple[Graph, tuple[int, ...]],
) -> None:
    graph, shape = drawing
    codes = [n.layer.codes for n in graph.nodes if n.layer.codes is not None]
    rng = np.random.default_rng(0)
    inputs = rng.integers(0, min(codes), (4, *shape)) if codes else rng.normal(size=(4, *shape))
    setup = setup_of(graph, examples(inputs, rng.normal(size=(4, 2))), precision="float64")
    said = assert_as_measured(setup)
    assert set(said.edges) == set(graph.edges), "every loose end of these drawings has a loss behind it"
    if said.broken is None:
        assert all(math.isfinite(size) and size >= 0 for size in said.edges.values())
    # An output that one layer reads, and no loss, gets back what that edge carries.
    objectives = {output.stage for output in setup.resolved.outputs}
    for layer in said.layers:
        out = graph.outgoing.get(layer.node, ())
        if len(out) == 1 and layer.node not in objectives:
            assert said.edges[out[0]] == layer.output_gradient


def test_the_edges_of_a_fork_carry_what_each_way_sends_back() -> None:
    data = random_examples()
    parts = {"in": Input(), "a": Dense(4), "b": Dense(4, Tanh()), "sum": Add(), "out": Dense(2)}
    wires = (("in", "a", 0), ("a", "b", 0), ("a", "sum", 0), ("b", "sum", 1), ("sum", "out", 0))
    nodes = tuple(Node(id_, id_, layer) for id_, layer in parts.items())
    graph = Graph(nodes, tuple(Edge(*wire) for wire in wires))
    setup = setup_of(graph, data, precision="float64")
    said = forecast(setup)
    weights = setup.network().weights()
    x = data.train.inputs
    a = x @ weights["a/W"]
    b = np.tanh(a @ weights["b/W"])
    d_out = 2 * ((a + b) @ weights["out/W"] - data.train.targets) / (2 * len(x))
    d_sum = d_out @ weights["out/W"].T
    d_b = (d_sum * (1 - b**2)) @ weights["b/W"].T
    expected = [(d_sum + d_b) @ weights["a/W"].T, d_b, d_sum, d_sum, d_sum]
    for wire, gradient in zip(wires, expected, strict=True):
        assert said.edges[Edge(*wire)] == pytest.approx(float(np.linalg.norm(gradient)))


def test_first_weights_that_look_at_data_and_layers_that_draw_are_those_of_the_run() -> None:
    parts = (Dense(5, Tanh(), LSUV()), Dropout(0.4), BatchNorm(), Dense(2, initializer=LSUV()))
    assert_as_measured(setup_of(chain(*parts), random_examples(40), seed=7, precision="float64"))


def test_a_forecast_of_fewer_examples_takes_them_from_all_of_the_training_part() -> None:
    data = random_examples(40)
    setup = setup_of(chain(Dense(5, Tanh()), Dense(2)), data, precision="float64")
    said = forecast(setup, 8)
    assert said.examples == 8
    every_fifth = examples(data.train.inputs[::5], data.train.targets[::5])
    of_these = forecast(setup_of(chain(Dense(5, Tanh()), Dense(2)), every_fifth, precision="float64"))
    assert [x.gradient for x in said.layers] == [x.gradient for x in of_these.layers]


def test_the_network_of_a_run_can_be_looked_at_as_it_stands() -> None:
    data = random_examples()
    graph = chain(Dense(5, Tanh()), Dense(2))
    run = start(graph, data, learning_rate=0.5)
    row = walk(run, 4)[3]
    again = start(graph, data, learning_rate=0.5)
    walk(again, 3)
    said = forecast_at(again.network, data, len(data.train))
    for layer, columns in zip(said.layers, run.unreported.columns.layers, strict=True):
        assert layer.gradient == pytest.approx(row[GRADIENT.column(columns)])


# ---- what is said --------------------------------------------------------------------------------


def test_the_anchor_six_sigmoid_layers_on_the_spirals() -> None:
    """Anchors §3: the first layer's gradient is 3.6e-5 of the last's, before any training (median of seeds)."""
    data = prepare(DataSettings(TwoSpirals()))
    layer = Dense(8, Sigmoid(), LeCunNormal(), bias_initializer=Normal(1.0))
    graph = chain(*[layer] * 6, replace(layer, units=1, activation=Identity()))
    found = [forecast(setup_of(graph, data, seed=seed), len(data.train)) for seed in range(50)]
    assert 3.6e-5 / 1.5 < np.median([said.share for said in found]) < 3.6e-5 * 1.5
    usual = forecast(setup_of(graph, data))
    assert usual.examples == 64
    assert re.fullmatch(r"l1 gets 1/[1-9][\d,]*000 of the gradient of l7\.", usual.sentence())


def test_flat_activations_and_single_layers_have_sentences() -> None:
    data = random_examples()
    flat = forecast(setup_of(chain(Dense(3, Tanh()), Dense(3, Step()), Dense(2)), data))
    assert flat.sentence().startswith("Step function has slope 0 everywhere")
    single = forecast(setup_of(chain(Dense(2)), data))
    assert single.layers[0].gradient > 0
    assert single.sentence() == ""
    assert math.isnan(single.share)


@pytest.mark.parametrize(
    ("parts", "loss", "training", "words"),
    [
        ((Dense(3), Dense(7)), None, {}, "2 target columns"),
        ((), None, {}, ""),
        ((Dense(2),), None, {"rule": HebbRule()}, "without back-propagation"),
        ((Dense(2, frozen=True),), None, {}, "frozen"),
        ((Flatten(), Embedding(3, 2), Flatten(), Dense(2)), None, {}, "codes"),
    ],
)
def test_a_network_that_cannot_train_gets_a_sentence(
    parts: tuple[Layer, ...], loss: Loss | None, training: dict[str, object], words: str
) -> None:
    said = forecast(setup_of(chain(*parts, loss=loss), random_examples(), **training))
    assert words in said.why_not
    assert said.why_not
    assert said.sentence() == said.why_not
    assert (said.layers, dict(said.edges)) == ((), {})


def test_rules_without_back_propagation_say_so() -> None:
    rng = np.random.default_rng(0)
    data = examples(rng.normal(size=(9, 2)), np.arange(9) % 2, classes=2)
    said = forecast(setup_of(chain(Dense(1, Step())), data, rule=PerceptronRule()))
    assert (
        said.why_not
        == f"{tr(PerceptronRule.title)} makes its steps without back-propagation, so there is no gradient to forecast."
    )


def test_no_examples_have_a_sentence() -> None:
    said = forecast(setup_of(chain(Dense(2)), random_examples()), 0)
    assert "training examples" in said.why_not


def test_a_number_that_is_not_finite_is_told_where_it_arises() -> None:
    huge = [Dense(4, initializer=Constant(1e6))] * 7
    said = forecast(setup_of(chain(Dense(4, Tanh()), *huge, Dense(2)), random_examples()))
    assert said.broken is not None
    assert (said.broken.way, said.broken.layer) == ("forward", "l7")
    assert said.sentence() == said.broken.sentence()
    assert len(said.layers) == 9


# ---- how much is looked at -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("parts", "least", "most"),
    [
        ([Dense(8)] * 6, 64, 64),
        ([Dense(700)] * 3, 64, 64),
        ([Dense(5000), Dense(5000)], 2, 8),
    ],
)
def test_as_many_examples_as_can_be_afforded(parts: list[Layer], least: int, most: int) -> None:
    rng = np.random.default_rng(0)
    data = examples(rng.normal(size=(100, 2)), rng.normal(size=(100, 2)))
    network = setup_of(chain(*parts, Dense(2)), data).network(drawn=False)
    assert least <= affordable(network) <= most
