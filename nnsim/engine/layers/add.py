"""Add: the sum of several inputs, the join of a skip connection."""

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
class Add(Layer):
    """y = x₁ + x₂ + … for inputs of one shape."""

    key = "add"
    title = mark("Add")
    summary = mark(
        "Adds inputs of the same shape. Joins a skip connection, past which the gradient flows undamped."
    )
    formula = "y = x₁ + x₂ + …"
    source = "He et al. 2015"
    category = "merge"
    is_affine = True
    cell_kind = None
    keeps_times = True
    arity = (2, None)
    order = 10

    def output_shape(self, inputs: Sequence[Shape]) -> Shape:
        return one_shape(self.title, inputs)

    def emit(self, e: Emitter) -> None:
        first, second, *others = e.inputs
        y = e.output.flat
        e.forward(np.add, first.flat, second.flat, y)
        for other in others:
            e.forward(np.add, y, other.flat, y)
        for dx in e.input_gradients:
            if e.learns and dx is not None:
                e.backward(np.copyto, dx.flat, e.incoming.flat)
