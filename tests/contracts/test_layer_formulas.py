"""Layers against loops written straight from their formulas, one example at a time."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest

from nnsim.base.errors import NnsimError
from nnsim.engine.initializers.zeros import Zeros
from nnsim.engine.layer import Layer, layers
from nnsim.engine.layers.activation import ActivationLayer
from nnsim.engine.layers.add import Add
from nnsim.engine.layers.alpha_dropout import AlphaDropout
from nnsim.engine.layers.average import Average
from nnsim.engine.layers.average_pool1d import AveragePool1D
from nnsim.engine.layers.average_pool2d import AveragePool2D
from nnsim.engine.layers.batch_norm import BatchNorm
from nnsim.engine.layers.boltzmann import Boltzmann
from nnsim.engine.layers.concatenate import Concatenate
from nnsim.engine.layers.conv1d import Conv1D
from nnsim.engine.layers.conv2d import Conv2D
from nnsim.engine.layers.conv_transpose2d import ConvTranspose2D
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.dropout import Dropout
from nnsim.engine.layers.embedding import Embedding
from nnsim.engine.layers.flatten import Flatten
from nnsim.engine.layers.gaussian_code import GaussianCode
from nnsim.engine.layers.gaussian_noise import GaussianNoise
from nnsim.engine.layers.global_average_pool import GlobalAveragePool
from nnsim.engine.layers.global_max_pool import GlobalMaxPool
from nnsim.engine.layers.group_norm import GroupNorm
from nnsim.engine.layers.gru import GRU
from nnsim.engine.layers.hopfield import Hopfield
from nnsim.engine.layers.input import Input
from nnsim.engine.layers.kohonen import Kohonen
from nnsim.engine.layers.layer_norm import LayerNorm
from nnsim.engine.layers.liquid import Liquid
from nnsim.engine.layers.lstm import LSTM
from nnsim.engine.layers.markov_chain import MarkovChain
from nnsim.engine.layers.max_pool1d import MaxPool1D
from nnsim.engine.layers.max_pool2d import MaxPool2D
from nnsim.engine.layers.maximum import Maximum
from nnsim.engine.layers.maxout import Maxout
from nnsim.engine.layers.multiply import Multiply
from nnsim.engine.layers.noise import Noise
from nnsim.engine.layers.ntm import NeuralTuringMachine
from nnsim.engine.layers.permute import Permute
from nnsim.engine.layers.positional_encoding import PositionalEncoding
from nnsim.engine.layers.prelu import PReLU
from nnsim.engine.layers.rbf import RBF
from nnsim.engine.layers.rbm import RBM
from nnsim.engine.layers.reservoir import Reservoir
from nnsim.engine.layers.reshape import Reshape
from nnsim.engine.layers.rnn import RNN
from nnsim.engine.layers.self_attention import SelfAttention
from nnsim.engine.layers.slice import Slice
from nnsim.engine.layers.sparsity import Sparsity
from nnsim.engine.layers.subtract import Subtract
from nnsim.engine.layers.switch import Switch
from nnsim.engine.layers.upsample import Upsample
from nnsim.engine.layers.verdict import Verdict
from nnsim.engine.losses.mse import MeanSquaredError
from nnsim.engine.network import Network
from nnsim.engine.parameters import Parameters
from nnsim.engine.program import Program
from nnsim.engine.recurrence import Recurrent
from nnsim.engine.stage import Output
from tests.builders import stage

BATCH = 5
Arrays = dict[str, np.ndarray]


def sigmoid(z: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-z))


def conv(layer: Conv2D, w: Arrays, x: np.ndarray) -> np.ndarray:
    """Zeros before and after so that stride 1 keeps the size; an odd one goes behind, as in PyTorch."""
    k, d, g = layer.kernel, layer.dilation, layer.groups
    total = (k - 1) * d
    pad = {"same": (total // 2, total - total // 2), "causal": (total, 0), "valid": (0, 0)}[layer.padding]
    x = np.pad(x, ((0, 0), pad, pad))
    rows, columns = ((n - total - 1) // layer.stride + 1 for n in x.shape[1:])
    y = np.zeros((layer.filters, rows, columns))
    for f, i, j in np.ndindex(y.shape):
        group = f // (layer.filters // g)
        seen = x[group * (len(x) // g) : (group + 1) * (len(x) // g)]
        at = i * layer.stride, j * layer.stride
        patch = seen[:, at[0] : at[0] + total + 1 : d, at[1] : at[1] + total + 1 : d]
        y[f, i, j] = (patch * w["W"][..., f]).sum() + (w["b"][f] if layer.bias else 0)
    return y


def conv_over_time(layer: Conv1D, w: Arrays, x: np.ndarray) -> np.ndarray:
    k, d, g = layer.kernel, layer.dilation, layer.groups
    total = (k - 1) * d
    pad = {"same": (total // 2, total - total // 2), "causal": (total, 0), "valid": (0, 0)}[layer.padding]
    x = np.pad(x, (pad, (0, 0)))
    y = np.zeros(((len(x) - total - 1) // layer.stride + 1, layer.filters))
    of_group = x.shape[1] // g
    for t, f in np.ndindex(y.shape):
        group = f // (layer.filters // g)
        seen = x[
            t * layer.stride : t * layer.stride + total + 1 : d, group * of_group : (group + 1) * of_group
        ]
        y[t, f] = (seen.T * w["W"][..., f]).sum() + (w["b"][f] if layer.bias else 0)
    return y


def transposed(layer: ConvTranspose2D, w: Arrays, x: np.ndarray) -> np.ndarray:
    s, k, p = layer.stride, layer.kernel, layer.padding
    _, height, width = x.shape
    y = np.zeros((layer.filters, (height - 1) * s + k, (width - 1) * s + k))
    for c, i, j in np.ndindex(x.shape):
        y[:, i * s : i * s + k, j * s : j * s + k] += x[c, i, j] * np.moveaxis(w["W"][c], 2, 0)
    y = y[:, p : y.shape[1] - p, p : y.shape[2] - p]
    return y + (w["b"][:, None, None] if layer.bias else 0)


def upsample(layer: Upsample, w: Arrays, x: np.ndarray) -> np.ndarray:
    s = layer.factor
    if layer.mode == "nearest":
        return x.repeat(s, 1).repeat(s, 2)
    for axis in (1, 2):
        n = x.shape[axis]
        at = np.clip((np.arange(n * s) + 0.5) / s - 0.5, 0, n - 1)
        low = np.floor(at).astype(int)
        share = (at - low).reshape((-1, 1) if axis == 1 else (-1,))
        x = x.take(low, axis) * (1 - share) + x.take(np.minimum(low + 1, n - 1), axis) * share
    return x


def pool(layer: Layer, w: Arrays, x: np.ndarray) -> np.ndarray:
    p, of = layer.size, np.max if isinstance(layer, MaxPool1D | MaxPool2D) else np.mean
    if x.ndim == 2:
        return np.array([of(x[t * p : t * p + p], axis=0) for t in range(len(x) // p)])
    rows, columns = x.shape[1] // p, x.shape[2] // p
    tiles = [
        [of(x[:, i * p : i * p + p, j * p : j * p + p], axis=(1, 2)) for j in range(columns)]
        for i in range(rows)
    ]
    return np.moveaxis(np.array(tiles), 2, 0)


Step = Callable[[Recurrent, Arrays, np.ndarray, Arrays], np.ndarray]


def recurrent(step: Step) -> Callable[[Recurrent, Arrays, np.ndarray], np.ndarray]:
    """Return the layer whose cell does `step` with what it keeps: layers and directions, time after time."""

    def one_way(layer: Recurrent, w: Arrays, suffix: str, x: np.ndarray) -> np.ndarray:
        own = {name: w[name + suffix] for name in ("W", "U", "b", "b_h") if name + suffix in w}
        kept = {"h": np.zeros(layer.units), "c": np.zeros(layer.units)}
        return np.array([step(layer, own, row, kept) for row in x])

    def run(layer: Recurrent, w: Arrays, x: np.ndarray) -> np.ndarray:
        for level in range(layer.layers):
            number = f"_{level + 1}" if level else ""
            made, ends = [], []
            if layer.direction != "backward":
                made.append(one_way(layer, w, number, x))
                ends.append(made[-1][-1])
            if layer.direction != "forward":
                made.append(one_way(layer, w, f"{number}_back", x[::-1])[::-1])
                ends.append(made[-1][0])
            x = np.concatenate(made, axis=1)
        return np.concatenate(ends) if layer.returns == "last" else x

    return run


def lstm(layer: Recurrent, w: Arrays, row: np.ndarray, kept: Arrays) -> np.ndarray:
    n = layer.units
    z = row @ w["W"] + kept["h"] @ w["U"] + w["b"]
    i, f, o, g = sigmoid(z[:n]), sigmoid(z[n : 2 * n]), sigmoid(z[2 * n : 3 * n]), np.tanh(z[3 * n :])
    kept["c"] = f * kept["c"] + i * g
    kept["h"] = o * np.tanh(kept["c"])
    return kept["h"]


def rnn(layer: RNN, w: Arrays, row: np.ndarray, kept: Arrays) -> np.ndarray:
    z = row @ w["W"] + kept["h"] @ w["U"] + w["b"]
    kept["h"] = np.maximum(z, 0) if layer.nonlinearity == "relu" else np.tanh(z)
    return kept["h"]


def reservoir(layer: Reservoir, w: Arrays, row: np.ndarray, kept: Arrays) -> np.ndarray:
    z = layer.input_scale * (row @ w["W"]) + layer.radius * (kept["h"] @ w["U"]) + layer.bias_scale * w["b"]
    kept["h"] = (1 - layer.leak) * kept["h"] + layer.leak * np.tanh(z)
    return kept["h"]


def washed(layer: Reservoir, w: Arrays, x: np.ndarray) -> np.ndarray:
    y = recurrent(reservoir)(layer, w, x)
    if layer.returns == "last":
        return y
    first = layer.washout if layer.direction != "backward" else 0
    behind = layer.washout if layer.direction != "forward" else 0
    return y[first : len(y) - behind]


def liquid(layer: Liquid, w: Arrays, x: np.ndarray) -> np.ndarray:
    """One cell and one millisecond after the other."""
    made = np.zeros((len(x), layer.units))
    fired: list[list[int]] = [[] for _ in range(layer.units)]
    voltage = np.zeros(layer.units)
    for t, row in enumerate(x):
        spiked_before = [k for k in range(layer.units) if t - 1 in fired[k]]
        for k in range(layer.units):
            driven = layer.input_scale * row @ w["W"][:, k]
            driven += layer.recurrent_scale * sum(w["U"][j, k] for j in spiked_before)
            voltage[k] = voltage[k] * math.exp(-1 / layer.membrane) + driven
            if fired[k] and t - fired[k][-1] < layer.refractory:
                voltage[k] = 0
            if voltage[k] >= 1:
                fired[k].append(t)
                voltage[k] = 0
            made[t, k] = sum(math.exp(-(t - s) / layer.trace) for s in fired[k])
    made *= 1 - math.exp(-1 / layer.trace)
    return made[-1] if layer.returns == "last" else made


def gru(layer: Recurrent, w: Arrays, row: np.ndarray, kept: Arrays) -> np.ndarray:
    n, h = layer.units, kept["h"]
    x, u = row @ w["W"] + w["b"], h @ w["U"]
    r, z = sigmoid(x[:n] + u[:n]), sigmoid(x[n : 2 * n] + u[n : 2 * n])
    new = np.tanh(x[2 * n :] + r * (u[2 * n :] + w["b_h"]))
    kept["h"] = (1 - z) * new + z * h
    return kept["h"]


def turing(layer: NeuralTuringMachine, w: Arrays, x: np.ndarray) -> np.ndarray:
    """Equations 1 to 9 of Graves, Wayne & Danihelka 2014, slot by slot."""
    n, d = layer.slots, layer.width
    memory, read = np.full((n, d), 0.1), np.zeros(d)
    stands = [np.eye(n)[0], np.eye(n)[0]]
    said = []
    for row in x:
        h = np.tanh(row @ w["W"] + read @ w["U"] + w["b"])
        keys, added, erased, gates, strengths, sharp, shifts = np.split(
            h @ w["H"] + w["c"], np.cumsum([2 * d, d, d, 2, 2, 2])
        )
        for head in (0, 1):
            key, shift = np.tanh(keys[head * d : head * d + d]), np.exp(shifts[head * 3 : head * 3 + 3])
            shift /= shift.sum()
            cosine = [key @ m / math.sqrt((key @ key + 1e-6) * (m @ m + 1e-6)) for m in memory]
            found = np.exp(np.log1p(np.exp(strengths[head])) * np.array(cosine))
            g = sigmoid(gates[head])
            place = g * found / found.sum() + (1 - g) * stands[head]
            moved = [sum(shift[1 - j] * place[(i - j) % n] for j in (1, 0, -1)) for i in range(n)]
            sharpened = (np.array(moved) + 1e-12) ** (1 + np.log1p(np.exp(sharp[head])))
            stands[head] = sharpened / sharpened.sum()
        for i in range(n):
            memory[i] = memory[i] * (1 - stands[1][i] * sigmoid(erased)) + stands[1][i] * np.tanh(added)
        read = sum(stands[0][i] * memory[i] for i in range(n))
        said.append(np.concatenate([h, read]))
    return np.array(said)


def attention(layer: SelfAttention, w: Arrays, x: np.ndarray) -> np.ndarray:
    asked = np.split(x @ w["W"] + w.get("b", 0), 3, axis=1)
    heads = []
    for q, k, v in zip(*(np.split(a, layer.heads, axis=1) for a in asked), strict=True):
        rows = []
        for t in range(len(x)):
            seen = t + 1 if layer.causal else len(x)
            share = np.exp(k[:seen] @ q[t] / np.sqrt(len(q[t])))
            rows.append(share @ v[:seen] / share.sum())
        heads.append(np.array(rows))
    return np.concatenate(heads, axis=1) @ w["W_o"] + w.get("b_o", 0)


def positions(layer: PositionalEncoding, w: Arrays, x: np.ndarray) -> np.ndarray:
    if layer.kind == "learned":
        return x + w["P"]
    size = x.shape[1]
    code = [
        [(math.cos if k % 2 else math.sin)(t / 10000 ** (k // 2 * 2 / size)) for k in range(size)]
        for t in range(len(x))
    ]
    return x + np.array(code)


def norm(layer: BatchNorm, w: Arrays, x: np.ndarray) -> np.ndarray:
    lined = (-1, 1, 1) if x.ndim == 3 else (-1,)
    w = {name: a.reshape(lined) for name, a in w.items()}
    return w["gamma"] * (x - w["running_mean"]) / np.sqrt(w["running_variance"] + layer.epsilon) + w["beta"]


def rbf(layer: RBF, w: Arrays, x: np.ndarray) -> np.ndarray:
    return np.exp(-((x[:, np.newaxis] - w["C"]) ** 2).sum(0) / (2 * np.exp(w["log_width"]) ** 2))


def layer_norm(layer: LayerNorm, w: Arrays, x: np.ndarray) -> np.ndarray:
    axes = (1,) if x.ndim == 2 else None
    spread = np.sqrt(x.var(axes, keepdims=True) + layer.epsilon)
    gamma, beta = w.get("gamma", np.ones(1)), w.get("beta", np.zeros(1))
    if x.ndim == 3:
        gamma, beta = gamma.reshape(x.shape), beta.reshape(x.shape)
    return gamma * (x - x.mean(axes, keepdims=True)) / spread + beta


def group_norm(layer: GroupNorm, w: Arrays, x: np.ndarray) -> np.ndarray:
    """Channels first, as in PyTorch; a sequence is turned for it and turned back."""
    channels = x.T if x.ndim == 2 else x
    y = np.empty_like(channels)
    for group in np.split(np.arange(len(channels)), layer.groups):
        part = channels[group]
        y[group] = (part - part.mean()) / np.sqrt(part.var() + layer.epsilon)
    lined = (-1, *(1,) * (channels.ndim - 1))
    y = w["gamma"].reshape(lined) * y + w["beta"].reshape(lined)
    return y.T if x.ndim == 2 else y


def prelu(layer: PReLU, w: Arrays, x: np.ndarray) -> np.ndarray:
    leak = w["leak"].reshape((-1, 1, 1) if x.ndim == 3 else (-1,))
    return np.where(x > 0, x, leak * x)


def maxout(layer: Maxout, w: Arrays, x: np.ndarray) -> np.ndarray:
    n = layer.units
    sums = [x @ w["W"][:, k * n : k * n + n] for k in range(layer.pieces)]
    return np.max([s + w["b"][k * n : k * n + n] for k, s in enumerate(sums)], axis=0)


def hopfield(layer: Hopfield, w: Arrays, x: np.ndarray) -> np.ndarray:
    s = [1.0 if value > layer.threshold else -1.0 for value in x]
    for _ in range(layer.sweeps):
        for i in range(len(s)):
            field = sum((w["W"][i, j] + w["W"][j, i]) / 2 * s[j] for j in range(len(s)) if j != i)
            s[i] = s[i] if field == 0 else math.copysign(1.0, field)
    return np.array(s)


def markov_chain(layer: MarkovChain, w: Arrays, x: np.ndarray) -> np.ndarray:
    by_states = w["log_P"].reshape((layer.units,) * (layer.memory + 1))
    return by_states[tuple(x[-layer.memory :].round().clip(0, layer.units - 1).astype(int))]


def boltzmann(layer: Boltzmann, w: Arrays, x: np.ndarray) -> np.ndarray:
    told, total = np.zeros(layer.units), 0.0
    for state in itertools.product((0, 1), repeat=layer.units):
        h = np.array(state)
        pairs = sum(w["H"][j, k] * h[j] * h[k] for j in range(len(h)) for k in range(len(h)) if j != k)
        weight = math.exp(x @ w["W"] @ h + pairs / 2 + w["b"] @ h)
        told, total = told + weight * h, total + weight
    return np.asarray(told / total)


FORMULAS: dict[type[Layer], Any] = {
    Dense: lambda layer, w, x: x @ w["W"] + w.get("b", 0),
    Conv2D: conv,
    MaxPool2D: pool,
    LSTM: recurrent(lstm),
    RNN: recurrent(rnn),
    GRU: recurrent(gru),
    Reservoir: washed,
    NeuralTuringMachine: turing,
    Liquid: liquid,
    SelfAttention: attention,
    PositionalEncoding: positions,
    Conv1D: conv_over_time,
    ConvTranspose2D: transposed,
    Upsample: upsample,
    **dict.fromkeys((MaxPool1D, MaxPool2D, AveragePool1D, AveragePool2D), pool),
    GlobalAveragePool: lambda layer, w, x: x.mean(axis=0 if x.ndim == 2 else (1, 2)),
    GlobalMaxPool: lambda layer, w, x: x.max(axis=0 if x.ndim == 2 else (1, 2)),
    BatchNorm: norm,
    Dropout: lambda layer, w, x: x,
    Flatten: lambda layer, w, x: x.reshape(-1),
    Add: lambda layer, w, *xs: sum(xs),
    Embedding: lambda layer, w, x: w["E"][x.round().clip(0, layer.vocabulary - 1).astype(int)],
    MarkovChain: markov_chain,
    RBF: rbf,
    Hopfield: hopfield,
    Boltzmann: boltzmann,
    RBM: lambda layer, w, x: sigmoid(x @ w["W"] + w["b"]),
    Kohonen: lambda layer, w, x: -((x[:, np.newaxis] - w["W"]) ** 2).sum(0),
    LayerNorm: layer_norm,
    GroupNorm: group_norm,
    AlphaDropout: lambda layer, w, x: x,
    GaussianNoise: lambda layer, w, x: x,
    GaussianCode: lambda layer, w, x: x[: len(x) // 2],
    Sparsity: lambda layer, w, x: x,
    Reshape: lambda layer, w, x: x.reshape(layer.shape),
    Permute: lambda layer, w, x: x.transpose([int(k) - 1 for k in layer.axes.split(", ")]),
    Slice: lambda layer, w, x: x.take(np.arange(layer.count) + layer.first - 1, layer.axis - 1),
    Subtract: lambda layer, w, a, b: a - b,
    Multiply: lambda layer, w, *xs: np.prod(xs, axis=0),
    Average: lambda layer, w, *xs: np.mean(xs, axis=0),
    Maximum: lambda layer, w, *xs: np.max(xs, axis=0),
    Concatenate: lambda layer, w, *xs: np.concatenate(xs, axis=1 if xs[0].ndim == 2 else 0),
    PReLU: prelu,
    Noise: lambda layer, w, *xs: np.zeros(layer.units),
    Switch: lambda layer, w, a, b: (1 - w["second"]) * a + w["second"] * b,
    Verdict: lambda layer, w, x: sigmoid(x),
    Maxout: maxout,
    ActivationLayer: lambda layer, w, x: np.maximum(0, x),
}
CASES: list[tuple[Layer, Sequence[tuple[int, ...]]]] = [
    (Dense(3), [(4,)]),
    (Dense(3, bias=False), [(4,)]),
    *((Conv2D(2, k, s, p), [(2, 7, 6)]) for k in (1, 2, 3, 4) for s in (1, 2, 3) for p in ("same", "valid")),
    (Conv2D(3, 3, bias=False), [(1, 5, 5)]),
    *((MaxPool2D(p), [(2, 7, 6)]) for p in (1, 2, 3)),
    *(
        (cls(3, r, levels, way), [(5, 2)])
        for cls in (RNN, LSTM, GRU)
        for r, levels, way in (
            ("last", 1, "forward"),
            ("all", 1, "backward"),
            ("last", 2, "both"),
            ("all", 3, "both"),
            ("last", 1, "backward"),
        )
    ),
    (RNN(3, nonlinearity="relu"), [(5, 2)]),
    *((NeuralTuringMachine(3, slots, 2), [(5, 2)]) for slots in (1, 2, 4)),
    *(
        (Liquid(12, r, 0.3, 2.0, 1.5, tau, rest, 3.0), [(30, 2)])
        for r in ("last", "all")
        for tau, rest in ((30.0, 3), (2.0, 1))
    ),
    *(
        (Reservoir(3, r, levels, way, 1.5, leak, 0.7, 0.3, wash, 2), [(5, 2)])
        for leak in (1.0, 0.3)
        for r, levels, way, wash in (
            ("last", 1, "forward", 4),
            ("all", 1, "forward", 2),
            ("all", 2, "both", 2),
            ("all", 1, "backward", 3),
            ("last", 2, "both", 1),
        )
    ),
    *((SelfAttention(*s), [(5, 4)]) for s in ((1,), (2, 0, True), (2, 3, False), (4, 0, True))),
    (SelfAttention(1, bias=False), [(1, 1)]),
    *((PositionalEncoding(k), [(6, 5)]) for k in ("sinusoidal", "learned")),
    *((Conv2D(4, 3, s, p, dilation=2, groups=2), [(2, 8, 6)]) for s in (1, 2) for p in ("same", "valid")),
    (Conv2D(6, 2, dilation=3, groups=3, bias=False), [(3, 4, 5)]),
    *((Conv1D(2, k, s, p), [(7, 2)]) for k in (1, 2, 3) for s in (1, 2) for p in ("same", "valid", "causal")),
    *((Conv1D(4, 2, 1, p, dilation=2, groups=2), [(6, 2)]) for p in ("same", "valid", "causal")),
    *((Conv1D(3, 3, padding=p), [(1, 2)]) for p in ("same", "causal")),
    *((ConvTranspose2D(3, k, s, p), [(2, 4, 3)]) for k, s, p in ((2, 2, 0), (3, 2, 1), (4, 1, 2), (2, 3, 0))),
    (ConvTranspose2D(2, 3, 1, 1, bias=False), [(1, 1, 4)]),
    *((Upsample(s, m), [(2, 3, 4)]) for s in (1, 2, 3, 4) for m in ("nearest", "bilinear")),
    (Upsample(2, "bilinear"), [(1, 1, 1)]),
    *((cls(p), [(2, 7, 6)]) for p in (1, 2, 3) for cls in (MaxPool2D, AveragePool2D)),
    *((cls(p), [(7, 2)]) for p in (1, 3) for cls in (MaxPool1D, AveragePool1D)),
    *((cls(), [s]) for s in ((5, 3), (2, 4, 3)) for cls in (GlobalAveragePool, GlobalMaxPool)),
    *((BatchNorm(), [s]) for s in ((4,), (3, 4), (2, 3, 3), (1, 2, 2))),
    (Dropout(0.5), [(4,)]),
    (Flatten(), [(2, 3, 4)]),
    (Add(), [(3, 2)] * 3),
    *((Concatenate(), s) for s in ([(2,), (3,)], [(4, 2), (4, 1), (4, 3)], [(1, 3, 3), (2, 3, 3)])),
    (ActivationLayer(), [(2, 3)]),
    (Embedding(3, 2), [(4,)]),
    *((MarkovChain(3, memory), [(3,)]) for memory in (1, 2, 3)),
    (RBF(3), [(2,)]),
    (RBM(3), [(4,)]),
    *((Boltzmann(units), [(4,)]) for units in (1, 2, 4)),
    *((Hopfield(n, t), [(9,)]) for n in (0, 1, 20) for t in (0.0, 0.5)),
    (Kohonen(2, 3), [(4,)]),
    *((LayerNorm(), [s]) for s in ((4,), (3, 4), (2, 3, 3))),
    (LayerNorm(affine=False), [(3, 4)]),
    *((GroupNorm(g), [s]) for g in (1, 2, 4) for s in ((4,), (3, 4), (4, 3, 2))),
    *((layer, [(4,)]) for layer in (AlphaDropout(0.3), GaussianNoise(0.3), GaussianCode(), Sparsity())),
    *((Reshape(s), [(2, 3, 4)]) for s in ((24,), (4, 6), (3, 4, 2))),
    (Permute(), [(2, 3)]),
    *((Permute(o), [(2, 3, 4)]) for o in ("1, 3, 2", "2, 1, 3", "2, 3, 1", "3, 1, 2", "3, 2, 1")),
    (Slice(1, 2, 2), [(4,)]),
    *((Slice(axis, 2, 1), [(2, 3, 4)]) for axis in (1, 2, 3)),
    (Subtract(), [(3, 2)] * 2),
    *((kind(), [(3, 2)] * 3) for kind in (Multiply, Average, Maximum)),
    (Switch(), [(3, 2)] * 2),
    (Verdict(), [(3,)]),
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


@pytest.mark.parametrize("shape", [(4,), (1, 4), (2, 1, 1)])
def test_batch_norm_of_one_sample_uses_what_it_remembers_and_keeps_it(shape: Any) -> None:
    net = network(BatchNorm(), [shape])
    before = net.parameters.copy_arrays()
    x = np.random.default_rng(1).normal(2, 3, size=(1, *shape))
    program = net.program(1, training=True, learns=False)
    program.feeds["in0"][:, :-1] = x.reshape(1, -1)
    for call in program.forward_calls:
        call()
    expected = norm(BatchNorm(), {key.split("/")[1]: a for key, a in before.items()}, x[0])
    np.testing.assert_allclose(program.values["layer"].data[..., 0], expected, rtol=1e-12)
    for key, array in net.parameters.copy_arrays().items():
        np.testing.assert_array_equal(array, before[key])


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


def test_alpha_dropout_keeps_mean_and_variance() -> None:
    net = network(AlphaDropout(0.3), [(200,)])
    program = net.program(500, training=True, learns=False)
    program.feeds["in0"][:, :-1] = np.random.default_rng(3).normal(size=(500, 200))
    for call in program.forward_calls:
        call()
    y = program.values["layer"].flat
    assert y.mean() == pytest.approx(0, abs=0.02)
    assert y.var() == pytest.approx(1, abs=0.02)
    _, counts = np.unique(y, return_counts=True)
    assert counts.max() / y.size == pytest.approx(0.3, abs=0.01)


def test_gaussian_noise_has_its_spread_and_is_drawn_anew() -> None:
    net = network(GaussianNoise(0.5), [(100,)])
    program = net.program(500, training=True, learns=False)
    drawn = []
    for _ in range(2):
        for call in program.forward_calls:
            call()
        drawn.append(program.values["layer"].flat.copy())
    assert drawn[0].mean() == pytest.approx(0, abs=0.01)
    assert drawn[0].std() == pytest.approx(0.5, rel=0.02)
    assert (drawn[0] != drawn[1]).all()


def own_loss(layer: Layer, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return what `layer` gives in training for x (n, size), and what it adds to the loss of each example."""
    program = network(layer, [x.shape[1:]]).program(len(x), training=True, learns=False)
    program.feeds["in0"][:, :-1] = x
    for call in program.forward_calls:
        call()
    return program.values["layer"].flat.T, program.own_losses["layer"]


def test_a_gaussian_code_is_drawn_with_its_mean_and_spread_and_costs_its_divergence() -> None:
    mean, log_variance = np.array([0.5, -2.0]), np.array([0.0, -3.0])
    codes, cost = own_loss(GaussianCode(2.0), np.tile(np.r_[mean, log_variance], (20_000, 1)))
    np.testing.assert_allclose(codes.mean(0), mean, atol=0.02)
    np.testing.assert_allclose(codes.std(0), np.exp(log_variance / 2), rtol=0.02)
    assert abs(np.corrcoef(codes.T)[0, 1]) < 0.02
    # ∫ q·(ln q − ln p) of each code, by Simpson's rule.
    divergence = 0.0
    for m, s in zip(mean, np.exp(log_variance / 2), strict=True):
        z = np.linspace(m - 12 * s, m + 12 * s, 20_001)
        log_q = -((z - m) ** 2) / (2 * s**2) - math.log(s)
        weights = np.r_[1, np.tile([4, 2], 9_999), 4, 1] * (z[1] - z[0]) / 3
        divergence += (weights * np.exp(log_q) * (log_q + z**2 / 2)).sum() / math.sqrt(2 * math.pi)
    np.testing.assert_allclose(cost, 2 * divergence, rtol=1e-9)


def test_a_code_of_zero_width_and_one_without_a_spread_have_their_sentences() -> None:
    with pytest.raises(NnsimError, match=r"zero width says nothing.* at least 2\."):
        GaussianCode().output_shape([(1,)])
    with pytest.raises(NnsimError, match="layer before it 6 units"):
        GaussianCode().output_shape([(5,)])
    assert GaussianCode().output_shape([(4,)]) == (2,)


def test_sparsity_costs_the_divergence_of_the_means_and_pulls_back_what_is_beyond() -> None:
    rho, x = 0.2, np.array([[0.1, 0.9, 0.2], [0.5, 0.3, 0.2]])
    given, cost = own_loss(Sparsity(rho, 3.0), x)
    np.testing.assert_array_equal(given, x)
    means = [0.3, 0.6, 0.2]
    expected = sum(rho * math.log(rho / m) + (1 - rho) * math.log((1 - rho) / (1 - m)) for m in means)
    np.testing.assert_allclose(cost, 3 * expected, rtol=1e-12)
    costs = [own_loss(Sparsity(rho), np.array([[m]]))[1][0] for m in (-1.0, 0.0, 0.2, 1.0, 4.0)]
    assert np.isfinite(costs).all()
    assert costs[0] > costs[1] > costs[2] == 0 < costs[3] < costs[4]


def gradients_of_merge(layer: Layer, first: Sequence[float], second: Sequence[float]) -> list[Any]:
    """Return ∂L/∂inputs of `layer` for L = Σ y²/2."""
    inputs = [stage(Input(), f"in{k}", shape=(len(first),)) for k in range(2)]
    before = [stage(Slice(1, 1, len(first)), f"x{k}", [s]) for k, s in enumerate(inputs)]
    stages = (*inputs, *before, stage(layer, "layer", before))
    parameters = Parameters(stages, np.dtype(np.float64))
    loss = (Output("layer", MeanSquaredError("half_sum")),)
    random = np.random.default_rng(0)
    program = Program(
        stages, loss, parameters, 1, training=True, learns=True, random=random, input_gradients=True
    )
    program.feeds["in0"][0, :-1], program.feeds["in1"][0, :-1] = first, second
    for call in (*program.forward_calls, *program.loss_calls, *program.backward_calls):
        call()
    return [program.gradients[f"x{k}"].flat[:, 0].tolist() for k in range(2)]


def test_of_equal_inputs_of_a_maximum_the_first_gets_the_gradient() -> None:
    assert gradients_of_merge(Maximum(), (2, 5, 1), (2, 3, 4)) == [[2, 5, 0], [0, 0, 4]]


def test_a_factor_of_zero_has_a_gradient_like_any_other() -> None:
    gradients = gradients_of_merge(Multiply(), (0, 2), (3, 5))
    assert gradients == [[0, 50], [0, 20]]
    assert np.isfinite(gradients).all()


@pytest.mark.parametrize("code", [-3.0, 2.6, 99.0, np.nan, np.inf, -np.inf])
def test_an_embedding_takes_the_nearest_code_for_what_is_none(code: float) -> None:
    net = network(Embedding(3, 2), [(1,)])
    program = net.program(1, training=True, learns=True)
    program.feeds["in0"][0, 0] = code
    with np.errstate(invalid="ignore"):
        for call in program.forward_calls:
            call()
    nearest = 2 if code > 2 else 0
    np.testing.assert_array_equal(
        program.values["layer"].flat[:, 0], net.parameters.copy_arrays()["layer/E"][nearest]
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
