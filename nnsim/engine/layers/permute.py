"""Permute: the axes in another order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nnsim.base.errors import NnsimError
from nnsim.base.settings import choice
from nnsim.base.text import mark, tr
from nnsim.engine.emitter import Emitter
from nnsim.engine.layer import Layer, layers
from nnsim.engine.role import Role
from nnsim.engine.shape import Shape


@layers.register
@dataclass(frozen=True)
class Permute(Layer):
    """Axis k of the output is axis order[k] of the input, counted from 1: "2, 1" transposes a sequence."""

    key = "permute"
    title = mark("Permute")
    summary = mark("Puts the axes in another order, such as time and features changed over.")
    formula = "y[j, i] = x[i, j]"
    category = "shape"
    cell_kind = None
    main_setting = "axes"
    role = Role.REARRANGEMENT
    order = 55

    axes: str = choice(
        "2, 1",
        ("2, 1", "2, 1"),
        ("1, 3, 2", "1, 3, 2"),
        ("2, 1, 3", "2, 1, 3"),
        ("2, 3, 1", "2, 3, 1"),
        ("3, 1, 2", "3, 1, 2"),
        ("3, 2, 1", "3, 2, 1"),
        label=mark("Order of the axes"),
        help=mark(
            "Which axis of the input comes first, second, third. A sequence has two axes, an image three."
        ),
    )

    @property
    def _places(self) -> tuple[int, ...]:
        """Return the input axis of every output axis, from 0."""
        return tuple(int(axis) - 1 for axis in self.axes.split(","))

    def output_shape(self, inputs: Sequence[Shape]) -> Shape:
        shape, places = inputs[0], self._places
        if len(shape) != len(places):
            raise NnsimError(
                tr(
                    "The order {axes} is for {wanted} axes, and {shape} has {n}. Choose another order, or"
                    " put Reshape before it."
                ).format(axes=self.axes, wanted=len(places), shape=shape, n=len(shape))
            )
        return tuple(shape[axis] for axis in places)

    def emit(self, e: Emitter) -> None:
        places = (*self._places, len(self._places))
        e.forward(np.copyto, e.output.data, e.inputs[0].data.transpose(places))
        dx = e.input_gradients[0]
        if e.learns and dx is not None:
            e.backward(np.copyto, dx.data.transpose(places), e.incoming.data)

    def detail(self) -> str:
        return self.axes
