"""How signals and gradients survive depth: initialisation, normalisation, orthogonality, skips."""

from __future__ import annotations

import numpy as np
import pytest

from nnsim.data.data_settings import DataSettings
from nnsim.data.prepare import prepare
from nnsim.data.sources.two_spirals import TwoSpirals
from nnsim.document.graph import Edge, Graph, Node
from nnsim.engine.activations.relu import ReLU
from nnsim.engine.activations.sigmoid import Sigmoid
from nnsim.engine.activations.tanh import Tanh
from nnsim.engine.initializer import Initializer
from nnsim.engine.initializers.glorot import GlorotNormal, GlorotUniform
from nnsim.engine.initializers.he import HeNormal
from nnsim.engine.initializers.lecun import LeCunUniform
from nnsim.engine.initializers.orthogonal import Orthogonal
from nnsim.engine.layers.activation import ActivationLayer
from nnsim.engine.layers.add import Add
from nnsim.engine.layers.batch_norm import BatchNorm
from nnsim.engine.layers.dense import Dense
from nnsim.engine.losses.mse import MeanSquaredError
from nnsim.engine.losses.softmax_ce import SoftmaxCrossEntropy
from nnsim.training.quantities import GRADIENT, OUTPUT_GRADIENT
from tests.builders import chain, examples, start, walk


@pytest.mark.parametrize(
    ("initializer", "spreads", "ratio"),
    [
        (LeCunUniform(gain=3**-0.5), [0.452, 0.244, 0.139, 0.079, 0.046], 0.085),
        (GlorotUniform(), [0.600, 0.471, 0.402, 0.358, 0.323], 0.44),
    ],
    ids=["standard", "normalised"],
)
def test_glorot_and_bengio_2010(initializer: Initializer, spreads: list[float], ratio: float) -> None:
    """784-1000×5-10 tanh; gradients with respect to the weighted sums of layer 1 over those of layer 5."""
    rng = np.random.default_rng(0)
    data = examples(rng.normal(size=(200, 784)), rng.integers(0, 10, 200), classes=10)
    hidden = [
        part for _ in range(5) for part in (Dense(1000, initializer=initializer), ActivationLayer(Tanh()))
    ]
    graph = chain(*hidden, Dense(10, initializer=initializer), loss=SoftmaxCrossEntropy())
    run = start(graph, data, learning_rate=0.0, precision="float32")
    outputs = run.network.predict(data.train.inputs, [f"l{k}" for k in (2, 4, 6, 8, 10)])
    np.testing.assert_allclose([y.std() for y in outputs], spreads, rtol=0.05)
    row = walk(run, 1)[0]
    norms = [row[OUTPUT_GRADIENT.column(layer)] for layer in run.unreported.columns.layers[:5]]
    assert norms[0] / norms[4] == pytest.approx(ratio, rel=0.1)


@pytest.mark.parametrize(
    ("initializer", "expected"), [(GlorotNormal(), 2.0**-21), (HeNormal(), 1.0)], ids=str
)
def test_he_2015(initializer: Initializer, expected: float) -> None:
    """ReLU, 30 layers of 256: mean square at layer 22 relative to layer 1, median of five seeds."""
    x = np.random.default_rng(1).normal(size=(100, 256))
    data = examples(x, np.zeros(100))
    graph = chain(*(Dense(256, ReLU(), initializer) for _ in range(30)), Dense(1), loss=MeanSquaredError())
    found = []
    for seed in range(5):
        network = start(graph, data, seed=seed, precision="float32").network
        first, late = network.predict(x, ["l1", "l22"])
        found.append(float((late**2).mean() / (first**2).mean()))
    assert expected / 3 < np.median(found) < expected * 3


@pytest.mark.parametrize(("gain", "expected"), [(0.9, 2.656e-5), (1.0, 1.0), (1.1, 1.378e4)])
def test_a_hundred_rotations_keep_all_singular_values_equal(gain: float, expected: float) -> None:
    """Saxe 2013; and the norm of the Jacobian of a linear recurrent map is ρ¹⁰⁰."""
    layers = [Dense(5, initializer=Orthogonal(gain), bias=False) for _ in range(100)]
    data = examples(np.eye(5), np.zeros((5, 5)))
    network = start(chain(*layers, loss=MeanSquaredError()), data).network
    jacobian = network.predict(np.eye(5))[0]
    singular = np.linalg.svd(jacobian)[1]
    np.testing.assert_allclose(singular, gain**100, rtol=1e-6)
    assert singular[0] == pytest.approx(expected, rel=2e-4)


def test_batch_norm_does_not_see_the_scale_of_the_weights() -> None:
    """BN(aW) = BN(W), and the gradient of 3W is a third."""
    rng = np.random.default_rng(2)
    data = examples(rng.normal(size=(50, 4)), rng.normal(size=(50, 2)))
    graph = chain(
        Dense(6, bias=False), BatchNorm(epsilon=1e-12), Dense(2, Tanh()), loss=MeanSquaredError("half_sum")
    )
    outputs, gradients = [], []
    for factor in (1.0, 3.0):
        run = start(graph, data, learning_rate=0.0)
        parameters = run.network.parameters
        parameters.layer_window(parameters.vector, "l1")[:] *= factor
        outputs.append(walk(run, 1)[0, 0])
        gradients.append(parameters.layer_window(parameters.gradient, "l1").copy())
    assert outputs[0] == pytest.approx(outputs[1], rel=1e-6)
    assert np.linalg.norm(gradients[0]) > 1e-3
    np.testing.assert_allclose(3 * gradients[1], gradients[0], rtol=1e-6, atol=1e-9)


def with_skips(graph: Graph) -> Graph:
    """Return the drawing with an Add behind every inner layer but the first, fed by its input too."""
    nodes, edges = [graph["in"], graph["l1"]], [Edge("in", "l1")]
    last = "l1"
    for node in graph.nodes[2:-1]:
        join = Node(f"{node.id}_add", f"{node.id}_add", Add())
        nodes += [node, join]
        edges += [Edge(last, node.id), Edge(last, join.id, 0), Edge(node.id, join.id, 1)]
        last = join.id
    end = graph.nodes[-1]
    return Graph((*nodes, end), (*edges, Edge(last, end.id)))


def test_sigmoids_starve_the_first_layer_and_skips_feed_it() -> None:
    """2-8-…-8-1 with six sigmoid layers on the spirals: one probe before training is enough to see it."""
    data = prepare(DataSettings(TwoSpirals()))
    graph = chain(*(Dense(8, Sigmoid()) for _ in range(6)), Dense(1))
    shares = []
    for drawing in (graph, with_skips(graph)):
        found = []
        for seed in range(9):
            run = start(drawing, data, learning_rate=0.0, seed=seed)
            row = walk(run, 1)[0]
            first, *_, last = run.unreported.columns.layers
            found.append(row[GRADIENT.column(first)] / row[GRADIENT.column(last)])
        shares.append(float(np.median(found)))
    assert 1e-6 < shares[0] < 1e-3
    assert shares[1] > 20 * shares[0]
