"""Subtract: how far the first input is above the second."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nnsim.base.text import mark
from nnsim.engine.emitter import Emitter
from nnsim.engine.layer import Layer, layers
from nnsim.engine.merging import one_shape
from nnsim.engine.shape import Shape


@layers.register
@dataclass(frozen=True)
class Subtract(Layer):
    """y = x₁ − x₂ for two inputs of one shape."""

    key = "subtract"
    title = mark("Subtract")
    summary = mark(
        "Takes the second of two inputs of the same shape from the first, so that what differs is left."
    )
    formula = "y = x₁ − x₂"
    category = "merge"
    is_affine = True
    cell_kind = None
    keeps_times = True
    arity = (2, 2)
    order = 12

    def output_shape(self, inputs: Sequence[Shape]) -> Shape:
        return one_shape(self.title, inputs)

    def emit(self, e: Emitter) -> None:
        first, second = e.inputs
        e.forward(np.subtract, first.flat, second.flat, e.output.flat)
        if not e.learns:
            return
        d_first, d_second = e.input_gradients
        if d_first is not None:
            e.backward(np.copyto, d_first.flat, e.incoming.flat)
        if d_second is not None:
            e.backward(np.negative, e.incoming.flat, d_second.flat)
