"""Layers that PyTorch has, and how it computes them."""

from __future__ import annotations

from typing import Any

from nnsim.engine.activations.identity import Identity
from nnsim.engine.activations.relu import ReLU
from nnsim.engine.activations.tanh import Tanh
from nnsim.engine.layers.add import Add
from nnsim.engine.layers.batch_norm import BatchNorm
from nnsim.engine.layers.concatenate import Concatenate
from nnsim.engine.layers.conv2d import Conv2D
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.flatten import Flatten
from nnsim.engine.layers.lstm import LSTM
from nnsim.engine.layers.max_pool2d import MaxPool2D
from nnsim.engine.layers.maxout import Maxout
from nnsim.engine.layers.prelu import PReLU
from tests.references.cases import LayerCase, Shape


def dense(t: Any, x: Any, p: Any) -> Any:
    return t.nn.functional.linear(x, p["W"].T, p.get("b"))


def conv2d(t: Any, x: Any, p: Any, stride: int = 1, padding: Any = "same", **more: Any) -> Any:
    """W is (channels, kernel, kernel, filters) here and (filters, channels, kernel, kernel) there."""
    weight = p["W"].permute(3, 0, 1, 2)
    if padding == "same":  # theirs wants stride 1; zeros before and after are the same
        k = weight.shape[-1] - 1
        x = t.nn.functional.pad(x, (k // 2, k - k // 2) * 2)
    return t.nn.functional.conv2d(x, weight, p.get("b"), stride, **more)


def lstm(t: Any, x: Any, p: Any, returns: str) -> Any:
    """Gates stand as i, f, o, g here and as i, f, g, o there; there are two biases there."""
    h = p["U"].shape[0]
    order = [*range(2 * h), *range(3 * h, 4 * h), *range(2 * h, 3 * h)]
    module = t.nn.LSTM(x.shape[-1], h, batch_first=True)
    weights = {
        "weight_ih_l0": p["W"].T[order],
        "weight_hh_l0": p["U"].T[order],
        "bias_ih_l0": p["b"][order],
        "bias_hh_l0": t.zeros(4 * h),
    }
    y, _ = t.func.functional_call(module, weights, (x,))
    return y if returns == "all" else y[:, -1]


def batch_norm(t: Any, x: Any, p: Any, training: bool, memory: float, epsilon: float) -> Any:
    """Features are the last axis of a sequence here and the second there.

    Their running variance is that of a sample (n − 1 below), ours that of the batch, which is what
    training divides by: what one batch adds is brought from the one to the other.
    """
    turned = x.transpose(1, 2) if x.ndim == 3 else x
    mean, variance = p["running_mean"].clone(), p["running_variance"].clone()
    y = t.nn.functional.batch_norm(
        turned, mean, variance, p["gamma"], p["beta"], training, 1 - memory, epsilon
    )
    n = turned.numel() // turned.shape[1]
    kept = memory * p["running_variance"]
    if training:
        variance = kept + (variance - kept) * (n - 1) / n
    return (y.transpose(1, 2) if x.ndim == 3 else y), {"running_mean": mean, "running_variance": variance}


def norm_case(name: str, shape: Shape, training: bool) -> LayerCase:
    return LayerCase(
        f"batch_norm{name}_{'train' if training else 'eval'}",
        BatchNorm(0.8, 1e-3),
        (shape,),
        lambda t, x, p: batch_norm(t, x, p, training, 0.8, 1e-3),
        training,
    )


def prelu(t: Any, x: Any, p: Any) -> Any:
    """Features are the last axis of a sequence here and the second there."""
    turned = x.transpose(1, 2) if x.ndim == 3 else x
    y = t.nn.functional.prelu(turned, p["leak"])
    return y.transpose(1, 2) if x.ndim == 3 else y


def maxout(t: Any, x: Any, p: Any, pieces: int) -> Any:
    """Composed: PyTorch has the sums and the maximum, and no layer of both."""
    return dense(t, x, p).reshape(len(x), pieces, -1).amax(1)


LAYERS = [
    LayerCase("dense", Dense(3), ((5,),), dense),
    LayerCase("dense_bare", Dense(3, bias=False), ((5,),), dense),
    LayerCase("dense_tanh", Dense(4, Tanh()), ((3,),), lambda t, x, p: t.tanh(dense(t, x, p))),
    LayerCase("conv2d_same", Conv2D(3, 3), ((2, 6, 5),), conv2d),
    LayerCase("conv2d_even", Conv2D(2, 2, padding="same"), ((2, 4, 5),), conv2d),
    LayerCase(
        "conv2d_valid",
        Conv2D(3, 3, 2, "valid", ReLU()),
        ((2, 7, 6),),
        lambda t, x, p: t.relu(conv2d(t, x, p, 2, 0)),
    ),
    LayerCase(
        "conv2d_stride",
        Conv2D(2, 3, 2, "same", Identity(), bias=False),
        ((1, 5, 6),),
        lambda t, x, p: conv2d(t, x, p, 2),
    ),
    LayerCase("max_pool2d", MaxPool2D(2), ((2, 5, 6),), lambda t, x, p: t.nn.functional.max_pool2d(x, 2)),
    LayerCase("lstm_last", LSTM(3), ((5, 2),), lambda t, x, p: lstm(t, x, p, "last")),
    LayerCase("lstm_all", LSTM(3, "all"), ((5, 2),), lambda t, x, p: lstm(t, x, p, "all")),
    *(norm_case("", (5,), training) for training in (True, False)),
    *(norm_case("_sequence", (3, 4), training) for training in (True, False)),
    *(norm_case("_image", (2, 3, 4), training) for training in (True, False)),
    LayerCase("prelu", PReLU(), ((5,),), prelu),
    LayerCase("prelu_sequence", PReLU(), ((3, 4),), prelu),
    LayerCase("prelu_image", PReLU(), ((2, 3, 4),), prelu),
    LayerCase("prelu_shared", PReLU("all"), ((2, 3, 4),), prelu),
    LayerCase("maxout", Maxout(3, 4), ((5,),), lambda t, x, p: maxout(t, x, p, 4)),
    LayerCase("flatten", Flatten(), ((2, 3, 4),), lambda t, x, p: t.flatten(x, 1)),
    LayerCase("add", Add(), ((4, 3),) * 3, lambda t, a, b, c, p: t.add(t.add(a, b), c)),
    LayerCase("concatenate", Concatenate(), ((4,), (2,)), lambda t, a, b, p: t.cat((a, b), 1)),
]
