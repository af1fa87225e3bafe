"""Layers that PyTorch has, and how it computes them."""

from __future__ import annotations

from typing import Any

import numpy as np

from nnsim.engine.activations.tanh import Tanh
from nnsim.engine.layers.add import Add
from nnsim.engine.layers.average import Average
from nnsim.engine.layers.concatenate import Concatenate
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.embedding import Embedding
from nnsim.engine.layers.flatten import Flatten
from nnsim.engine.layers.maximum import Maximum
from nnsim.engine.layers.maxout import Maxout
from nnsim.engine.layers.multiply import Multiply
from nnsim.engine.layers.permute import Permute
from nnsim.engine.layers.prelu import PReLU
from nnsim.engine.layers.rbf import RBF
from nnsim.engine.layers.reshape import Reshape
from nnsim.engine.layers.slice import Slice
from nnsim.engine.layers.subtract import Subtract
from tests.references.cases import LayerCase, Shape


def dense(t: Any, x: Any, p: Any) -> Any:
    return t.nn.functional.linear(x, p["W"].T, p.get("b"))


def prelu(t: Any, x: Any, p: Any) -> Any:
    """Features are the last axis of a sequence here and the second there."""
    turned = x.transpose(1, 2) if x.ndim == 3 else x
    y = t.nn.functional.prelu(turned, p["leak"])
    return y.transpose(1, 2) if x.ndim == 3 else y


def maxout(t: Any, x: Any, p: Any, pieces: int) -> Any:
    """Composed: PyTorch has the sums and the maximum, and no layer of both."""
    return dense(t, x, p).reshape(len(x), pieces, -1).amax(1)


def rbf(t: Any, x: Any, p: Any) -> Any:
    """Composed of their distances: there is no such layer."""
    return t.exp(
        -(t.cdist(x, p["C"].T, compute_mode="donot_use_mm_for_euclid_dist") ** 2)
        / (2 * t.exp(p["log_width"]) ** 2)
    )


def codes(rng: np.random.Generator, shape: Shape) -> np.ndarray:
    return rng.integers(0, 6, shape).astype(float)


LAYERS = [
    LayerCase("dense", Dense(3), ((5,),), dense),
    LayerCase("dense_bare", Dense(3, bias=False), ((5,),), dense),
    LayerCase("dense_tanh", Dense(4, Tanh()), ((3,),), lambda t, x, p: t.tanh(dense(t, x, p))),
    LayerCase("prelu", PReLU(), ((5,),), prelu),
    LayerCase("prelu_sequence", PReLU(), ((3, 4),), prelu),
    LayerCase("prelu_image", PReLU(), ((2, 3, 4),), prelu),
    LayerCase("prelu_shared", PReLU("all"), ((2, 3, 4),), prelu),
    LayerCase("maxout", Maxout(3, 4), ((5,),), lambda t, x, p: maxout(t, x, p, 4)),
    LayerCase("flatten", Flatten(), ((2, 3, 4),), lambda t, x, p: t.flatten(x, 1)),
    LayerCase("add", Add(), ((4, 3),) * 3, lambda t, a, b, c, p: t.add(t.add(a, b), c)),
    LayerCase("concatenate", Concatenate(), ((4,), (2,)), lambda t, a, b, p: t.cat((a, b), 1)),
    LayerCase(
        "embedding",
        Embedding(6, 3),
        ((5,),),
        lambda t, x, p: t.nn.functional.embedding(x.detach().long(), p["E"]),
        draw=codes,
    ),
    LayerCase("rbf", RBF(4), ((3,),), rbf),
    LayerCase("subtract", Subtract(), ((3, 2),) * 2, lambda t, a, b, p: t.sub(a, b)),
    LayerCase("multiply", Multiply(), ((3, 2),) * 3, lambda t, a, b, c, p: t.mul(t.mul(a, b), c)),
    LayerCase("average", Average(), ((4,),) * 3, lambda t, a, b, c, p: t.stack((a, b, c)).mean(0)),
    LayerCase("maximum", Maximum(), ((4,),) * 3, lambda t, a, b, c, p: t.stack((a, b, c)).amax(0)),
    LayerCase("permute", Permute("3, 1, 2"), ((2, 3, 4),), lambda t, x, p: x.permute(0, 3, 1, 2)),
    LayerCase("permute_sequence", Permute(), ((3, 4),), lambda t, x, p: x.transpose(1, 2)),
    LayerCase("reshape", Reshape((3, 4)), ((2, 6),), lambda t, x, p: x.reshape(-1, 3, 4)),
    LayerCase("slice", Slice(2, 2, 3), ((3, 5),), lambda t, x, p: x[:, :, 1:4]),
]
