"""Layers against loops written straight from their formulas, one example at a time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from nnsim.engine.initializers.zeros import Zeros
from nnsim.engine.layer import Layer, layers
from nnsim.engine.layers.activation import ActivationLayer
from nnsim.engine.layers.add import Add
from nnsim.engine.layers.batch_norm import BatchNorm
from nnsim.engine.layers.concatenate import Concatenate
from nnsim.engine.layers.conv2d import Conv2D
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.dropout import Dropout
from nnsim.engine.layers.flatten import Flatten
from nnsim.engine.layers.input import Input
from nnsim.engine.layers.lstm import LSTM
from nnsim.engine.layers.max_pool2d import MaxPool2D
from nnsim.engine.layers.maxout import Maxout
from nnsim.engine.layers.prelu import PReLU
from nnsim.engine.losses.mse import MeanSquaredError
from nnsim.engine.network import Network
from nnsim.engine.stage import Output
from tests.builders import stage

BATCH = 5
Arrays = dict[str, np.ndarray]


def sigmoid(z: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-z))


def conv(layer: Conv2D, w: Arrays, x: np.ndarray) -> np.ndarray:
    """Zeros before and after so that stride 1 keeps the size; an odd one goes behind, as in PyTorch."""
    k = layer.kernel
    pad = ((k - 1) // 2, k - 1 - (k - 1) // 2) if layer.padding == "same" else (0, 0)
    x = np.pad(x, ((0, 0), pad, pad))
    rows, columns = ((n - k) // layer.stride + 1 for n in x.shape[1:])
    y = np.zeros((layer.filters, rows, columns))
    for f in range(layer.filters):
        for i in range(rows):
            for j in range(columns):
                at = i * layer.stride, j * layer.stride
                patch = x[:, at[0] : at[0] + k, at[1] : at[1] + k]
                y[f, i, j] = (patch * w["W"][..., f]).sum() + (w["b"][f] if layer.bias else 0)
    return y


def pool(layer: MaxPool2D, w: Arrays, x: np.ndarray) -> np.ndarray:
    p = layer.size
    rows, columns = x.shape[1] // p, x.shape[2] // p
    tiles = [
        [x[:, i * p : i * p + p, j * p : j * p + p].max(axis=(1, 2)) for j in range(columns)]
        for i in range(rows)
    ]
    return np.moveaxis(np.array(tiles), 2, 0)


def lstm(layer: LSTM, w: Arrays, x: np.ndarray) -> np.ndarray:
    n = layer.units
    h, c, seen = np.zeros(n), np.zeros(n), []
    for row in x:
        z = row @ w["W"] + h @ w["U"] + w["b"]
        i, f, o, g = sigmoid(z[:n]), sigmoid(z[n : 2 * n]), sigmoid(z[2 * n : 3 * n]), np.tanh(z[3 * n :])
        c = f * c + i * g
        h = o * np.tanh(c)
        seen.append(h)
    return h if layer.returns == "last" else np.array(seen)


def norm(layer: BatchNorm, w: Arrays, x: np.ndarray) -> np.ndarray:
    lined = (-1, 1, 1) if x.ndim == 3 else (-1,)
    w = {name: a.reshape(lined) for name, a in w.items()}
    return w["gamma"] * (x - w["running_mean"]) / np.sqrt(w["running_variance"] + layer.epsilon) + w["beta"]


def prelu(layer: PReLU, w: Arrays, x: np.ndarray) -> np.ndarray:
    leak = w["leak"].reshape((-1, 1, 1) if x.ndim == 3 else (-1,))
    return np.where(x > 0, x, leak * x)


def maxout(layer: Maxout, w: Arrays, x: np.ndarray) -> np.ndarray:
    n = layer.units
    sums = [x @ w["W"][:, k * n : k * n + n] for k in range(layer.pieces)]
    return np.max([s + w["b"][k * n : k * n + n] for k, s in enumerate(sums)], axis=0)


FORMULAS: dict[type[Layer], Any] = {
    Dense: lambda layer, w, x: x @ w["W"] + w.get("b", 0),
    Conv2D: conv,
    MaxPool2D: pool,
    LSTM: lstm,
    BatchNorm: norm,
    Dropout: lambda layer, w, x: x,
    Flatten: lambda layer, w, x: x.reshape(-1),
    Add: lambda layer, w, *xs: sum(xs),
    Concatenate: lambda layer, w, *xs: np.concatenate(xs, axis=1 if xs[0].ndim == 2 else 0),
    PReLU: prelu,
    Maxout: maxout,
    ActivationLayer: lambda layer, w, x: np.maximum(0, x),
}
CASES: list[tuple[Layer, Sequence[tuple[int, ...]]]] = [
    (Dense(3), [(4,)]),
    (Dense(3, bias=False), [(4,)]),
    *((Conv2D(2, k, s, p), [(2, 7, 6)]) for k in (1, 2, 3, 4) for s in (1, 2, 3) for p in ("same", "valid")),
    (Conv2D(3, 3, bias=False), [(1, 5, 5)]),
    *((MaxPool2D(p), [(2, 7, 6)]) for p in (1, 2, 3)),
    *((LSTM(3, r), [(5, 2)]) for r in ("last", "all")),
    *((BatchNorm(), [s]) for s in ((4,), (3, 4), (2, 3, 3), (1, 2, 2))),
    (Dropout(0.5), [(4,)]),
    (Flatten(), [(2, 3, 4)]),
    (Add(), [(3, 2)] * 3),
    *((Concatenate(), s) for s in ([(2,), (3,)], [(4, 2), (4, 1), (4, 3)], [(1, 3, 3), (2, 3, 3)])),
    (ActivationLayer(), [(2, 3)]),
    *((PReLU(share), [s]) for s in ((4,), (3, 4), (2, 3, 3)) for share in ("feature", "all")),
    *((Maxout(3, k), [(4,)]) for k in (1, 2, 5)),
]


def network(layer: Layer, shapes: Sequence[tuple[int, ...]]) -> Network:
    inputs = [stage(Input(), f"in{k}", shape=s) for k, s in enumerate(shapes)]
    last = stage(layer, "layer", inputs)
    made = Network((*inputs, last), (), np.float64)
    rng = np.random.default_rng(9)
    made.parameters.vector[:] = rng.normal(size=made.parameters.size)
    made.parameters.state[:] = rng.uniform(0.5, 2, made.parameters.state.size)
    return made


def test_every_layer_has_a_formula() -> None:
    assert set(FORMULAS) | {Input} == set(layers)


@pytest.mark.parametrize(("layer", "shapes"), CASES, ids=str)
def test_layer_is_its_formula(layer: Layer, shapes: Sequence[tuple[int, ...]]) -> None:
    net = network(layer, shapes)
    rng = np.random.default_rng(0)
    xs = [rng.normal(size=(BATCH, *s)) for s in shapes]
    fed = {f"in{k}": np.c_[x.reshape(BATCH, -1), np.ones(BATCH)] for k, x in enumerate(xs)}
    made = net.run(fed, ["layer"])[0]
    arrays = {key.split("/")[1]: a for key, a in net.parameters.items()}
    for row, example in zip(made, zip(*xs, strict=True), strict=True):
        expected = FORMULAS[type(layer)](layer, arrays, *example)
        assert expected.shape == layer.output_shape(shapes)
        np.testing.assert_allclose(row, expected.reshape(-1), rtol=1e-12, atol=1e-13)


@pytest.mark.parametrize(("shape", "axes"), [((4,), (0,)), ((3, 4), (0, 1)), ((2, 3, 3), (0, 2, 3))])
def test_batch_norm_in_training_uses_the_batch_and_remembers_it(shape: Any, axes: tuple[int, ...]) -> None:
    layer = BatchNorm(momentum=0.8)
    net = network(layer, [shape])
    before = net.parameters.copy_arrays()
    x = np.random.default_rng(1).normal(2, 3, size=(BATCH, *shape))
    program = net.program(BATCH, training=True, learns=False)
    program.feeds["in0"][:, :-1] = x.reshape(BATCH, -1)
    for call in program.forward_calls:
        call()
    mean, variance = x.mean(axis=axes, keepdims=True), x.var(axis=axes, keepdims=True)
    lined = mean.shape
    gamma, beta = (before[f"layer/{name}"].reshape(lined) for name in ("gamma", "beta"))
    expected = gamma * (x - mean) / np.sqrt(variance + layer.epsilon) + beta
    np.testing.assert_allclose(np.moveaxis(program.values["layer"].data, -1, 0), expected, rtol=1e-10)
    after = net.parameters.copy_arrays()
    for name, batch in (("running_mean", mean), ("running_variance", variance)):
        blend = 0.8 * before[f"layer/{name}"] + 0.2 * batch.reshape(-1)
        np.testing.assert_allclose(after[f"layer/{name}"], blend, rtol=1e-12)


def test_dropout_drops_its_share_and_keeps_the_mean() -> None:
    net = network(Dropout(0.3), [(50,)])
    program = net.program(400, training=True, learns=False)
    program.feeds["in0"][:, :-1] = 1.0
    masks = []
    for _ in range(2):
        for call in program.forward_calls:
            call()
        masks.append(program.values["layer"].flat.copy())
    assert set(np.unique(masks[0])) == {0.0, 1 / 0.7}
    assert (masks[0] == 0).mean() == pytest.approx(0.3, abs=0.02)
    assert (masks[0] != masks[1]).any()


def test_of_equal_numbers_in_a_tile_the_first_gets_the_gradient() -> None:
    source = stage(Input(), "in", shape=(1, 2, 5))
    identity = stage(Conv2D(1, 1), "conv", [source])
    pooled = stage(MaxPool2D(2), "pool", [identity])
    flat = stage(Flatten(), "flat", [pooled])
    net = Network(
        (source, identity, pooled, flat), (Output("flat", MeanSquaredError("half_sum")),), np.float64
    )
    net.parameters.vector[:] = 1.0, 0.0
    program = net.program(1, training=True, learns=True)
    program.feeds["in"][0, :-1] = 0, 7, 3, 3, 9, 7, 7, 3, 3, 9
    for call in (*program.forward_calls, *program.loss_calls, *program.backward_calls):
        call()
    np.testing.assert_array_equal(
        program.gradients["conv"].data[0, :, :, 0], [[0, 7, 3, 0, 0], [0, 0, 0, 0, 0]]
    )


def test_of_equal_pieces_the_first_gets_the_gradient() -> None:
    source = stage(Input(), "in", shape=(2,))
    maxout = stage(Maxout(1, 3, Zeros()), "maxout", [source])
    net = Network((source, maxout), (Output("maxout", MeanSquaredError("half_sum")),), np.float64)
    program = net.program(1, training=True, learns=True)
    program.feeds["in"][:, :-1] = 2.0, 5.0
    program.targets[0][...] = 1.0
    for call in (*program.forward_calls, *program.loss_calls, *program.backward_calls):
        call()
    gradient = net.parameters.gradient.reshape(3, 3)
    np.testing.assert_array_equal(gradient, [[-2, 0, 0], [-5, 0, 0], [-1, 0, 0]])
