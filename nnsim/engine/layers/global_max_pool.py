"""Global max pooling: the greatest number of every channel or feature."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nnsim.base.text import mark
from nnsim.engine.cell_kind import CellKind
from nnsim.engine.emitter import Emitter
from nnsim.engine.layer import Layer, layers
from nnsim.engine.pooling import global_axes, global_shape
from nnsim.engine.shape import Shape

_LOW = 1e30
"""What is taken from padding: beyond all numbers a network is given."""


@layers.register
@dataclass(frozen=True)
class GlobalMaxPool(Layer):
    """The greatest number of every channel over its image, or of every feature over time.

    From (channels, height, width) to (channels,), from (time, features) to (features,). Equal
    greatest numbers share the gradient, as in torch.amax.
    """

    key = "global_max_pool"
    title = mark("Global max pool")
    summary = mark(
        "Keeps the greatest number of every channel or feature: whether a pattern is there, not where."
    )
    formula = "y[c] = max x[c, i, j] over i, j;  y[c] = max x[t, c] over t"
    source = "Oquab et al. 2015"
    category = "convolution"
    cell_kind = CellKind.CONVOLUTION_OR_POOL
    reads_padding = False
    order = 39

    def output_shape(self, inputs: Sequence[Shape]) -> Shape:
        return global_shape(self.title, inputs[0])

    def emit(self, e: Emitter) -> None:
        x, y, dx = _without_padding(e), e.output.data, e.input_gradients[0]
        over = global_axes(e.inputs[0].shape)
        e.forward(np.maximum.reduce, x, axis=over, out=y)
        if not e.learns or dx is None:
            return
        greatest = e.backward.buffer(*x.shape, dtype=np.bool_)
        shares = e.backward.buffer(*y.shape)
        e.backward(np.equal, x, np.expand_dims(y, over), greatest)
        e.backward(np.copyto, dx.data, greatest)
        e.backward(np.add.reduce, dx.data, axis=over, out=shares)
        e.backward(np.divide, e.incoming.data, shares, shares)
        e.backward(np.multiply, dx.data, np.expand_dims(shares, over), dx.data)


def _without_padding(e: Emitter) -> np.ndarray:
    """Return the input, with what is padding of a sequence lower than all that is real."""
    x, real = e.inputs[0].data, e.inputs[0].real
    if real is None:
        return x
    hidden, lowered = e.forward.buffer(*real.shape), e.forward.buffer(*x.shape)
    e.forward(np.subtract, real, e.forward.constant(1), hidden)
    e.forward(np.multiply, hidden, e.forward.constant(_LOW), hidden)
    e.forward(np.add, x, hidden[:, np.newaxis], lowered)
    return lowered
