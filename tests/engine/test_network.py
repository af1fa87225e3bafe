"""What a network makes of its stages before it compiles them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from nnsim.document.graph import Edge, Graph, Node, Objective
from nnsim.engine.activation import Activation
from nnsim.engine.activations.sigmoid import Sigmoid
from nnsim.engine.activations.softmax import Softmax
from nnsim.engine.layers.dense import Dense
from nnsim.engine.loss import Loss
from nnsim.engine.losses.bce import BinaryCrossEntropy
from nnsim.engine.losses.mse import MeanSquaredError
from nnsim.engine.losses.softmax_ce import SoftmaxCrossEntropy
from tests.builders import chain, examples, start

RNG = np.random.default_rng(4)
INPUTS = RNG.normal(size=(6, 3))
CLASSES = RNG.integers(0, 2, 6)


def softmax(z: np.ndarray) -> np.ndarray:
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def logistic(z: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-z))


FOLDED = pytest.mark.parametrize(
    ("activation", "loss", "formula"),
    [
        (Sigmoid(), BinaryCrossEntropy(), logistic),
        (Softmax(), SoftmaxCrossEntropy(), softmax),
    ],
)


@FOLDED
@pytest.mark.parametrize("readers", [1, 2])
def test_an_activation_another_layer_reads_is_never_folded_into_the_loss(
    activation: Activation, loss: Loss, formula, readers: int
) -> None:
    """The loss takes weighted sums, but what stands behind reads what the layer promises: 0 to 1."""
    drawing = chain(Dense(2, activation), Dense(2), loss=MeanSquaredError())
    middle = replace(drawing.nodes[1], objective=Objective(loss))
    nodes, edges = [drawing.nodes[0], middle, drawing.nodes[2]], list(drawing.edges)
    if readers == 2:
        nodes.append(Node("l3", "l3", Dense(2), objective=Objective(MeanSquaredError())))
        edges.append(Edge("l1", "l3"))
    network = start(Graph(tuple(nodes), tuple(edges)), examples(INPUTS, CLASSES, 2), seed=3).network
    w = dict(network.parameters.copy_arrays())
    values = formula(INPUTS @ w["l1/W"] + w["l1/b"])
    found = network.predict(INPUTS, ["l1", "l2"])
    np.testing.assert_allclose(found[0], values, rtol=1e-12)
    np.testing.assert_allclose(found[1], values @ w["l2/W"] + w["l2/b"], rtol=1e-12)


@FOLDED
def test_one_that_the_loss_alone_reads_is_folded(activation: Activation, loss: Loss, formula) -> None:
    network = start(chain(Dense(2, activation), loss=loss), examples(INPUTS, CLASSES, 2), seed=3).network
    w = dict(network.parameters.copy_arrays())
    sums = INPUTS @ w["l1/W"] + w["l1/b"]
    np.testing.assert_allclose(network.predict(INPUTS)[0], sums, rtol=1e-12)
    np.testing.assert_allclose(network.probabilities(INPUTS)[0], formula(sums), rtol=1e-12)


def test_another_activation_than_the_one_the_loss_applies_stays() -> None:
    data = examples(INPUTS, CLASSES, 2)
    network = start(chain(Dense(2, Sigmoid()), loss=SoftmaxCrossEntropy()), data, seed=3).network
    w = dict(network.parameters.copy_arrays())
    np.testing.assert_allclose(
        network.predict(INPUTS)[0], logistic(INPUTS @ w["l1/W"] + w["l1/b"]), rtol=1e-12
    )
