"""Section 5: mean field theory (Poole et al. 2016, Schoenholz et al. 2017) beside the experiments of the program."""

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
SOURCE = "Poole et al. 2016; Schoenholz et al. 2017"


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
    yield relu_point()


def rows() -> Iterator[Finding]:
    """Yield all rows."""
    yield from fast_rows()
    if mnist_path() is not None:
        yield from trains()
