"""Flatten: an image or a sequence as one list of numbers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from nnsim.base.text import mark
from nnsim.engine.emitter import Emitter
from nnsim.engine.layer import Layer, layers
from nnsim.engine.role import Role
from nnsim.engine.shape import Shape


@layers.register
@dataclass(frozen=True)
class Flatten(Layer):
    """The same numbers as one list; costs nothing, since it is another view of the same memory."""

    key = "flatten"
    title = mark("Flatten")
    summary = mark("Lays an image or a sequence out as one flat list of numbers.")
    formula = "y = (x₁, x₂, …)"
    category = "shape"
    cell_kind = None
    role = Role.VIEW
    order = 45

    def output_shape(self, inputs: Sequence[Shape]) -> Shape:
        return (math.prod(inputs[0]),)

    def emit(self, e: Emitter) -> None:
        """Emit nothing: the program lets the output see the input's memory."""
