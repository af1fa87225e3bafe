"""The neuron and the perceptron: numbers of the books, from the real engine."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnsim.data.data_settings import DataSettings
from nnsim.data.prepare import prepare
from nnsim.data.prepared import Prepared
from nnsim.data.sources.iris import Iris
from nnsim.data.sources.truth_table import TruthTable
from nnsim.document.resolve import resolve
from nnsim.engine.activations.sigmoid import Sigmoid
from nnsim.engine.activations.step import Step
from nnsim.engine.activations.tanh import Tanh
from nnsim.engine.initializers.zeros import Zeros
from nnsim.engine.layers.dense import Dense
from nnsim.engine.losses.bce import BinaryCrossEntropy
from nnsim.engine.losses.mse import MeanSquaredError
from nnsim.engine.network import Network
from nnsim.engine.optimizers.momentum import Momentum
from nnsim.engine.rules.perceptron import PerceptronRule
from nnsim.training.run import Run
from tests.builders import chain, examples, meaning, run_epoch, start, walk

CORNERS = np.array(list(itertools.product((0.0, 1.0), repeat=2)))
UNIT = chain(Dense(1, Step(), Zeros()), loss=MeanSquaredError())


def network(*parts: Dense, inputs: int, outputs: int) -> Network:
    """Return Input → parts, with float64 numbers."""
    data = examples(np.zeros((1, inputs)), np.zeros((1, outputs)))
    resolved = resolve(chain(*parts, loss=MeanSquaredError()), data)
    assert resolved.can_train
    return Network(resolved.stages, resolved.outputs, np.float64)


def with_weights(net: Network, **arrays: object) -> Network:
    """Write e.g. ``l1_W=[[1], [3]]`` into the network."""
    given_arrays = {name.replace("_", "/"): np.array(a, float) for name, a in arrays.items()}
    assert net.parameters.adopt(given_arrays) == len(arrays)
    return net


def neuron(weights: list[float], bias: float) -> Network:
    net = network(Dense(1, Step()), inputs=len(weights), outputs=1)
    return with_weights(net, l1_W=[[w] for w in weights], l1_b=[bias])


# ---- the neuron --------------------------------------------------------------------------------


def test_judges_need_more_than_the_threshold() -> None:
    scores = np.array([[4.0, 1.0, -3.0]])
    net = network(Dense(1), inputs=3, outputs=1)
    with_weights(net, l1_W=[[1], [3], [2]], l1_b=[0])
    assert net.predict(scores)[0] == 1.0
    for threshold, passes in ((3, 0), (1, 0), (math.nextafter(1, 0), 1), (0.999, 1), (0, 1), (-5, 1)):
        assert neuron([1, 3, 2], -threshold).predict(scores)[0] == passes


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(-9, 9), st.integers(-9, 9)), min_size=1, max_size=5), st.integers(-90, 90)
)
def test_output_is_one_only_above_the_threshold(pairs: list[tuple[int, int]], threshold: int) -> None:
    """Whole numbers make ties common; the bias −threshold and a constant input 1 of weight w₀ are one."""
    weights, x = ([float(v) for v in column] for column in zip(*pairs, strict=True))
    total = sum(w * v for w, v in zip(weights, x, strict=True))
    expected = 1.0 if total > threshold else 0.0
    assert neuron(weights, -threshold).predict(np.array([x]))[0] == expected
    constant = network(Dense(1, Step(), bias=False), inputs=len(x) + 1, outputs=1)
    with_weights(constant, l1_W=[[-threshold], *([w] for w in weights)])
    assert constant.predict(np.array([[1.0, *x]]))[0] == expected


def test_nand() -> None:
    net = network(Dense(1), inputs=2, outputs=1)
    with_weights(net, l1_W=[[-2], [-2]], l1_b=[3])
    np.testing.assert_array_equal(net.predict(CORNERS)[0][:, 0], [3, 1, 1, -1])
    np.testing.assert_array_equal(neuron([-2, -2], 3).predict(CORNERS)[0][:, 0], [1, 1, 1, 0])


def test_xor_and_sum_of_composed_nands() -> None:
    """Four NANDs make XOR: here as a 2-3-2-1 network of steps that passes values on."""
    net = network(*(Dense(n, Step()) for n in (3, 2, 1)), inputs=2, outputs=1)
    with_weights(
        net,
        l1_W=[[-2, 1, 0], [-2, 0, 1]],
        l1_b=[3, 0, 0],  # nand(a, b), a, b
        l2_W=[[-2, -2], [-2, 0], [0, -2]],
        l2_b=[3, 3],  # nand(n, a), nand(n, b)
        l3_W=[[-2], [-2]],
        l3_b=[3],
    )
    np.testing.assert_array_equal(net.predict(CORNERS)[0][:, 0], [0, 1, 1, 0])


def test_composed_perceptrons_5_3_4_1() -> None:
    """Every unit of the composed network is a perceptron: against each alone, on all 32 corners."""
    net = network(*(Dense(n, Step()) for n in (3, 4, 1)), inputs=5, outputs=1)
    rng = np.random.default_rng(10)
    net.parameters.vector[:] = rng.integers(-3, 4, net.parameters.size)
    assert net.parameters.size == 5 * 3 + 3 + 3 * 4 + 4 + 4 * 1 + 1
    corners = np.array(list(itertools.product((0.0, 1.0), repeat=5)))
    arrays = net.parameters.copy_arrays()
    signal = corners
    for k in (1, 2, 3):
        units = [neuron(list(w), b) for w, b in zip(arrays[f"l{k}/W"].T, arrays[f"l{k}/b"], strict=True)]
        signal = np.hstack([unit.predict(signal)[0] for unit in units])
        np.testing.assert_array_equal(net.predict(corners, [f"l{k}"])[0], signal)
    assert 0 < signal.mean() < 1


def test_multilayer_perceptron_6_4_3_1_has_47_parameters() -> None:
    data = examples(np.zeros((1, 6)), np.zeros((1, 1)))
    graph = chain(Dense(4, Sigmoid()), Dense(3, Sigmoid()), Dense(1, Sigmoid()))
    assert meaning(graph, data).total_parameters == 47


def test_last_layer_turns_a_digit_into_four_bits() -> None:
    """784 → hidden → 10 → 4: weights ±10 by bit, no bias, on old outputs of .99 and .01."""
    net = network(Dense(15, Sigmoid()), Dense(10, Sigmoid()), Dense(4, Sigmoid()), inputs=784, outputs=4)
    bits = np.array([[digit >> k & 1 for k in range(4)] for digit in range(10)])
    assert {s.id: s.shape for s in net.stages} == {"in": (784,), "l1": (15,), "l2": (10,), "l3": (4,)}
    last = with_weights(
        network(Dense(4, Sigmoid()), inputs=10, outputs=4), l1_W=np.where(bits, 10, -10), l1_b=np.zeros(4)
    )
    old = np.full((10, 10), 0.01) + 0.98 * np.eye(10)
    new = last.predict(old)[0]
    np.testing.assert_array_equal(new > 0.5, bits == 1)
    assert ((new - bits) ** 2).mean() <= 1e-4
    exact = 1 / (1 + np.exp(-old @ np.where(bits, 10.0, -10.0)))
    np.testing.assert_allclose(new, exact, rtol=1e-12)


# ---- the rule ----------------------------------------------------------------------------------


def rosenblatt(data: Prepared, **training: object) -> Run:
    chosen = {"rule": PerceptronRule(), "batch": 1, "learning_rate": 1.0, **training}
    return start(UNIT, data, **chosen)


def until_right(run: Run, epochs: int) -> int | None:
    """Return the epoch in which the rule first makes no mistake, from 1 on; None when it never does."""
    for epoch in range(1, epochs + 1):
        before = float(run.network.parameters.scalars["mistakes"])
        run_epoch(run)
        if float(run.network.parameters.scalars["mistakes"]) == before:
            return epoch
    return None


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10**6), dimensions=st.integers(1, 6), count=st.integers(2, 40))
def test_mistakes_on_separable_data_are_at_most_novikoffs(seed: int, dimensions: int, count: int) -> None:
    rng = np.random.default_rng(seed)
    teacher, offset = rng.normal(size=dimensions), rng.normal()
    x = rng.normal(size=(count, dimensions))
    scale = math.sqrt(teacher @ teacher + offset**2)
    margins = (x @ teacher + offset) / scale
    x, margins = x[np.abs(margins) > 0.1], margins[np.abs(margins) > 0.1]
    if not len(x):
        return
    radius = np.sqrt((x**2).sum(axis=1) + 1).max()
    bound = (radius / np.abs(margins).min()) ** 2
    run = rosenblatt(examples(x, (margins > 0).astype(float)))
    right = until_right(run, int(bound) + 2)
    assert right is not None
    assert float(run.network.parameters.scalars["mistakes"]) <= bound
    assert run.evaluate().train_loss == 0


def test_rule_is_rosenblatts_loop() -> None:
    rng = np.random.default_rng(8)
    x, t = rng.normal(size=(60, 3)), rng.integers(0, 2, 60).astype(float)
    run = rosenblatt(examples(x, t), learning_rate=0.25)
    w, b, mistakes = np.zeros(3), 0.0, 0
    for _ in range(3):
        run_epoch(run)
        for row, target in zip(x, t, strict=True):
            y = 1.0 if row @ w + b > 0 else 0.0
            w, b, mistakes = w + 0.25 * (target - y) * row, b + 0.25 * (target - y), mistakes + (y != target)
    arrays = dict(run.network.parameters.items())
    np.testing.assert_allclose(arrays["l1/W"][:, 0], w, rtol=1e-12)
    np.testing.assert_allclose(arrays["l1/b"], [b], rtol=1e-12)
    assert run.network.parameters.scalars["mistakes"] == mistakes
    rows = run.take_points().rows
    assert rows[-1, run.unreported.columns.place("mistakes")] == mistakes
    assert (np.diff(rows[:, run.unreported.columns.place("mistakes")]) >= 0).all()


def test_examples_that_are_right_change_nothing() -> None:
    run = rosenblatt(examples(CORNERS, [1, 1, 1, 0]))
    run.network.parameters.adopt({"l1/W": np.array([[-2.0], [-2.0]]), "l1/b": np.array([3.0])})
    before = run.network.parameters.vector.copy()
    run_epoch(run)
    np.testing.assert_array_equal(run.network.parameters.vector, before)
    assert run.network.parameters.scalars["mistakes"] == 0


def test_corrections_of_a_batch_are_summed() -> None:
    x, t = CORNERS, np.array([1.0, 1.0, 0.0, 1.0])
    run = rosenblatt(examples(x, t), batch=4, learning_rate=0.5)
    run_epoch(run)
    np.testing.assert_array_equal(run.network.parameters.vector, 0.5 * np.r_[x.T @ t, t.sum()])
    assert run.network.parameters.scalars["mistakes"] == 3


def test_iris_setosa_is_learned_and_versicolor_never() -> None:
    for species, learned in (("setosa", True), ("versicolor", False)):
        source = Iris(species=species)
        data = prepare(DataSettings(source, validation_share=0, test_share=0, scaling="none"))
        run = rosenblatt(data)
        epoch = until_right(run, 10 if learned else 60)
        assert (epoch is not None) == learned
        if learned:
            assert epoch is not None
            assert epoch <= 10
            assert run.network.parameters.scalars["mistakes"] <= 10
            assert run.evaluate().metrics[0] == ("train_accuracy", 1.0)


# ---- what one unit can and cannot --------------------------------------------------------------


@pytest.mark.parametrize(("inputs", "expected"), [(1, 4), (2, 14), (3, 104), (4, 1882)])
def test_number_of_linearly_separable_functions(inputs: int, expected: int) -> None:
    """Every threshold function of up to 4 inputs has whole weights in −3 … 3 (Muroga 1971).

    So many units side by side, one for every choice of weights and threshold, show every function
    that one unit can compute; the thresholds lie between the sums that whole weights can make.
    """
    corners = np.array(list(itertools.product((0.0, 1.0), repeat=inputs)))
    weights = np.array(list(itertools.product(range(-3, 4), repeat=inputs)), float).T
    biases = np.arange(-3 * inputs, 3 * inputs + 1) + 0.5
    found: set[int] = set()
    net = network(Dense(weights.shape[1], Step()), inputs=inputs, outputs=weights.shape[1])
    powers = 2 ** np.arange(len(corners))
    for bias in biases:
        with_weights(net, l1_W=weights, l1_b=np.full(weights.shape[1], bias))
        found.update((powers @ net.predict(corners)[0]).astype(int).tolist())
    assert len(found) == expected


def test_best_that_one_unit_does_on_xor() -> None:
    grid = np.array(list(itertools.product(range(-3, 4), range(-3, 4), np.arange(-6.5, 7))), float)
    net = network(Dense(len(grid), Step()), inputs=2, outputs=len(grid))
    with_weights(net, l1_W=grid[:, :2].T, l1_b=grid[:, 2])
    right = (net.predict(CORNERS)[0] == np.array([[0], [1], [1], [0]])).sum(axis=0)
    assert right.max() == 3


@pytest.mark.parametrize(
    ("loss", "value"), [(MeanSquaredError(), 0.25), (BinaryCrossEntropy(), math.log(2))], ids=str
)
def test_best_linear_output_on_xor_is_one_half_everywhere(loss: object, value: float) -> None:
    data = prepare(DataSettings(TruthTable("xor")))
    run = start(chain(Dense(1), loss=loss), data, learning_rate=0.5, seed=4)  # type: ignore[arg-type]
    for _ in range(600):
        run_epoch(run)
    assert run.evaluate().train_loss == pytest.approx(value, abs=1e-12)
    np.testing.assert_allclose(run.network.probabilities(CORNERS)[0], 0.5, atol=1e-6)


def starts_that_learn_xor(units: int) -> int:
    """Return how many of 100 seeds get all four right; full batch, momentum, signs as inputs.

    The four corners stand a hundred times one after the other, so that each batch is all of them and
    an epoch a hundred steps: the same steps, taken in one go.
    """
    corners = prepare(DataSettings(TruthTable("xor", coding="signs"))).train
    data = examples(np.tile(corners.inputs, (100, 1)), np.tile(corners.targets, 100), 2)
    graph = chain(Dense(units, Tanh()), Dense(1), loss=BinaryCrossEntropy())
    learned = 0
    for seed in range(100):
        run = start(graph, data, optimizer=Momentum(), learning_rate=0.1, seed=seed, batch=4)
        walk(run, 500)
        learned += dict(run.evaluate().metrics)["train_accuracy"] == 1.0
    return learned


def test_four_tanh_units_learn_xor_from_nearly_every_start() -> None:
    assert starts_that_learn_xor(4) >= 98


def test_two_tanh_units_often_get_stuck_on_xor() -> None:
    assert 45 <= starts_that_learn_xor(2) <= 85
