"""Layers that PyTorch has, and how it computes them."""

from __future__ import annotations

from typing import Any

from nnsim.engine.activations.tanh import Tanh
from nnsim.engine.layers.add import Add
from nnsim.engine.layers.batch_norm import BatchNorm
from nnsim.engine.layers.concatenate import Concatenate
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.flatten import Flatten
from nnsim.engine.layers.maxout import Maxout
from nnsim.engine.layers.prelu import PReLU
from tests.references.cases import LayerCase, Shape


def dense(t: Any, x: Any, p: Any) -> Any:
    return t.nn.functional.linear(x, p["W"].T, p.get("b"))


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
