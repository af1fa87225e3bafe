"""Average: the mean of several inputs."""

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
class Average(Layer):
    """y = (x₁ + … + xₖ)/k for inputs of one shape."""

    key = "average"
    title = mark("Average")
    summary = mark("The mean of inputs of the same shape: a small committee that votes with equal weight.")
    formula = "y = (x₁ + … + xₖ) / k"
    category = "merge"
    is_affine = True
    cell_kind = None
    keeps_times = True
    arity = (2, None)
    order = 16

    def output_shape(self, inputs: Sequence[Shape]) -> Shape:
        return one_shape(self.title, inputs)

    def emit(self, e: Emitter) -> None:
        first, second, *others = e.inputs
        y, share = e.output.flat, e.forward.constant(1 / len(e.inputs))
        e.forward(np.add, first.flat, second.flat, y)
        for other in others:
            e.forward(np.add, y, other.flat, y)
        e.forward(np.multiply, y, share, y)
        for dx in e.input_gradients:
            if e.learns and dx is not None:
                e.backward(np.multiply, e.incoming.flat, share, dx.flat)
