"""Gates that are nearly shut or nearly open keep their digits in float32, and so do probabilities."""

from __future__ import annotations

import numpy as np
import pytest

from nnsim.engine.activations.sigmoid import Sigmoid, sigmoid
from nnsim.engine.layer import Layer
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.flatten import Flatten
from nnsim.engine.layers.gru import GRU
from nnsim.engine.layers.input import Input
from nnsim.engine.layers.lstm import LSTM
from nnsim.engine.loss import losses
from nnsim.engine.losses.bce import BinaryCrossEntropy
from nnsim.engine.losses.mse import MeanSquaredError
from nnsim.engine.network import Network
from nnsim.engine.stage import Output
from tests.builders import stage


@pytest.mark.parametrize("layer", [LSTM(units=2), GRU(units=2)], ids=lambda p: p.key)
@pytest.mark.parametrize("gate", range(2))
@pytest.mark.parametrize("bias", [-25.0, -18.0, 18.0, 25.0])
def test_float32_is_float64_to_six_digits(layer: Layer, gate: int, bias: float) -> None:
    """The sums of one gate of all are far from 0; its slope is what the gradient of its bias shows."""
    found = []
    for dtype in (np.float64, np.float32):
        first = stage(Input(), "in", shape=(3, 2))
        stages = [first, stage(layer, "layer", [first])]
        stages.append(stage(Flatten(), "flat", stages[-1:]))
        network = Network(stages, [Output("flat", MeanSquaredError())], dtype, 3)
        arrays = dict(network.parameters.items())
        arrays["layer/b"][2 * gate : 2 * gate + 2] = bias
        program = network.program(4, training=True, learns=True)
        program.feeds["in"][:, :-1] = np.random.default_rng(0).normal(size=(4, 6))
        program.targets[0][...] = 1.0
        with np.errstate(all="ignore"):
            for call in (*program.forward_calls, *program.loss_calls, *program.backward_calls):
                call()
        start = network.parameters.windows_of("layer")
        places = {w.spec.name: w.start for w in start}["b"] + 2 * gate
        gradient = network.parameters.gradient[places : places + 2].copy()
        found.append((program.values["flat"].flat.copy(), gradient))
    (y, slope), (y32, slope32) = found
    assert np.abs(slope).max() > 0
    # An open gate mixes what is large; there the sum is as exact as its greatest part.
    np.testing.assert_allclose(y32, y, rtol=5e-6, atol=1e-7 if bias > 0 else 0.0)
    np.testing.assert_allclose(slope32, slope, rtol=5e-5)


def test_a_probability_is_never_rounded_away() -> None:
    z = np.array([[-20.0], [-80.0], [-200.0], [20.0], [np.nan]], np.float32)
    expected = [2.0611537e-09, 1.8048514e-35, 0.0, 1.0, np.nan]
    for loss in (cls() for cls in losses if cls.applies == "sigmoid"):
        found = loss.probabilities(z)
        assert found.dtype == np.float32
        np.testing.assert_allclose(found[:, 0], expected, rtol=1e-6)
    np.testing.assert_allclose(sigmoid(z.astype(float))[:2, 0], expected[:2], rtol=1e-7)


@pytest.mark.parametrize("folded", [True, False])
def test_what_a_network_predicts_is_not_rounded_away_either(folded: bool) -> None:
    first = stage(Input(), "in", shape=(1,))
    stages = [first, stage(Dense(1, Sigmoid()), "out", [first])]
    loss = BinaryCrossEntropy() if folded else MeanSquaredError()
    network = Network(stages, [Output("out", loss)], np.float32)
    network.parameters.vector[:] = 1.0, 0.0
    found = network.probabilities(np.array([[-20.0], [20.0], [-100.0], [100.0]]))[0]
    np.testing.assert_allclose(found[:, 0], [2.0611537e-9, 1, 0, 1], rtol=1e-6, atol=1e-38)
