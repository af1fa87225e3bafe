"""Switch: one of two inputs goes on, and a learning rule says which."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nnsim.base.errors import NnsimError
from nnsim.base.text import mark, tr
from nnsim.engine.cell_kind import CellKind
from nnsim.engine.emitter import Emitter
from nnsim.engine.layer import Layer, StateSpec, layers
from nnsim.engine.shape import Shape, shape_words

SECOND = "second"
"""State of a switch: 0 lets the first input through, 1 the second."""


@layers.register
@dataclass(frozen=True)
class Switch(Layer):
    """y = (1 − s)·x₁ + s·x₂, with s = 0 at rest: data go through, and where the rule sets s = 1, what was generated.

    s is kept with the network and learned by nobody. Both inputs are worked out all the same.
    """

    key = "switch"
    title = mark("Switch")
    summary = mark(
        "Lets its first input through, the data, or its second, what was generated: the adversarial rule turns it."
    )
    formula = "y = (1 − s)·x₁ + s·x₂,  s = 0 or 1"
    source = "Goodfellow et al. 2014"
    category = "merge"
    cell_kind = CellKind.MATCH_INPUT_OUTPUT
    keeps_times = True
    arity = (2, 2)
    order = 80

    def output_shape(self, inputs: Sequence[Shape]) -> Shape:
        first, second = inputs[0], inputs[-1]
        if first != second:
            raise NnsimError(
                tr(
                    "Switch needs two inputs of one shape, got {first} and {second}. Let the generator end with as many"
                    " units as an example has numbers."
                ).format(first=shape_words(first), second=shape_words(second))
            )
        return first

    def states(self, inputs: Sequence[Shape]) -> Sequence[StateSpec]:
        return (StateSpec(SECOND, (1,), axes=("switch",)),)

    def emit(self, e: Emitter) -> None:
        (a, b), y, second, c = (x.flat for x in e.inputs), e.output.flat, e.state(SECOND), e.forward
        first, work = c.buffer(1), c.buffer(*y.shape)
        c(np.subtract, c.constant(1), second, first)
        c(np.multiply, a, first, y)
        c(np.multiply, b, second, work)
        c(np.add, y, work, y)
        for dx, share in zip(e.input_gradients, (first, second), strict=True):
            if e.learns and dx is not None:
                e.backward(np.multiply, e.incoming.flat, share, dx.flat)
