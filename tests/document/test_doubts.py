"""What a network cannot learn is said before the first step, with a repair that removes it, and nothing else is."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from nnsim.data.data_settings import DataSettings
from nnsim.data.dataset import Dataset
from nnsim.data.prepare import prepare, prepare_dataset
from nnsim.data.prepared import Prepared
from nnsim.document import storage
from nnsim.document.doubts import Doubt, data_doubts
from nnsim.document.examples import examples as all_examples
from nnsim.document.project import Project
from nnsim.document.resolve import resolve
from nnsim.engine.activation import activations
from nnsim.engine.activations.leaky_relu import LeakyReLU
from nnsim.engine.activations.relu import ReLU
from nnsim.engine.activations.sigmoid import Sigmoid
from nnsim.engine.activations.softmax import Softmax
from nnsim.engine.activations.tanh import Tanh
from nnsim.engine.layers.activation import ActivationLayer
from nnsim.engine.layers.batch_norm import BatchNorm
from nnsim.engine.layers.boltzmann import Boltzmann
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.embedding import Embedding
from nnsim.engine.layers.flatten import Flatten
from nnsim.engine.layers.global_average_pool import GlobalAveragePool
from nnsim.engine.layers.gru import GRU
from nnsim.engine.layers.rbm import RBM
from nnsim.engine.loss import losses
from tests.builders import chain, examples

RNG = np.random.default_rng(0)
X = RNG.normal(size=(80, 2))
TWO = examples(X, np.arange(80) % 2, 2)
THREE = examples(X, np.arange(80) % 3, 3)
MARGINS = ("hinge", "squared_hinge", "perceptron_criterion")


def _numbers(targets, scale_targets: bool = False, inputs=X, scaling: str = "none") -> Prepared:
    targets = np.asarray(targets, float).reshape(len(inputs), -1)
    names = tuple(f"x{i}" for i in range(inputs.shape[1]))
    outs = tuple(f"t{i}" for i in range(targets.shape[1]))
    dataset = Dataset("test", inputs, targets, "regression", names, outs, whole=True)
    return prepare_dataset(dataset, DataSettings(scaling=scaling, scale_targets=scale_targets))


def _doubts(graph, data) -> list[Doubt]:
    resolved = resolve(graph, data)
    assert resolved.can_train, resolved.problems
    return list(data_doubts(resolved.stages, resolved.outputs, data))


def _warnings(graph, data) -> list:
    return [p for p in resolve(graph, data).problems if p.severity == "warning"]


@pytest.mark.parametrize("loss", MARGINS)
@pytest.mark.parametrize("key", ["sigmoid", "relu", "softmax", "hard_sigmoid", "softplus", "gelu", "tanh"])
def test_margin_losses_warn_of_what_limits_their_scores(loss: str, key: str) -> None:
    last, data = (Dense(3, Softmax()), THREE) if key == "softmax" else (Dense(1, activations[key]()), TWO)
    graph = chain(Dense(4), last, loss=losses[loss]())
    found = _warnings(graph, data)
    if (loss, key) in {("perceptron_criterion", "tanh"), ("perceptron_criterion", "gelu")}:
        assert not found, "both sides of 0 are reached"
        return
    assert [p.node for p in found] == ["l2"]
    mended = found[0].repair.change(Project(graph))
    assert not _warnings(mended.graph, data)


@pytest.mark.parametrize("loss", MARGINS)
def test_margin_losses_do_not_warn_of_scores_without_limits(loss: str) -> None:
    for last in (Dense(1), Dense(1, LeakyReLU())):
        assert not _warnings(chain(Dense(4, Sigmoid()), last, loss=losses[loss]()), TWO)


def test_an_activation_behind_a_view_is_seen_too() -> None:
    graph = chain(Dense(1), ActivationLayer(Sigmoid()), Flatten(), loss=losses["hinge"]())
    assert [p.node for p in _warnings(graph, TWO)] == ["l3"]


@pytest.mark.parametrize("loss", ["bce", "mse", "mae"])
def test_softmax_over_one_unit_is_named(loss: str) -> None:
    graph = chain(Dense(4, ReLU()), Dense(1, Softmax()), loss=losses[loss]())
    (found,) = _warnings(graph, TWO)
    assert "always 1" in found.text
    assert not _warnings(found.repair.change(Project(graph)).graph, TWO)
    assert not _warnings(chain(Dense(3, Softmax()), loss=losses["mse"]()), THREE)


@pytest.mark.parametrize(
    ("activation", "targets", "said"),
    [
        (Tanh(), 3e5 * (2 + X[:, 0]), True),
        (Tanh(), np.linspace(7, 12, 80), True),
        (Sigmoid(), np.sin(3 * X[:, 0]), True),
        (Sigmoid(), np.linspace(0, 1, 80), False),
        (Tanh(), np.sin(3 * X[:, 0]) + 0.03 * X[:, 1], False),
        (ReLU(), X[:, 0], True),
        (ReLU(), np.abs(X[:, 0]), False),
        (Softmax(), X, True),
        (None, 3 * X[:, 0], False),
    ],
)
def test_outputs_that_cannot_reach_the_targets_are_named(activation, targets, said: bool) -> None:
    data = _numbers(targets)
    units = data.train.targets.shape[1]
    graph = chain(Dense(4), Dense(units, activation) if activation else Dense(units))
    found = [d for d in _doubts(graph, data) if "reach the targets" in d.text]
    assert bool(found) == said
    for doubt in found:
        assert doubt.node == "l2"
        mended = doubt.repair.change(Project(graph)).graph
        assert not [d for d in _doubts(mended, data) if "reach the targets" in d.text]


def test_standardised_targets_are_what_an_output_has_to_reach() -> None:
    graph = chain(Dense(4), Dense(1, Sigmoid()))
    assert not _doubts(graph, _numbers(np.linspace(0, 1, 80)))
    assert _doubts(graph, _numbers(np.linspace(0, 1, 80), scale_targets=True))


def test_a_loss_that_applies_a_sigmoid_cannot_reach_other_targets() -> None:
    graph = chain(Dense(4), Dense(1), loss=losses["quadratic_sigmoid"]())
    (found,) = _doubts(graph, _numbers(5 + X[:, 0]))
    assert not _doubts(found.repair.change(Project(graph)).graph, _numbers(5 + X[:, 0]))


def test_large_targets_are_named_and_standardising_mends_it() -> None:
    targets = 5e5 + 1e5 * X[:, 0]
    (found,) = _doubts(chain(Dense(4), Dense(1)), _numbers(targets))
    assert found.overflows
    assert "e5" in found.text
    mended = found.repair.change(Project()).data
    assert not _doubts(chain(Dense(4), Dense(1)), _numbers(targets, mended.scale_targets))
    assert not _doubts(chain(Dense(1), loss=losses["poisson"]()), _numbers(RNG.poisson(300, 80)))


def test_large_inputs_are_named_and_standardising_mends_it() -> None:
    inputs = np.column_stack([X[:, 0], 3e9 + 1e6 * X[:, 1]])
    graph = chain(Dense(4), Dense(1))
    (found,) = _doubts(graph, _numbers(X[:, 0], inputs=inputs))
    assert "x1" in found.text
    assert found.node == "in"
    mended = found.repair.change(Project()).data
    assert not _doubts(graph, _numbers(X[:, 0], inputs=inputs, scaling=mended.scaling))
    assert not _doubts(chain(BatchNorm(), Dense(1)), _numbers(X[:, 0], inputs=inputs))


def test_codes_are_no_unscaled_inputs() -> None:
    codes = RNG.integers(0, 400, (80, 2)).astype(float)
    graph = chain(Embedding(400, 2), Flatten(), Dense(1))
    assert not _doubts(graph, _numbers(X[:, 0], inputs=codes))


def test_no_example_has_a_doubt() -> None:
    for example in all_examples():
        project = storage.load(example.path).project
        data = prepare(project.data)
        resolved = resolve(project.graph, data, project.training.rule)
        found = [p.text for p in resolved.problems if p.severity == "warning"]
        assert not [*found, *data_doubts(resolved.stages, resolved.outputs, data)], example.key


def test_what_cannot_be_is_said_before_what_is_doubtful() -> None:
    graph = chain(Dense(2, Sigmoid()), loss=losses["hinge"]())
    (found,) = resolve(graph, THREE).problems
    assert found.severity == "error"


@pytest.mark.parametrize(
    ("parts", "readers"),
    [
        ((Flatten(), Dense(1)), ["l1"]),
        ((GRU(3), Dense(1)), []),
        ((GRU(3, "all"), Flatten(), Dense(1)), ["l2"]),
        ((ActivationLayer(Tanh()), GlobalAveragePool(), Dense(1)), []),
    ],
)
def test_layers_that_take_padding_for_numbers_are_named(parts, readers: list[str]) -> None:
    data = examples(RNG.normal(size=(8, 5, 2)), np.arange(8) % 2, 2)
    padded = replace(data, train=replace(data.train, lengths=np.full(8, 3)))
    for of, expected in ((data, []), (padded, readers)):
        assert [doubt.node for doubt in _doubts(chain(*parts), of)] == expected


def test_chances_beyond_0_and_1_are_named_where_they_are_read_and_scaling_mends_them() -> None:
    for layer in (RBM(2), Boltzmann(2)):
        graph = chain(Flatten(), layer, Dense(1))
        (found,) = _doubts(graph, _numbers(X[:, 0]))
        assert found.node == "l2"
        assert found.text.startswith(
            "l2 takes its inputs for numbers of 0 to 1, such as chances, and these are −"
        )
        assert found.repair is not None
        settings = found.repair.change(Project(graph)).data
        assert not _doubts(graph, _numbers(X[:, 0], scaling=settings.scaling))
        assert not _doubts(chain(Dense(2, Sigmoid()), layer, Dense(1)), _numbers(X[:, 0]))
