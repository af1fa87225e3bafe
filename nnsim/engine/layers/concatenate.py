"""Concatenate: several inputs side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nnsim.base.errors import NnsimError
from nnsim.base.text import mark, tr
from nnsim.engine.emitter import Emitter
from nnsim.engine.layer import Layer, layers
from nnsim.engine.role import Role
from nnsim.engine.shape import Shape, shape_words


@layers.register
@dataclass(frozen=True)
class Concatenate(Layer):
    """Inputs one after the other along their features (images: channels)."""

    key = "concatenate"
    title = mark("Concatenate")
    summary = mark("Puts its inputs side by side: features after features, channels after channels.")
    formula = "y = (x₁, x₂, …)"
    category = "merge"
    is_affine = True
    cell_kind = None
    keeps_times = True
    arity = (2, None)
    role = Role.REARRANGEMENT
    order = 20

    @staticmethod
    def _axis(shape: Shape) -> int:
        """Return the feature axis: the last of a sequence (time, features), else the first."""
        return 1 if len(shape) == 2 else 0

    def output_shape(self, inputs: Sequence[Shape]) -> Shape:
        first = inputs[0]
        axis = self._axis(first)
        for other in inputs[1:]:
            if len(other) != len(first) or any(
                a != b for i, (a, b) in enumerate(zip(first, other, strict=True)) if i != axis
            ):
                raise NnsimError(
                    tr(
                        "Concatenate needs inputs that differ in features only, got {first} and {other}."
                        " Bring them to one shape first, for example with Flatten."
                    ).format(first=shape_words(first), other=shape_words(other))
                )
        return (*first[:axis], sum(shape[axis] for shape in inputs), *first[axis + 1 :])

    def emit(self, e: Emitter) -> None:
        axis = self._axis(e.output.shape)
        at = 0
        for x, dx in zip(e.inputs, e.input_gradients, strict=True):
            here = (*(slice(None),) * axis, slice(at, at + x.shape[axis]))
            at += x.shape[axis]
            e.forward(np.copyto, e.output.data[here], x.data)
            if e.learns and dx is not None:
                e.backward(np.copyto, dx.data, e.incoming.data[here])
