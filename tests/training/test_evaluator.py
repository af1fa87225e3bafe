"""Losses and metrics of whole parts: every output is measured, and no part is put to the network twice."""

from __future__ import annotations

import dataclasses
import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pytest

from nnsim.document.graph import Edge, Graph, Node, Objective
from nnsim.engine.activation import Activation
from nnsim.engine.activations.sigmoid import Sigmoid
from nnsim.engine.activations.softmax import Softmax
from nnsim.engine.emitter import Emitter
from nnsim.engine.layer import Layer
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.input import Input
from nnsim.engine.loss import Loss
from nnsim.engine.losses.hinge import Hinge
from nnsim.engine.losses.mse import MeanSquaredError
from nnsim.engine.losses.softmax_ce import SoftmaxCrossEntropy
from nnsim.engine.measure import loss_value
from nnsim.engine.metrics.accuracy import Accuracy
from nnsim.engine.metrics.roc_auc import ROCAUC
from nnsim.engine.shape import Shape
from nnsim.training.epochs import column_names
from nnsim.training.evaluator import Part
from nnsim.training.history import History
from nnsim.training.metric_names import MetricName, least_accuracy
from nnsim.training.run import Run
from nnsim.training.testing import measure_test_part
from tests.builders import chain, examples, run_epoch, start

passes: Counter[str] = Counter()


@dataclass(frozen=True)
class Counted(Layer):
    """Passes its input on and counts how often it is asked to, while in use."""

    key = "counted"
    title = "Counted"
    name: str = ""

    def output_shape(self, inputs: Sequence[Shape]) -> Shape:
        return inputs[0]

    def emit(self, e: Emitter) -> None:
        e.forward(np.copyto, e.output.flat, e.inputs[0].flat)
        if not e.training:
            e.forward(passes.update, (self.name,))
        if e.learns and e.input_gradients[0] is not None:
            e.backward(np.copyto, e.input_gradients[0].flat, e.incoming.flat)


def classes(n: int = 90, count: int = 3) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(5)
    targets = np.arange(n) % count
    return rng.normal(size=(n, 2)) + 3 * np.eye(count, 2)[targets], targets


def counted(activation: Activation | None, loss: Loss, name: str) -> Run:
    inputs, targets = classes()
    data = examples(inputs, targets, 3)
    data = dataclasses.replace(data, test=data.train)
    last = Dense(3) if activation is None else Dense(3, activation)
    run = start(chain(Counted(name), last, loss=loss), data)
    passes.clear()
    return run


@pytest.mark.parametrize(
    ("activation", "loss", "looks"),
    [
        (Softmax(), SoftmaxCrossEntropy(), 1),
        (None, SoftmaxCrossEntropy(), 1),
        (Sigmoid(), MeanSquaredError(), 2),
        (Softmax(), Hinge(), 2),
    ],
)
def test_the_test_part_goes_through_the_network_once(activation, loss, looks: int) -> None:
    """Once more only where outputs are rounded, and what ranks them are the sums before."""
    name = f"{activation}{loss}"
    run = counted(activation, loss, name)
    report = measure_test_part(run)
    assert passes[name] == looks
    part = Part(run.network, run.prepared, run.prepared.test)
    answers = part.ask()
    [output] = report.outputs
    assert output.layer == ""
    assert dict(output.metrics) == {m.key: v for m, v in answers.measure() if not m.is_table}
    assert report.loss == answers.loss() == loss_value(loss, answers.raw[0], part.targets[0])


def test_the_weighted_sums_are_asked_for_by_metrics_that_rank_only() -> None:
    run = counted(Sigmoid(), MeanSquaredError(), "ranked")
    part = Part(run.network, run.prepared, run.prepared.test)
    part.ask().measure([Accuracy()])
    assert passes["ranked"] == 1
    part.ask().measure([ROCAUC(), Accuracy(), ROCAUC()])
    assert passes["ranked"] == 3
    passes.clear()
    run.evaluate()
    assert passes["ranked"] == 2  # the training and the validation part


def heads(left: Dense, right: Dense, names: tuple[str, str] = ("left", "right")) -> Graph:
    """Return one input read by two outputs."""
    objective = Objective(SoftmaxCrossEntropy())
    a, b = names
    return Graph(
        (
            Node("in", "in", Input()),
            Node("a", a, left, objective=objective),
            Node("b", b, right, objective=objective),
        ),
        (Edge("in", "a"), Edge("in", "b")),
    )


def test_every_output_has_an_accuracy_of_its_own() -> None:
    inputs, targets = classes()
    run = start(heads(Dense(3), Dense(3)), examples(inputs, targets, 3), learning_rate=0.5)
    run.network.parameters.vector[: run.network.parameters.size // 2] = 0.0
    for _ in range(3):
        run_epoch(run)
    run.network.parameters.vector[: run.network.parameters.size // 2] = 0.0
    run.set_weight("a/b", (0,), 1.0)  # this one says class 0 to everything
    found = run.evaluate()
    assert run.watch.evaluator.metrics == tuple(name for name, _ in found.metrics)
    assert run.watch.evaluator.metrics[:2] == ("train_accuracy/left", "train_accuracy/right")
    expected = {}
    part = Part(run.network, run.prepared, run.prepared.train)
    answers = part.ask()
    for place, layer in enumerate(("left", "right")):
        expected[f"train_accuracy/{layer}"] = float((answers.raw[place].argmax(axis=1) == targets).mean())
    assert {k: v for k, v in found.metrics if k.startswith("train")} == expected
    assert expected["train_accuracy/left"] == pytest.approx(1 / 3)
    assert expected["train_accuracy/right"] > 0.6
    assert least_accuracy(found.metrics, "train") == (pytest.approx(1 / 3), "left")
    names = column_names(run)
    assert [n for n in names if "accuracy" in n] == list(run.watch.evaluator.metrics)


def test_one_output_keeps_the_plain_names() -> None:
    inputs, targets = classes()
    run = start(chain(Dense(3)), examples(inputs, targets, 3))
    assert set(run.watch.evaluator.metrics) <= {"train_accuracy", "val_accuracy"}
    assert least_accuracy(run.evaluate().metrics, "train") == (
        dict(run.evaluate().metrics)["train_accuracy"],
        "",
    )
    assert least_accuracy((), "train") is None


def test_the_test_part_tells_of_every_output() -> None:
    inputs, targets = classes()
    data = examples(inputs, targets, 3)
    run = start(heads(Dense(3), Dense(3)), dataclasses.replace(data, test=data.train))
    report = measure_test_part(run)
    assert [output.layer for output in report.outputs] == ["left", "right"]
    answers = Part(run.network, run.prepared, run.prepared.test).ask()
    for place, output in enumerate(report.outputs):
        assert dict(output.metrics) == {m.key: v for m, v in answers.measure(output=place) if not m.is_table}
    nothing = dataclasses.replace(
        data, test=dataclasses.replace(data.test, inputs=inputs[:0], targets=targets[:0])
    )
    report = measure_test_part(start(heads(Dense(3), Dense(3)), nothing))
    assert (report.examples, report.outputs) == (0, ())
    assert math.isnan(report.loss)


def test_what_is_no_number_is_no_answer_anywhere() -> None:
    inputs, targets = classes()
    run = start(chain(Dense(3)), examples(inputs, targets, 3))
    run.network.parameters.vector[:] = np.nan
    found = Part(run.network, run.prepared, run.prepared.train).ask().measure([Accuracy()])
    assert found[0][1] == 0.0 == dict(run.evaluate().metrics)["train_accuracy"]


@pytest.mark.parametrize(
    "text", ["train_accuracy", "val_accuracy/left", "val_top_k/a/b", "train_accuracy/x_y"]
)
def test_names_are_read_as_they_are_written(text: str) -> None:
    assert str(MetricName.read(text)) == text


def test_curves_of_outputs_follow_their_layers_to_other_names() -> None:
    inputs, targets = classes()
    run = start(heads(Dense(3), Dense(3)), examples(inputs, targets, 3))
    history = History(
        run.unreported.columns, run.watch.evaluator.metrics, outputs=run.watch.evaluator.outputs
    )
    history.add_evaluation(run.evaluate())
    history.rename({"a": "right", "b": "other", "in": "in"})
    history.add_evaluation(run.evaluate())
    assert history.metrics[:2] == ("train_accuracy/right", "train_accuracy/other")
    for i in range(len(history.metrics)):
        values = history.evaluations.mean(2 + i)
        assert values[0] == values[1] == run.evaluate().metrics[i][1]
