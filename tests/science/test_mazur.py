"""Back-propagation worked by hand: the 2-2-2 network of Mazur (2015), to 1e-9.

The published loss after the first step (.291027924) comes from updating the output weights before
the hidden deltas are found; all weights at once give .291027774.
"""

from __future__ import annotations

import numpy as np
import pytest

from nnsim.engine.activations.sigmoid import Sigmoid
from nnsim.engine.layers.dense import Dense
from nnsim.engine.losses.mse import MeanSquaredError
from nnsim.training.run import Run
from tests.builders import chain, examples, start, walk

NEAR = 1e-9


@pytest.fixture
def run() -> Run:
    data = examples([[0.05, 0.10]], [[0.01, 0.99]])
    graph = chain(Dense(2, Sigmoid()), Dense(2, Sigmoid()), loss=MeanSquaredError("half_sum"))
    run = start(graph, data, learning_rate=0.5)
    first = {
        "l1/W": np.array([[0.15, 0.25], [0.20, 0.30]]),
        "l1/b": np.array([0.35, 0.35]),
        "l2/W": np.array([[0.40, 0.50], [0.45, 0.55]]),
        "l2/b": np.array([0.60, 0.60]),
    }
    assert run.network.parameters.adopt(first) == 4
    return run


def test_forward(run: Run) -> None:
    hidden, output = run.network.predict(run.prepared.train.inputs, ["l1", "l2"])
    np.testing.assert_allclose(hidden, [[0.593269992, 0.596884378]], atol=NEAR)
    np.testing.assert_allclose(output, [[0.751365070, 0.772928465]], atol=NEAR)
    assert run.evaluate().train_loss == pytest.approx(0.298371109, abs=NEAR)


def test_gradient_and_one_step_of_all_weights_at_once(run: Run) -> None:
    rows = walk(run, 1)
    parameters = run.network.parameters
    assert rows[0, 0] == pytest.approx(0.298371109, abs=3e-8)  # readings are float32
    w1, w5 = (parameters.layer_window(parameters.gradient, name)[0] for name in ("l1", "l2"))
    assert w5 == pytest.approx(0.082167041, abs=NEAR)
    assert w1 == pytest.approx(0.000438568, abs=NEAR)
    arrays = dict(parameters.items())
    np.testing.assert_allclose(
        [*arrays["l1/W"].T.flat, *arrays["l2/W"].T.flat],
        [
            *(0.149780716, 0.19956143, 0.24975114, 0.29950229),
            *(0.35891648, 0.408666186, 0.511301270, 0.561370121),
        ],
        atol=5e-9,  # the author prints eight or nine places
    )


def test_loss_after_one_step_with_the_biases_left_alone(run: Run) -> None:
    """The author does not update biases."""
    biases = {name: a.copy() for name, a in run.network.parameters.items() if name.endswith("/b")}
    walk(run, 1)
    run.network.parameters.adopt(biases)
    assert run.evaluate().train_loss == pytest.approx(0.291027774, abs=NEAR)


def test_loss_after_ten_thousand_steps(run: Run) -> None:
    biases = {name: (a, a.copy()) for name, a in run.network.parameters.items() if name.endswith("/b")}

    def keep_biases() -> None:
        for own, kept in biases.values():
            own[...] = kept

    for _ in range(10_000):
        run.advance(1, keep_biases)
        if not run.unreported.room:
            run.take_points()
    keep_biases()
    assert run.evaluate().train_loss == pytest.approx(3.5102e-5, abs=5e-10)
