"""Numbers put into the middle of a network."""

import numpy as np
import pytest

from nnsim.base.errors import NnsimError
from nnsim.engine.activations.sigmoid import Sigmoid
from nnsim.engine.activations.tanh import Tanh
from nnsim.engine.layers.add import Add
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.dropout import Dropout
from nnsim.engine.layers.gaussian_code import GaussianCode
from nnsim.engine.layers.input import Input
from nnsim.engine.losses.mse import MeanSquaredError
from nnsim.engine.network import Network
from nnsim.engine.onward import onward
from nnsim.engine.stage import Output
from tests.builders import stage

RNG = np.random.default_rng(2)
X = RNG.normal(size=(7, 3))


def test_what_a_layer_gave_leads_on_to_what_came_of_it() -> None:
    entry = stage(Input(), "in", shape=(3,))
    hidden = stage(Dense(4, Tanh()), "hidden", [entry])
    code = stage(GaussianCode(), "code", [hidden])
    shaken = stage(Dropout(0.5), "shaken", [code])
    out = stage(Dense(2, Sigmoid()), "out", [shaken])
    # The weights of a stage that is left out lie before those that are used.
    network = Network((entry, hidden, code, shaken, out), (Output("out", MeanSquaredError()),), np.float64, 1)
    codes, expected = network.predict(X, ["code", "out"])
    [found] = onward(network, "code", codes)
    np.testing.assert_array_equal(found, expected)
    weights = network.weights()
    [other] = onward(network, "code", np.zeros((1, 2)))
    np.testing.assert_allclose(other[0], 1 / (1 + np.exp(-weights["out/b"])), rtol=1e-12)
    np.testing.assert_array_equal(onward(network, "code", codes, ["code", "shaken"])[1], codes)
    np.testing.assert_array_equal(network.predict(X)[0], expected)


def test_what_leads_past_the_layer_is_named() -> None:
    entry = stage(Input(), "in", shape=(3,))
    hidden = stage(Dense(3, Tanh()), "hidden", [entry])
    added = stage(Add(), "added", [entry, hidden])
    network = Network((entry, hidden, added), (Output("added", MeanSquaredError()),), np.float64, 1)
    with pytest.raises(NnsimError, match=r"depend on hidden alone: in leads past it\. Cut that edge"):
        onward(network, "hidden", X)
