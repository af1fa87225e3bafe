"""Layers that normalise."""

from __future__ import annotations

from typing import Any

from nnsim.engine.layers.batch_norm import BatchNorm
from nnsim.engine.layers.group_norm import GroupNorm
from nnsim.engine.layers.layer_norm import LayerNorm
from tests.references.cases import LayerCase, Shape


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


def layer_norm(t: Any, x: Any, p: Any, epsilon: float) -> Any:
    """A sequence is normalised at every time, anything else as a whole; γ and β are flat here."""
    shape = x.shape[2:] if x.ndim == 3 else x.shape[1:]
    scale = (p["gamma"].reshape(shape), p["beta"].reshape(shape)) if p else (None, None)
    return t.nn.functional.layer_norm(x, shape, *scale, epsilon)


def group_norm(t: Any, x: Any, p: Any, groups: int, epsilon: float) -> Any:
    """Channels are the last axis of a sequence here and the second there."""
    turned = x.transpose(1, 2) if x.ndim == 3 else x
    y = t.nn.functional.group_norm(turned, groups, p.get("gamma"), p.get("beta"), epsilon)
    return y.transpose(1, 2) if x.ndim == 3 else y


def layer_normed(name: str, layer: LayerNorm, shape: Shape) -> LayerCase:
    return LayerCase(name, layer, (shape,), lambda t, x, p: layer_norm(t, x, p, layer.epsilon))


def group_normed(name: str, layer: GroupNorm, shape: Shape) -> LayerCase:
    return LayerCase(name, layer, (shape,), lambda t, x, p: group_norm(t, x, p, layer.groups, layer.epsilon))


NORMS = [
    *(norm_case("", (5,), training) for training in (True, False)),
    *(norm_case("_sequence", (3, 4), training) for training in (True, False)),
    *(norm_case("_image", (2, 3, 4), training) for training in (True, False)),
    layer_normed("layer_norm", LayerNorm(), (5,)),
    layer_normed("layer_norm_sequence", LayerNorm(epsilon=0.01), (3, 4)),
    layer_normed("layer_norm_image", LayerNorm(), (2, 3, 4)),
    layer_normed("layer_norm_bare", LayerNorm(affine=False), (3, 4)),
    group_normed("group_norm", GroupNorm(2, epsilon=0.01), (6,)),
    group_normed("group_norm_sequence", GroupNorm(2), (3, 4)),
    group_normed("group_norm_image", GroupNorm(2), (4, 3, 2)),
    group_normed("instance_norm", GroupNorm(3, affine=False), (3, 3, 2)),
]
