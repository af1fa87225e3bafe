"""What layers that normalise each example by itself have in common.

Where batch norm looks at one feature over many examples, these look at some numbers of one example,
so that they do the same in training and in use, and with a batch of one.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from nnsim.engine.calls import Calls
from nnsim.engine.emitter import Emitter
from nnsim.engine.initializers.constant import Constant
from nnsim.engine.layer import ParameterSpec
from nnsim.engine.shape import Shape


def scale_and_shift(size: int) -> tuple[ParameterSpec, ParameterSpec]:
    """Return γ (ones) and β (zeros), both flat: a scale of one axis is left alone by weight decay."""
    return (
        ParameterSpec("gamma", (size,), Constant(1.0), 1, 1, axes=("features",)),
        ParameterSpec("beta", (size,), Constant(0.0), 1, 1, bias=True, axes=("features",)),
    )


@dataclass(frozen=True)
class Grouping:
    """How the numbers of an example fall into the groups that are normalised together.

    Attributes
    ----------
    shape
        The shape of an example with groups on an axis of their own; never merges axes, so that every
        array can be seen in it without a copy.
    axes
        The axes of `shape` over which mean and variance are taken.
    affine
        `shape` with 1 on every axis that shares γ and β.
    """

    shape: Shape
    axes: tuple[int, ...]
    affine: Shape

    @property
    def members(self) -> int:
        """How many numbers one mean is taken of."""
        return math.prod(self.shape[axis] for axis in self.axes)


def emit_normalised(e: Emitter, grouping: Grouping, epsilon: float, learns_scale: bool) -> None:
    """Emit y = γ·x̂ + β with x̂ = (x − μ)/√(σ² + ε), μ and σ² those of each group, and its backward.

    ∂L/∂x = (g − mean(g) − x̂·mean(g·x̂))/√(σ² + ε) with g = γ·∂L/∂y (Ba et al. 2016).
    """
    lined = (*grouping.shape, e.batch)
    lone = (*(1 if i in grouping.axes else n for i, n in enumerate(grouping.shape)), e.batch)
    x, y = e.inputs[0].data.reshape(lined), e.output.data.reshape(lined)
    normal, inverse = e.forward.buffer(*lined), e.forward.buffer(*lone)
    _emit_statistics(e.forward, grouping, x, normal, inverse, epsilon)
    affine = (*grouping.affine, 1)
    if learns_scale:
        e.forward(np.multiply, normal, e.parameter("gamma").reshape(affine), y)
        e.forward(np.add, y, e.parameter("beta").reshape(affine), y)
    else:
        e.forward(np.copyto, y, normal)
    if not e.learns:
        return
    incoming = e.incoming.data.reshape(lined)
    work, g = e.backward.buffer(*lined), incoming
    if learns_scale:
        g = e.backward.buffer(*lined)
        _emit_affine_gradients(e, affine, incoming, normal, work)
        e.backward(np.multiply, incoming, e.parameter("gamma").reshape(affine), g)
    dx = e.input_gradients[0]
    if dx is not None:
        _emit_input_gradient(e.backward, grouping, g, normal, inverse, work, dx.data.reshape(lined))


def _emit_statistics(
    calls: Calls, grouping: Grouping, x: np.ndarray, normal: np.ndarray, inverse: np.ndarray, epsilon: float
) -> None:
    """Emit normal ← (x − μ)·inverse and inverse ← 1/√(σ² + ε)."""
    axes, share = grouping.axes, calls.constant(1 / grouping.members)
    square = calls.buffer(*x.shape)
    calls(np.add.reduce, x, axes, None, inverse, True)
    calls(np.multiply, inverse, share, inverse)
    calls(np.subtract, x, inverse, normal)
    calls(np.multiply, normal, normal, square)
    calls(np.add.reduce, square, axes, None, inverse, True)
    calls(np.multiply, inverse, share, inverse)
    calls(np.add, inverse, calls.constant(epsilon), inverse)
    calls(np.sqrt, inverse, inverse)
    calls(np.divide, calls.constant(1), inverse, inverse)
    calls(np.multiply, normal, inverse, normal)


def _emit_affine_gradients(
    e: Emitter, affine: Shape, incoming: np.ndarray, normal: np.ndarray, work: np.ndarray
) -> None:
    """Emit ∂L/∂γ = Σ dy·x̂ and ∂L/∂β = Σ dy, over everything that shares them."""
    shared = tuple(i for i, n in enumerate(affine) if n == 1)
    e.backward(np.multiply, incoming, normal, work)
    e.backward(np.add.reduce, work, shared, None, e.gradient("gamma").reshape(affine), True)
    e.backward(np.add.reduce, incoming, shared, None, e.gradient("beta").reshape(affine), True)


def _emit_input_gradient(
    calls: Calls,
    grouping: Grouping,
    g: np.ndarray,
    normal: np.ndarray,
    inverse: np.ndarray,
    work: np.ndarray,
    dx: np.ndarray,
) -> None:
    """Emit dx ← (g − mean(g) − x̂·mean(g·x̂))·inverse."""
    share, mean = calls.constant(1 / grouping.members), calls.buffer(*inverse.shape)
    calls(np.multiply, g, normal, work)
    calls(np.add.reduce, work, grouping.axes, None, mean, True)
    calls(np.multiply, mean, share, mean)
    calls(np.multiply, normal, mean, work)
    calls(np.subtract, g, work, dx)
    calls(np.add.reduce, g, grouping.axes, None, mean, True)
    calls(np.multiply, mean, share, mean)
    calls(np.subtract, dx, mean, dx)
    calls(np.multiply, dx, inverse, dx)
