"""Global average pooling: one number for every channel or feature."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nnsim.base.text import mark
from nnsim.engine.cell_kind import CellKind
from nnsim.engine.emitter import Emitter
from nnsim.engine.layer import Layer, layers
from nnsim.engine.pooling import global_axes, global_shape
from nnsim.engine.shape import Shape


@layers.register
@dataclass(frozen=True)
class GlobalAveragePool(Layer):
    """The mean of every channel over its image, or of every feature over time.

    From (channels, height, width) to (channels,), from (time, features) to (features,).
    """

    key = "global_average_pool"
    title = mark("Global average pool")
    summary = mark(
        "One number for every channel: its mean over the whole image, or over all times of a sequence."
    )
    formula = "y[c] = mean x[c, i, j] over i, j;  y[c] = mean x[t, c] over t"
    source = "Lin et al. 2013"
    category = "convolution"
    is_affine = True
    cell_kind = CellKind.CONVOLUTION_OR_POOL
    reads_padding = False
    order = 38

    def output_shape(self, inputs: Sequence[Shape]) -> Shape:
        return global_shape(self.title, inputs[0])

    def emit(self, e: Emitter) -> None:
        shape = e.inputs[0].shape
        over = global_axes(shape)
        y, dx = e.output.data, e.input_gradients[0]
        if (real := e.inputs[0].real) is not None:
            _emit_of_real(e, real)
            return
        share = e.forward.constant(1 / math.prod(shape[axis] for axis in over))
        e.forward(np.add.reduce, e.inputs[0].data, axis=over, out=y)
        e.forward(np.multiply, y, share, y)
        if not e.learns or dx is None:
            return
        shares = e.backward.buffer(*y.shape)
        e.backward(np.multiply, e.incoming.data, share, shares)
        e.backward(np.copyto, dx.data, np.expand_dims(shares, over))


def _emit_of_real(e: Emitter, real: np.ndarray) -> None:
    """Emit the means over what is real of padded sequences; `real` is (time, batch) of 0 and 1."""
    emit, x, dx = e.forward, e.inputs[0].data, e.input_gradients[0]
    counts, chosen = emit.buffer(e.batch), emit.buffer(*x.shape)
    emit(np.add.reduce, real, 0, None, counts)
    emit(np.maximum, counts, emit.constant(1), out=counts)
    emit(np.multiply, x, real[:, np.newaxis], chosen)
    emit(np.add.reduce, chosen, 0, None, e.output.data)
    emit(np.divide, e.output.data, counts, e.output.data)
    if e.learns and dx is not None:
        shares = e.backward.buffer(*e.output.data.shape)
        e.backward(np.divide, e.incoming.data, counts, shares)
        e.backward(np.multiply, real[:, np.newaxis], shares, dx.data)
