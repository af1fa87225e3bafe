"""Maximum: the greatest of several inputs."""

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
class Maximum(Layer):
    """y = max(x₁, …, xₖ) number by number, for inputs of one shape.

    Of equal numbers the first counts as the greatest and gets the gradient.
    """

    key = "maximum"
    title = mark("Maximum")
    summary = mark("Keeps, place by place, the greatest of inputs of the same shape; only the winner learns.")
    formula = "y = max(x₁, …, xₖ)"
    source = "Goodfellow et al. 2013"
    category = "merge"
    cell_kind = None
    keeps_times = True
    arity = (2, None)
    order = 18

    def output_shape(self, inputs: Sequence[Shape]) -> Shape:
        return one_shape(self.title, inputs)

    def emit(self, e: Emitter) -> None:
        first, second, *others = e.inputs
        y = e.output.flat
        e.forward(np.maximum, first.flat, second.flat, out=y)
        for other in others:
            e.forward(np.maximum, y, other.flat, out=y)
        if not e.learns or all(dx is None for dx in e.input_gradients):
            return
        free = e.backward.buffer(*y.shape, dtype=np.bool_)
        hit = e.backward.buffer(*y.shape, dtype=np.bool_)
        e.backward(free.fill, True)
        for x, dx in zip(e.inputs, e.input_gradients, strict=True):
            e.backward(np.equal, x.flat, y, hit)
            e.backward(np.logical_and, hit, free, hit)
            if dx is not None:
                e.backward(np.multiply, e.incoming.flat, hit, dx.flat)
            e.backward(np.greater, free, hit, free)
