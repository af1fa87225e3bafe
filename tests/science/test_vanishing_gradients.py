"""Vanishing gradients: Nielsen's figure (Neural Networks and Deep Learning, chapter 5) on real digits."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from nnsim.data.prepared import Prepared
from nnsim.engine.activations.sigmoid import Sigmoid
from nnsim.engine.initializers.lecun import LeCunNormal
from nnsim.engine.initializers.normal import Normal
from nnsim.engine.layers.dense import Dense
from nnsim.engine.losses.bce import BinaryCrossEntropy
from nnsim.training.quantities import BIAS_GRADIENT
from tests.builders import chain, examples, start, walk

BANDS = {
    2: [(0.0592, 0.038, 0.085), (0.292, 0.201, 0.381)],
    3: [(0.0118, 0.0071, 0.0182), (0.0568, 0.036, 0.087), (0.283, 0.20, 0.39)],
}
"""By number of hidden layers: median, 5 % and 95 % of 200 seeds, one hidden layer after the other."""


@pytest.fixture(scope="module")
def digits(mnist: Path) -> Prepared:
    with np.load(mnist, allow_pickle=False) as file:
        images, labels = file["x_train"][:1000], file["y_train"][:1000]
    return examples(images.reshape(1000, 784) / 256, labels.astype(np.int64), classes=10)


def first_gradients(digits: Prepared, hidden: int, seed: int) -> list[float]:
    """Return ‖∂C/∂b‖ of every layer at the first step, from the readings of the run."""
    parts = [
        Dense(units, Sigmoid(), LeCunNormal(), bias_initializer=Normal(1.0))
        for units in (*(30,) * hidden, 10)
    ]
    graph = chain(*parts, loss=BinaryCrossEntropy())
    run = start(graph, digits, learning_rate=0.1, seed=seed, precision="float32")
    row = walk(run, 1)[0]
    return [float(row[BIAS_GRADIENT.column(layer)]) for layer in run.unreported.columns.layers]


@pytest.mark.parametrize("hidden", BANDS)
def test_gradients_of_the_first_epoch(digits: Prepared, hidden: int) -> None:
    """784-30-30-10 and 784-30-30-30-10, sigmoid everywhere, cross-entropy, the first 1,000 digits."""
    found = np.array([first_gradients(digits, hidden, seed) for seed in range(30)])
    assert found.shape == (30, hidden + 1)
    for k, (median, low, high) in enumerate(BANDS[hidden]):
        middle = float(np.median(found[:, k]))
        assert low < middle < high
        assert middle == pytest.approx(median, rel=0.12)
        assert ((low <= found[:, k]) & (found[:, k] <= high)).mean() >= 0.75
