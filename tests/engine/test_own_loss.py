"""Layers that add to the loss: one that is for tests only, a penalty on activity."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pytest

from nnsim.base.settings import real
from nnsim.base.text import mark
from nnsim.document.graph import Edge, Graph, Node, Objective
from nnsim.engine.activations.sigmoid import Sigmoid
from nnsim.engine.activations.tanh import Tanh
from nnsim.engine.emitter import Emitter
from nnsim.engine.gradcheck import check_gradients
from nnsim.engine.layer import Layer
from nnsim.engine.layers.add import Add
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.input import Input
from nnsim.engine.layers.sparsity import Sparsity
from nnsim.engine.losses.mse import MeanSquaredError
from nnsim.engine.network import USE_BATCH
from nnsim.engine.program import Program
from nnsim.engine.rules.backprop import BackPropagation
from nnsim.engine.shape import Shape
from nnsim.engine.stage import Output
from nnsim.training.divergence import DivergedError
from nnsim.training.evaluator import Part
from tests.builders import chain, examples, stage, start, walk


@dataclass(frozen=True)
class ActivityPenalty(Layer):
    """y = x, and λ·Σx² of every example is added to the loss."""

    key = "activity_penalty"
    title = mark("Activity penalty")

    strength: float = real(0.1, low=0.0, high=1e3, label=mark("λ"))

    @property
    def adds_loss(self) -> bool:
        return self.strength > 0

    def output_shape(self, inputs: Sequence[Shape]) -> Shape:
        return inputs[0]

    def emit(self, e: Emitter) -> None:
        x, y = e.inputs[0].flat, e.output.flat
        e.forward(np.copyto, y, x)
        squares, factor = e.forward.buffer(*x.shape), e.forward.constant(self.strength)
        if e.own_loss is not None:
            e.forward(np.multiply, x, x, squares)
            e.forward(np.multiply, squares, factor, squares)
            e.forward(np.add.reduce, squares, 0, None, e.own_loss)
        dx = e.input_gradients[0]
        if dx is None or not e.learns:
            return
        e.backward(np.copyto, dx.flat, e.incoming.flat)
        if e.own_loss is not None:
            pull = e.backward.buffer(*x.shape)
            e.backward(np.multiply, x, e.backward.constant(2 * self.strength / e.batch), pull)
            e.backward(np.add, dx.flat, pull, dx.flat)


MSE = MeanSquaredError()
RNG = np.random.default_rng(1)
X, T = RNG.normal(size=(300, 3)), RNG.normal(size=(300, 2))
DATA = examples(X, T)
THROUGH = chain(Dense(4, Tanh()), ActivityPenalty(0.3), Dense(2), loss=MSE)


def beside(*, ends: bool) -> Graph:
    """Return a network whose penalty lies on a branch, which ends there or joins again."""
    nodes = [
        Node("in", "in", Input()),
        Node("l1", "l1", Dense(2, Sigmoid())),
        Node("p", "p", ActivityPenalty(0.3)),
        Node("l2", "l2", Dense(2), objective=Objective(MSE)),
    ]
    edges = [Edge("in", "l1"), Edge("l1", "p"), Edge("l1", "l2")]
    if not ends:
        nodes = [*nodes[:3], Node("sum", "sum", Add()), nodes[3]]
        edges = [*edges[:2], Edge("l1", "sum", 0), Edge("p", "sum", 1), Edge("sum", "l2")]
    return Graph(tuple(nodes), tuple(edges))


def test_its_gradient_is_that_of_the_whole_loss_wherever_it_stands() -> None:
    entry = stage(Input(), "in", shape=(3,))
    hidden = stage(Dense(4, Tanh()), "l1", [entry])
    penalty = stage(ActivityPenalty(0.3), "p", [hidden])
    after = stage(Dense(2), "l2", [penalty])
    past = stage(Dense(2), "l2", [hidden])
    for stages in ((entry, hidden, penalty, after), (entry, hidden, penalty, past)):
        errors = check_gradients(stages, [Output("l2", MSE)], {"in": X[:6]}, [T[:6]])
        assert max(errors) < 1e-6
    alone = check_gradients((entry, hidden, penalty), [], {"in": X[:6]}, [])
    assert max(alone) < 1e-6


@pytest.mark.parametrize("precision", ["float32", "float64"])
@pytest.mark.parametrize(
    "graph", [THROUGH, beside(ends=False), beside(ends=True)], ids=["through", "joined", "ends"]
)
def test_the_loss_that_is_shown_and_evaluated_holds_it(graph: Graph, precision: str) -> None:
    run = start(graph, DATA, precision=precision, learning_rate=0.1)
    activity = run.network.predict(X, [graph.sources_of("p")[0] if "p" in graph.by_id else "l1"])[0]
    out = run.network.predict(X)[0]
    expected = ((out - T) ** 2).mean() + 0.3 * (activity.astype(float) ** 2).sum(axis=1).mean()
    assert run.evaluate().train_loss == pytest.approx(expected, rel=1e-5)
    assert Part(run.network, DATA, DATA.train).ask().loss() == pytest.approx(expected, rel=1e-5)
    assert walk(run, 1)[0, 0] == pytest.approx(expected, rel=1e-5)


def test_who_asks_for_other_outputs_gets_their_gradient_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NNSIM_WALK", "numpy")  # the bits of the calls themselves
    run = start(THROUGH, DATA)
    net = run.network
    found = []
    for own in (True, False):
        program = Program(
            net.stages,
            net.outputs,
            net.parameters,
            300,
            training=True,
            learns=True,
            random=net.random,
            own_losses=own,
        )
        program.feeds["in"][:, :-1], program.targets[0][...] = X, T
        for call in (*program.forward_calls, *program.loss_calls, *program.backward_calls):
            call()
        found.append((program.loss_totals.size, net.parameters.gradient.copy()))
    assert [size for size, _ in found] == [2, 1]
    plain = start(chain(Dense(4, Tanh()), ActivityPenalty(0.0), Dense(2), loss=MSE), DATA)
    plain.network.parameters.vector[:] = net.parameters.vector
    walk(plain, 1)
    assert found[1][1].tobytes() == plain.network.parameters.gradient.tobytes()
    assert np.abs(found[0][1] - found[1][1]).max() > 0.01


def test_it_trains_smaller_activity_and_nothing_of_it_is_left_where_it_is_off() -> None:
    off = chain(Dense(4, Tanh()), ActivityPenalty(0.0), Dense(2), loss=MSE)
    runs = [start(graph, DATA, learning_rate=0.1) for graph in (THROUGH, off)]
    for run in runs:
        walk(run, 100)
    size = [np.square(run.network.predict(X, ["l1"])[0]).mean() for run in runs]
    assert size[0] < size[1] / 3
    assert runs[1].network.program(300, training=True, learns=True).own_losses == {}


def test_a_loss_of_a_whole_batch_does_not_depend_on_what_was_asked_before() -> None:
    net = start(chain(Dense(4, Sigmoid()), Sparsity(0.05, 1.0), Dense(2), loss=MSE), DATA).network
    assert len(X) > USE_BATCH
    for other in (np.zeros_like(X), 100 * X):
        net.predict(other)
        assert Part(net, DATA, DATA.train).ask().own_loss == pytest.approx(
            _of_batches(net.predict(X, ["l1"])[0])
        )


def _of_batches(active: np.ndarray) -> float:
    """Return the divergence of the first batch, and of the last full one, by how many of the examples are in it."""
    means = [active[:USE_BATCH].mean(0), active[-USE_BATCH:].mean(0)]
    costs = [(0.05 * np.log(0.05 / m) + 0.95 * np.log(0.95 / (1 - m))).sum() for m in means]
    return float(np.average(costs, weights=(USE_BATCH, len(active) - USE_BATCH)))


@dataclass(frozen=True)
class Quiet(BackPropagation):
    """Needs no loss of an output."""

    needs_loss = False


def test_a_loss_of_a_layer_that_is_no_number_is_named() -> None:
    run = start(chain(Dense(4), ActivityPenalty(0.3)), DATA, rule=Quiet(), precision="float32")
    walk(run, 1)
    run.network.parameters.vector[:] = 1e25
    with pytest.raises(DivergedError) as found:
        walk(run, 1)
    assert "all outputs are finite, and the loss of l2 is not" in found.value.sentence()


def test_a_loss_of_a_layer_alone_is_enough_to_learn_from() -> None:
    run = start(chain(Dense(4, Tanh()), ActivityPenalty(0.3)), DATA, rule=Quiet(), learning_rate=0.1)
    assert run.setup.resolved.outputs == ()
    assert run.unreported.columns.loss == 0
    rows = walk(run, 50)
    assert rows[-1, 0] < rows[0, 0] / 4
    assert run.evaluate().train_loss == pytest.approx(rows[-1, 0], rel=0.2)
