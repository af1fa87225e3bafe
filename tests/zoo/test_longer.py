"""A network on longer sequences than it learned from: the same cell, more often."""

from __future__ import annotations

import numpy as np
import pytest

from nnsim.base.errors import NnsimError
from nnsim.data.data_settings import DataSettings
from nnsim.data.sources.adding_problem import AddingProblem
from nnsim.data.sources.moons import Moons
from nnsim.document.building import chain
from nnsim.engine.layer import Layer
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.flatten import Flatten
from nnsim.engine.layers.input import Input
from nnsim.engine.layers.lstm import LSTM
from nnsim.engine.layers.rnn import RNN
from nnsim.engine.network import Network
from nnsim.lab.running import begin
from nnsim.zoo.longer import longer, looked_inside

TIMES, MORE = 4, 9


def _network(*layers: Layer) -> Network:
    data = DataSettings(AddingProblem(points=20, steps=TIMES))
    return begin(chain(Input(), *layers, Dense(1), data=data)).network


def test_it_is_the_same_cell_more_often() -> None:
    network = _network(RNN(3))
    long = longer(network, MORE)
    x = np.random.default_rng(0).normal(size=(5, MORE, 2)).astype(np.float32)
    w = {key.split("/")[1]: array for key, array in network.weights().items() if key.startswith("rnn")}
    state = np.zeros((5, 3))
    for t in range(MORE):
        state = np.tanh(x[:, t] @ w["W"] + state @ w["U"] + w["b"])
    out = {key.split("/")[1]: array for key, array in network.weights().items() if key.startswith("dense")}
    [made] = long.predict(x)
    np.testing.assert_allclose(made, state @ out["W"] + out["b"], atol=1e-6)
    seen = looked_inside(long, x, "State")
    assert seen is not None
    np.testing.assert_allclose(seen[-1].T, state, atol=1e-6)


def test_padded_to_more_it_says_what_it_said() -> None:
    network = _network(LSTM(3))
    x = np.random.default_rng(0).normal(size=(5, TIMES, 2)).astype(np.float32)
    padded = np.concatenate([x, np.ones((5, MORE - TIMES, 2), np.float32)], axis=1)
    long = longer(network, MORE)
    [found] = long.run(long.feed(padded, None, np.full(5, TIMES)))
    np.testing.assert_allclose(found, network.predict(x)[0], atol=1e-6)


def test_what_has_learned_the_length_or_reads_no_sequence_says_so() -> None:
    with pytest.raises(NnsimError, match="weights for each time"):
        longer(_network(RNN(3, "all"), Flatten()), MORE)
    with pytest.raises(NnsimError, match="reads no sequences"):
        longer(begin(chain(Input(), Dense(1), data=DataSettings(Moons(points=20)))).network, MORE)


def test_gates_are_those_that_the_memory_was_made_with() -> None:
    network = _network(LSTM(3))
    x = np.random.default_rng(1).normal(size=(2, TIMES, 2)).astype(np.float32)
    inside = next(found for found in network.inside(network.feed(x)).values() if found)
    w = {key.split("/")[1]: array for key, array in network.weights().items() if key.startswith("lstm")}
    h = c = np.zeros((2, 3))
    for t in range(TIMES):
        z = x[:, t] @ w["W"] + h @ w["U"] + w["b"]
        i, f, o = (1 / (1 + np.exp(-z[:, 3 * k : 3 * k + 3])) for k in range(3))
        c = f * c + i * np.tanh(z[:, 9:])
        h = o * np.tanh(c)
        for name, right in (
            ("Input gate", i),
            ("Forget gate", f),
            ("Output gate", o),
            ("Memory", c),
            ("State", h),
        ):
            np.testing.assert_allclose(inside[name][t].T, right, atol=1e-6)
