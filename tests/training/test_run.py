"""A run: the same bits every time, going on where it stopped, and trouble on the way."""

from __future__ import annotations

import json
import math
import tracemalloc
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnsim.base.errors import NnsimError
from nnsim.data.prepared import Prepared
from nnsim.document.graph import Edge, Graph, Node, Objective
from nnsim.document.learned import Learned
from nnsim.document.project import TrainingSettings
from nnsim.document.resolve import resolve
from nnsim.engine.activations.relu import ReLU
from nnsim.engine.activations.sigmoid import Sigmoid
from nnsim.engine.activations.step import Step
from nnsim.engine.activations.tanh import Tanh
from nnsim.engine.initializers.constant import Constant
from nnsim.engine.layers.batch_norm import BatchNorm
from nnsim.engine.layers.concatenate import Concatenate
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.dropout import Dropout
from nnsim.engine.layers.input import Input
from nnsim.engine.losses.bce import BinaryCrossEntropy
from nnsim.engine.losses.mse import MeanSquaredError
from nnsim.engine.losses.softmax_ce import SoftmaxCrossEntropy
from nnsim.engine.optimizer import Optimizer, optimizers
from nnsim.engine.optimizers.adam import Adam
from nnsim.engine.optimizers.lbfgs import LBFGS
from nnsim.engine.optimizers.momentum import Momentum
from nnsim.engine.optimizers.nadam import NAdam
from nnsim.engine.optimizers.nesterov import Nesterov
from nnsim.engine.optimizers.rprop import Rprop
from nnsim.engine.optimizers.sgd import SGD
from nnsim.engine.rules.perceptron import PerceptronRule
from nnsim.training.divergence import DivergedError
from nnsim.training.quantities import BIAS_GRADIENT, GRADIENT, OUTPUT_GRADIENT
from nnsim.training.run import CHECKPOINT_EVERY, Run
from tests.builders import chain, examples, run_epoch, start, walk

NET = chain(Dense(5, Tanh()), BatchNorm(), Dropout(0.3), Dense(3), loss=SoftmaxCrossEntropy())


def some(n: int = 23, inputs: int = 4, classes: int = 3, seed: int = 0) -> Prepared:
    rng = np.random.default_rng(seed)
    return examples(rng.normal(size=(n, inputs)), rng.integers(0, classes, n), classes)


def begin(data: Prepared, learned: Learned | None = None, **training: Any) -> Run:
    chosen = {"batch": 4, "shuffle": True, "precision": "float32", "optimizer": Adam(), **training}
    return start(NET, data, learned, **chosen)


def bits(run: Run) -> tuple[bytes, ...]:
    parameters = run.network.parameters
    return parameters.all.tobytes(), parameters.state.tobytes()


def placed(learned: Learned, place: dict[str, Any]) -> Learned:
    return replace(learned, moment=replace(learned.moment, place=place))


def through_file(learned: Learned) -> Learned:
    """Return what comes back from a file: fresh arrays, and the place as JSON."""
    moment = learned.moment
    return Learned.named(
        {k: np.array(a) for k, a in learned.arrays.items()},
        step=moment.step,
        epoch=moment.epoch,
        slots={k: np.array(a) for k, a in moment.slots.items()},
        place=json.loads(json.dumps(moment.place, allow_nan=False)),
        best=moment.best,
    )


# ---- the same again ----------------------------------------------------------------------------


@pytest.mark.parametrize("optimizer", [LBFGS(3), NAdam(), Rprop()], ids=lambda o: o.key)
def test_memory_of_any_shape_comes_back_from_a_file(optimizer: Optimizer) -> None:
    data = some()
    options = {"batch": 23, "optimizer": optimizer, "learning_rate": 0.05}
    whole, half = begin(data, **options), begin(data, **options)
    walk(whole, 9)
    walk(half, 5)
    again = begin(data, through_file(half.learned()), **options)
    walk(again, 4)
    assert bits(again) == bits(whole)


@pytest.mark.parametrize("precision", ["float32", "float64"])
def test_same_seed_gives_the_same_bits_however_the_walk_is_cut(precision: str) -> None:
    whole, cut, other = (begin(some(), precision=precision, seed=s) for s in (7, 7, 8))
    rows = walk(whole, 60)
    pieces = [walk(cut, k) for k in (1, 2, 7, 31, 1, 18)]
    cut.evaluate()
    assert rows.tobytes() == np.concatenate(pieces).tobytes()
    assert bits(whole) == bits(cut)
    assert walk(other, 60).tobytes() != rows.tobytes()
    assert {a.dtype for a in whole.learned().arrays.values()} == {np.dtype(precision)}


def test_evaluating_and_looking_change_nothing() -> None:
    one, two = begin(some()), begin(some())
    for _ in range(20):
        one.advance(1)
        two.advance(1)
        two.evaluate()
        two.take_points()
        two.learned()
        two.network.predict(two.prepared.train.inputs[:3])
    assert bits(one) == bits(two)


@pytest.mark.parametrize("kind", list(optimizers), ids=lambda o: o.key)
@pytest.mark.parametrize("stop", [3, 6, 17])
def test_going_on_from_a_file_is_never_having_stopped(kind: type[Optimizer], stop: int) -> None:
    """With dropout, batch norm, shuffling, and a stop in the middle of an epoch of six steps."""
    data = some()
    whole = begin(data, optimizer=kind(), seed=3)
    first = walk(whole, stop)
    again = begin(data, through_file(whole.learned()), optimizer=kind(), seed=3)
    assert (again.step, again.epoch) == (whole.step, whole.epoch)
    rest, more = walk(whole, 20), walk(again, 20)
    assert rest.tobytes() == more.tobytes()
    assert bits(whole) == bits(again)
    assert len(first) == stop
    assert whole.moment().place == again.moment().place


def test_going_on_with_the_perceptron_rule_keeps_its_count() -> None:
    data = examples(np.random.default_rng(0).normal(size=(20, 2)), np.arange(20) % 2)
    graph = chain(Dense(1, Step()), loss=MeanSquaredError())
    whole = start(graph, data, rule=PerceptronRule(), batch=1, shuffle=True)
    walk(whole, 33)
    again = start(graph, data, through_file(whole.learned()), rule=PerceptronRule(), batch=1, shuffle=True)
    assert walk(whole, 30).tobytes() == walk(again, 30).tobytes()


def test_going_on_after_shuffling_was_switched_off_within_an_epoch() -> None:
    data = some()
    whole = begin(data)
    walk(whole, 2)
    whole.retune(replace(whole.training, shuffle=False))
    again = begin(data, through_file(whole.learned()), shuffle=False)
    assert walk(whole, 20).tobytes() == walk(again, 20).tobytes()


def test_another_layer_leaves_the_first_weights_of_the_others_alone() -> None:
    one = start(chain(Dense(5, Tanh()), Dense(3)), some(), seed=4).learned().arrays
    two = start(chain(Dense(5, Tanh()), Dense(3), Dense(3)), some(), seed=4).learned().arrays
    for key in one:
        np.testing.assert_array_equal(one[key], two[key])


def test_weights_of_another_network_are_taken_as_far_as_they_fit() -> None:
    old = begin(some())
    walk(old, 10)
    graph = chain(Dense(5, Tanh()), BatchNorm(), Dropout(0.3), Dense(4), loss=SoftmaxCrossEntropy())
    data = some(classes=4)
    new = start(graph, data, old.learned(), optimizer=Adam(), seed=1)
    np.testing.assert_array_equal(new.learned().arrays["l1/W"], old.learned().arrays["l1/W"])
    assert new.learned().arrays["l4/W"].shape == (5, 4)
    assert (new.step, new.epoch) == (0, 0)
    assert not np.any([a for a in new.moment().slots.values() if a.ndim])


@settings(max_examples=60, deadline=None)
@given(
    key=st.sampled_from(["batches", "draws", "tallies", "examples", "measured"]),
    inner=st.sampled_from(
        ["epoch", "position", "generator", "state", "has_uint32", "first", "most", "next", None]
    ),
    junk=st.sampled_from([None, -5, 10**40, "x", [], {}, 1e308, True, {"state": {"state": -1, "inc": 3}}]),
)
def test_a_damaged_place_to_go_on_gives_a_sentence_or_a_run(key: str, inner: str | None, junk: Any) -> None:
    data = some()
    run = begin(data)
    walk(run, 3)
    learned = through_file(run.learned())
    extra = json.loads(json.dumps(learned.moment.place))
    if inner is not None and isinstance(extra[key], dict):
        extra[key][inner] = junk
    else:
        extra[key] = junk
    try:
        again = begin(data, placed(learned, extra))
    except NnsimError as error:
        sentence = str(error)
    else:
        assert len(walk(again, 15)) == 15
        return
    assert sentence.endswith(".")


# ---- changing on the way -----------------------------------------------------------------------


def test_learning_rate_changes_from_one_step_to_the_next() -> None:
    run = begin(some(), optimizer=SGD(), learning_rate=0.1)
    for rate in (0.1, 0.5, 0.0):
        run.retune(replace(run.training, learning_rate=rate))
        before = run.network.parameters.vector.copy()
        walk(run, 1)
        step = run.network.parameters.gradient * np.float32(rate)
        np.testing.assert_allclose(before - step, run.network.parameters.vector, rtol=1e-6, atol=1e-7)


def test_batch_size_changes_within_an_epoch_and_every_example_is_seen_once() -> None:
    data = examples(np.arange(23.0)[:, None], np.zeros(23))
    run = start(chain(Dense(1)), data, batch=4, shuffle=True, learning_rate=0.0)
    seen: list[float] = []
    for batch, steps in ((4, 2), (7, 1), (3, 3)):
        run.retune(replace(run.training, batch=batch))
        for _ in range(steps):
            size = min(batch, 23 - run.batches.position)
            assert run.advance(1) == 1
            program = run.network.program(size, training=True, learns=True)
            seen += list(program.feeds["in"][:, 0])
    assert run.batches.position == 0
    assert sorted(seen) == sorted(data.train.inputs[:, 0])
    assert run.batches.epoch == 1


def test_another_optimizer_starts_with_an_empty_memory() -> None:
    run = begin(some(), optimizer=Momentum())
    walk(run, 5)
    run.retune(replace(run.training, optimizer=Nesterov()))
    assert not run.moment().slots["velocity"].any()
    walk(run, 5)
    assert set(run.moment().slots) == {"velocity"}
    run.retune(replace(run.training, optimizer=Adam()))
    assert set(run.moment().slots) == {"sums", "squares", "steps"}
    assert len(walk(run, 5)) == 5


def test_seed_precision_and_rule_stay_those_of_the_run() -> None:
    run = begin(some())
    run.retune(TrainingSettings(seed=99, precision="float64", rule=PerceptronRule(), batch=5))
    assert (run.training.seed, run.training.precision) == (0, "float32")
    assert run.training.rule.key == "backprop"
    assert run.training.batch == 5
    walk(run, 10)


def test_weight_decay_pulls_weights_and_leaves_biases_and_readings() -> None:
    data = some()
    rows = {}
    ends = {}
    for decay in (0.0, 0.25):
        run = begin(data, optimizer=SGD(), learning_rate=0.1, weight_decay=decay)
        run.network.parameters.vector += np.float32(0.5)
        before = run.network.parameters.copy_arrays()
        rows[decay] = walk(run, 1)
        ends[decay] = run.network.parameters.copy_arrays()
    for key, plain in ends[0.0].items():
        pulled = 0.1 * 0.25 * before[key] if key.endswith("/W") else 0.0
        np.testing.assert_allclose(plain - ends[0.25][key], pulled, atol=1e-6)
    gradients = [
        k
        for layer in run.unreported.columns.layers
        for k in (GRADIENT.column(layer), BIAS_GRADIENT.column(layer), OUTPUT_GRADIENT.column(layer))
    ]
    np.testing.assert_array_equal(rows[0.0][:, gradients], rows[0.25][:, gradients])


def test_setting_one_weight() -> None:
    run = begin(some())
    run.set_weight("l1/W", (1, 2), 0.25)
    assert run.learned().arrays["l1/W"][1, 2] == 0.25
    for key, index, value in (
        ("l1/W", (4, 0), 1.0),
        ("l1/W", (-1, 0), 1.0),
        ("l1/W", (0,), 1.0),
        ("none/W", (0, 0), 1.0),
        ("l1/W", (0, 0), math.nan),
        ("l1/W", (0, 0), 1e39),
    ):
        with pytest.raises(NnsimError):
            run.set_weight(key, index, value)


# ---- odd sizes ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("count", "batch", "steps"), [(23, 4, 6), (24, 4, 6), (23, 100, 1), (1, 1, 1), (1, 9, 1)]
)
def test_partial_last_batch_batch_above_the_data_and_one_example(count: int, batch: int, steps: int) -> None:
    data = some(count)
    run = begin(data, batch=batch)
    assert run.batches.steps_per_epoch(run.setup.batch) == steps
    run_epoch(run)
    assert (run.step, run.epoch) == (steps, 1)
    assert np.isfinite(run.take_points().rows).all()
    assert np.isfinite(run.network.parameters.all).all()


def test_partial_batch_is_a_mean_over_its_own_examples() -> None:
    data = some(5)
    graph = chain(Dense(3), loss=SoftmaxCrossEntropy())
    run = start(graph, data, batch=4, learning_rate=0.0)
    rows = walk(run, 2)
    alone = start(graph, examples(data.train.inputs[4:], data.train.targets[4:], 3), learning_rate=0.0)
    np.testing.assert_allclose(rows[1], walk(alone, 1)[0], rtol=1e-6)


def test_epochs_asked_for_end_the_run() -> None:
    run = begin(some(), epochs=2)
    for _ in range(2):
        assert not run.finished
        run_epoch(run)
    assert run.finished


# ---- several inputs and outputs ----------------------------------------------------------------


def branched(weight: float = 2.0) -> Graph:
    """Two inputs with columns of their own, joined; two outputs with losses and weights of their own."""
    nodes = (
        Node("a", "a", Input(columns="x3, 1")),
        Node("b", "b", Input(columns="2")),
        Node("ha", "ha", Dense(3, Tanh())),
        Node("join", "join", Concatenate()),
        Node("one", "one", Dense(2), objective=Objective(MeanSquaredError("half_sum"), weight, "2-3")),
        Node("two", "two", Dense(1), objective=Objective(None, 0.5, "1")),
    )
    edges = (Edge("a", "ha"), Edge("ha", "join", 0), Edge("b", "join", 1))
    return Graph(nodes, (*edges, Edge("join", "one"), Edge("join", "two")))


def test_several_inputs_and_outputs_read_their_columns_and_weigh_their_losses() -> None:
    rng = np.random.default_rng(3)
    x, t = rng.normal(size=(2, 9, 3))
    run = start(branched(), examples(x, t), learning_rate=0.1)
    w = dict(run.network.parameters.copy_arrays().items())
    joined = np.c_[np.tanh(x[:, [2, 0]] @ w["ha/W"] + w["ha/b"]), x[:, 1]]
    one, two = joined @ w["one/W"] + w["one/b"], joined @ w["two/W"] + w["two/b"]
    np.testing.assert_allclose(run.network.predict(x)[0], one, rtol=1e-12)
    loss = 2.0 * 0.5 * ((one - t[:, 1:]) ** 2).sum(axis=1).mean() + 0.5 * ((two - t[:, :1]) ** 2).mean()
    assert run.evaluate().train_loss == pytest.approx(loss, rel=1e-12)
    assert walk(run, 1)[0, 0] == pytest.approx(loss, rel=1e-6)
    gradient = {
        w.key: run.network.parameters.gradient[w.start : w.stop].reshape(w.spec.shape)
        for w in run.network.parameters.windows
    }
    np.testing.assert_allclose(gradient["one/W"], joined.T @ (2.0 * (one - t[:, 1:]) / 9), rtol=1e-10)
    np.testing.assert_allclose(gradient["two/W"], joined.T @ (0.5 * 2 * (two - t[:, :1]) / 9), rtol=1e-10)


def test_an_objective_in_the_middle_adds_to_what_comes_from_behind() -> None:
    end = chain(Dense(2, Tanh()), Dense(2), loss=MeanSquaredError())
    middle = replace(end.nodes[1], objective=Objective(MeanSquaredError(), 3.0))
    both = Graph((end.nodes[0], middle, end.nodes[2]), end.edges)
    alone = Graph(both.nodes[:2], end.edges[:1])
    data = examples(*np.random.default_rng(5).normal(size=(2, 6, 2)))
    found = []
    for drawing in (end, alone, both):
        run = start(drawing, data, learning_rate=0.0)
        walk(run, 1)
        found.append(run.network.parameters.layer_window(run.network.parameters.gradient, "l1").copy())
    np.testing.assert_allclose(found[2], found[0] + found[1], rtol=1e-10)


# ---- divergence --------------------------------------------------------------------------------


def diverge(run: Run, burst: int) -> DivergedError:
    for _ in range(1000):
        try:
            taken = run.advance(burst)
        except DivergedError as error:
            return error
        if not taken:
            run.take_points()
    raise AssertionError("it did not diverge")


@pytest.mark.parametrize("optimizer", [cls() for cls in optimizers], ids=lambda o: o.key)
@pytest.mark.parametrize("graph", [NET, chain(Dense(5, ReLU()), Dense(3), loss=MeanSquaredError())])
def test_a_learning_rate_of_1e30_keeps_finite_weights_and_can_play_on(
    optimizer: Optimizer, graph: Graph
) -> None:
    data = some()
    run = start(graph, data, batch=4, optimizer=optimizer, precision="float32")
    walk(run, 3)
    run.retune(replace(run.training, learning_rate=1e30))
    error = diverge(run, 32)
    assert f"step {error.step}" in error.sentence()
    assert run.step == error.step > 3
    assert np.isfinite(run.network.parameters.vector).all()
    assert np.isfinite(run.network.parameters.state).all()
    assert all(np.isfinite(a).all() for a in run.moment().slots.values())
    assert math.isfinite(run.evaluate().train_loss)
    run.take_points()
    run.retune(replace(run.training, learning_rate=0.01))
    assert np.isfinite(walk(run, 30)).all()


def test_divergence_is_the_same_however_the_walk_is_cut() -> None:
    """A window cuts the walk by the clock; what is kept and where training goes on must not depend on it."""
    ends = []
    for burst in (1, 5, 32):
        run = begin(some(), optimizer=SGD(), learning_rate=0.05)
        for _ in range(CHECKPOINT_EVERY + 10):
            run.advance(1)
            if burst == 5:
                run.take_points()
        run.retune(replace(run.training, learning_rate=1e30))
        error = diverge(run, burst)
        run.take_points()
        run.retune(replace(run.training, learning_rate=0.05))
        ends.append((error.step, error.kept, run.batches.position, walk(run, 9).tobytes(), bits(run)))
    assert ends[0] == ends[1] == ends[2]
    assert ends[0][1] == CHECKPOINT_EVERY


def test_divergence_of_the_second_output_is_told_at_its_step() -> None:
    rng = np.random.default_rng(3)
    x, t = rng.normal(size=(2, 9, 3))
    steps = []
    for burst in (1, 32):
        graph = branched(0.0)
        run = start(graph, examples(x, t), learning_rate=1e4, batch=3, precision="float32")
        steps.append(diverge(run, burst).step)
    assert steps[0] == steps[1]


def test_infinite_weights_behind_a_finite_loss_are_noticed() -> None:
    """tanh(∞) = 1: the loss does not show it."""
    data = examples([[1.0], [2.0]], [0.0, 1.0])
    run = start(chain(Dense(1, Tanh(), Constant(1.0), bias=False)), data, precision="float32")
    run.network.parameters.vector[:] = np.inf
    error = diverge(run, 32)
    assert error.step <= CHECKPOINT_EVERY
    assert np.isfinite(run.network.parameters.vector).all()


# ---- memory ------------------------------------------------------------------------------------


@pytest.mark.parametrize("batch", [4, 23])
def test_hundreds_of_steps_grow_nothing(batch: int) -> None:
    data = some()
    run = begin(data, batch=batch)

    def some_epochs() -> None:
        for _ in range(40):
            run_epoch(run)
            run.take_points()

    some_epochs()
    tracemalloc.start()
    try:
        some_epochs()
        before, _ = tracemalloc.get_traced_memory()
        for _ in range(3):
            some_epochs()
        after, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert after - before < 5_000


def test_what_cannot_train_is_refused_with_its_sentence() -> None:
    data = some()
    resolved = resolve(chain(Dense(7), loss=SoftmaxCrossEntropy()), data)
    run = Run(resolved, TrainingSettings(), data)
    with pytest.raises(NnsimError, match="needs 3 units, not 7"):
        run.advance(1)


def test_folded_sigmoid_and_cross_entropy_are_one() -> None:
    data = some(classes=2)
    folded = start(chain(Dense(1, Sigmoid()), loss=BinaryCrossEntropy()), data, seed=2)
    plain = start(chain(Dense(1), loss=BinaryCrossEntropy()), data, seed=2)
    assert walk(folded, 5).tobytes() == walk(plain, 5).tobytes()
    probability = folded.network.probabilities(data.train.inputs)[0]
    assert ((probability > 0) & (probability < 1)).all()
    assert bits(folded) == bits(plain)


def test_two_threads_are_tried_once_and_only_where_asked_for(monkeypatch):
    tried = []
    monkeypatch.setattr("nnsim.training.machine.faster_count", lambda calls: tried.append(len(calls)) or 1)
    data = examples(np.ones((5, 2)), np.ones((5, 1)))
    walk(start(chain(Dense(1)), data, batch=2), 6)
    assert tried == []
    walk(start(chain(Dense(1)), data, batch=2, threads="faster"), 6)
    assert len(tried) == 1


def test_what_early_stopping_measured_is_reported_every_epoch():
    data = examples(np.linspace(0, 1, 8).reshape(8, 1), np.linspace(0, 1, 8))
    seen = []
    run = start(chain(Dense(1)), data, batch=8, patience=50)
    for _ in range(5):
        run.advance(1)
        assert run.evaluation_is_due
        seen.append(run.evaluate().epoch)
        assert not run.evaluation_is_due
    assert seen == [1, 2, 3, 4, 5]
