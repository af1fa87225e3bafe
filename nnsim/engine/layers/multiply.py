"""Multiply: one input gates the other."""

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
class Multiply(Layer):
    """y = x₁·x₂·… number by number, for inputs of one shape; ∂L/∂xᵢ = ∂L/∂y · Π over j ≠ i of xⱼ.

    The products of the others are formed, never y/xᵢ: an input of 0 has a gradient like any other.
    """

    key = "multiply"
    title = mark("Multiply")
    summary = mark(
        "Multiplies inputs of the same shape. An input between 0 and 1 gates the others, as in an LSTM."
    )
    formula = "y = x₁·x₂·…"
    category = "merge"
    cell_kind = None
    keeps_times = True
    arity = (2, None)
    order = 14

    def output_shape(self, inputs: Sequence[Shape]) -> Shape:
        return one_shape(self.title, inputs)

    def emit(self, e: Emitter) -> None:
        first, second, *others = e.inputs
        y = e.output.flat
        e.forward(np.multiply, first.flat, second.flat, y)
        for other in others:
            e.forward(np.multiply, y, other.flat, y)
        if not e.learns:
            return
        for i, dx in enumerate(e.input_gradients):
            carried = e.incoming.flat
            for x in (*e.inputs[:i], *e.inputs[i + 1 :]):
                if dx is not None:
                    e.backward(np.multiply, carried, x.flat, dx.flat)
                    carried = dx.flat
