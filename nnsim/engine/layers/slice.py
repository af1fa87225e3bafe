"""Slice: a stretch of one axis."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nnsim.base.errors import NnsimError
from nnsim.base.settings import integer
from nnsim.base.text import mark, tr
from nnsim.engine.emitter import Emitter
from nnsim.engine.layer import Layer, layers
from nnsim.engine.role import Role
from nnsim.engine.shape import Shape


@layers.register
@dataclass(frozen=True)
class Slice(Layer):
    """`count` numbers of one axis from the place `first` on; places and axes are counted from 1."""

    key = "slice"
    title = mark("Slice")
    summary = mark(
        "Keeps a stretch of one axis, such as some features, times or channels, and drops the rest."
    )
    formula = "y = x[first … first + count − 1]"
    category = "shape"
    cell_kind = None
    main_setting = "count"
    role = Role.REARRANGEMENT
    order = 60

    axis: int = integer(
        1,
        low=1,
        high=3,
        label=mark("Axis"),
        help=mark(
            "1 is the first axis: the features of a list, the times of a sequence, the channels of an image"
        ),
    )
    first: int = integer(1, low=1, high=1_000_000, label=mark("First place"))
    count: int = integer(1, low=1, high=1_000_000, label=mark("How many"))

    def output_shape(self, inputs: Sequence[Shape]) -> Shape:
        shape = inputs[0]
        if self.axis > len(shape):
            raise NnsimError(
                tr("{shape} has no axis {axis}. Choose one from 1 to {n}.").format(
                    shape=shape, axis=self.axis, n=len(shape)
                )
            )
        length = shape[self.axis - 1]
        if self.first + self.count - 1 > length:
            raise NnsimError(
                tr(
                    "Places {first} to {last} are asked for, and axis {axis} of {shape} ends at {length}."
                    " Take fewer, or start earlier."
                ).format(
                    first=self.first,
                    last=self.first + self.count - 1,
                    axis=self.axis,
                    shape=shape,
                    length=length,
                )
            )
        return (*shape[: self.axis - 1], self.count, *shape[self.axis :])

    def emit(self, e: Emitter) -> None:
        stretch = slice(self.first - 1, self.first - 1 + self.count)
        here = (*(slice(None),) * (self.axis - 1), stretch)
        e.forward(np.copyto, e.output.data, e.inputs[0].data[here])
        dx = e.input_gradients[0]
        if e.learns and dx is not None:
            e.backward(dx.flat.fill, 0.0)
            e.backward(np.copyto, dx.data[here], e.incoming.data)

    def detail(self) -> str:
        return f"{self.first}–{self.first + self.count - 1}"
