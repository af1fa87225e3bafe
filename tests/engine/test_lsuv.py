"""Layer-sequential unit variance: what a batch makes of the first weights."""

from __future__ import annotations

import numpy as np
import pytest

from nnsim.engine.activations.relu import ReLU
from nnsim.engine.activations.tanh import Tanh
from nnsim.engine.initializers.lsuv import LSUV
from nnsim.engine.initializers.normal import Normal
from nnsim.engine.initializers.orthogonal import Orthogonal
from nnsim.engine.layers.batch_norm import BatchNorm
from nnsim.engine.layers.conv2d import Conv2D
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.dropout import Dropout
from nnsim.engine.layers.flatten import Flatten
from nnsim.engine.layers.lstm import LSTM
from nnsim.engine.losses.mse import MeanSquaredError
from nnsim.training.run import Run
from tests.builders import chain, examples, run_epoch, start

EXACT = LSUV(tolerance=1e-4)
RNG = np.random.default_rng(4)
ROWS = examples(3 * RNG.normal(size=(60, 12)) + 1, RNG.normal(size=60))
IMAGES = examples(RNG.uniform(size=(40, 2, 6, 6)), RNG.normal(size=40))


def sums(run: Run, name: str) -> np.ndarray:
    """Return the weighted sums of a Dense layer on all examples, worked out from its input."""
    arrays = dict(run.network.parameters.items())
    before = run.network.stages[[s.id for s in run.network.stages].index(name)].sources[0]
    x = run.network.feed(run.prepared.train.inputs)["in"][:, :-1]
    if before != "in":
        x = run.network.predict(run.prepared.train.inputs, [before])[0]
    return np.asarray(x @ arrays[f"{name}/W"] + arrays[f"{name}/b"])


def test_every_layer_has_weighted_sums_of_variance_one() -> None:
    """Deep ReLU networks of plain rotations fade; these do not, and directions stay those drawn."""
    parts = [Dense(10, ReLU(), EXACT) for _ in range(20)]
    run = start(chain(*parts, Dense(1), loss=MeanSquaredError()), ROWS)
    for k in range(1, 21):
        assert sums(run, f"l{k}").var() == pytest.approx(1, abs=1e-4)
    plain = [Dense(10, ReLU(), Orthogonal()) for _ in range(20)]
    rotated = start(chain(*plain, Dense(1), loss=MeanSquaredError()), ROWS)
    assert sums(rotated, "l20").var() < 0.01
    ours, theirs = (dict(r.network.parameters.items()) for r in (run, rotated))
    for k in range(1, 21):
        ratio = ours[f"l{k}/W"] / theirs[f"l{k}/W"]
        np.testing.assert_allclose(ratio, ratio.flat[0], rtol=1e-9)
    np.testing.assert_array_equal(ours["l21/W"], theirs["l21/W"])


def test_convolutions_and_layers_that_draw_or_keep_a_state() -> None:
    graph = chain(
        Conv2D(4, activation=ReLU(), initializer=EXACT),
        Flatten(),
        BatchNorm(),
        Dropout(0.5),
        Dense(5, Tanh(), EXACT),
        Dense(1),
        loss=MeanSquaredError(),
    )
    one, two, other = (start(graph, IMAGES, seed=seed) for seed in (1, 1, 2))
    np.testing.assert_array_equal(one.network.parameters.vector, two.network.parameters.vector)
    assert (one.network.parameters.vector != other.network.parameters.vector).any()
    state = dict(one.network.parameters.items())
    assert (state["l3/running_mean"] == 0).all()
    untouched = np.random.default_rng([1, 2]).bit_generator.state
    assert one.network.random.bit_generator.state == untouched
    unnormed = start(
        chain(Conv2D(4, initializer=EXACT), Flatten(), Dense(1), loss=MeanSquaredError()), IMAGES
    )
    assert unnormed.network.predict(IMAGES.train.inputs, ["l1"])[0].var() == pytest.approx(1, abs=1e-4)


def test_weights_that_do_not_set_the_variance_stay_as_drawn() -> None:
    """Gates saturate, and spread biases have a variance of their own: dividing on and on would ruin both."""
    sequence = examples(RNG.normal(size=(30, 5, 2)), RNG.normal(size=30))
    lstm = start(chain(LSTM(6, initializer=LSUV()), Dense(1), loss=MeanSquaredError()), sequence)
    spread = Dense(8, initializer=LSUV(), bias_initializer=Normal(3.0))
    dense = start(chain(spread, Dense(1), loss=MeanSquaredError()), ROWS)
    for run, key in ((lstm, "l1/U"), (dense, "l1/W")):
        drawn = dict(run.network.parameters.items())[key]
        np.testing.assert_allclose(np.linalg.svd(drawn)[1], 1, rtol=1e-9)


def test_nothing_to_scale_changes_nothing() -> None:
    silent = examples(np.zeros((5, 3)), np.zeros(5))
    run = start(
        chain(Dense(4, initializer=LSUV()), loss=MeanSquaredError("half_sum")),
        examples(silent.train.inputs, np.zeros((5, 4))),
    )
    np.testing.assert_allclose(np.linalg.svd(dict(run.network.parameters.items())["l1/W"])[1], 1)


def test_learned_weights_are_not_touched() -> None:
    graph = chain(Dense(10, ReLU(), EXACT), Dense(1), loss=MeanSquaredError())
    run = start(graph, ROWS, learning_rate=0.01)
    run_epoch(run)
    again = start(graph, ROWS, learned=run.learned())
    np.testing.assert_array_equal(again.network.parameters.vector, run.network.parameters.vector)


def test_float32_stays_float32() -> None:
    run = start(
        chain(Dense(10, ReLU(), LSUV(1e-6)), Dense(1), loss=MeanSquaredError()), ROWS, precision="float32"
    )
    assert run.network.parameters.vector.dtype == np.float32
    assert sums(run, "l1").var() == pytest.approx(1, abs=1e-4)
