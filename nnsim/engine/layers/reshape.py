"""Reshape: the same numbers in another shape."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from nnsim.base.errors import NnsimError
from nnsim.base.settings import shape
from nnsim.base.text import mark, tr
from nnsim.engine.emitter import Emitter
from nnsim.engine.layer import Layer, layers
from nnsim.engine.role import Role
from nnsim.engine.shape import Shape


@layers.register
@dataclass(frozen=True)
class Reshape(Layer):
    """The same numbers in their order, the last axis running fastest, in the shape asked for.

    Costs nothing, since it is another view of the same memory. Without a shape it makes a flat list.
    """

    key = "reshape"
    title = mark("Reshape")
    summary = mark("Lays the same numbers out in another shape, such as a flat list as an image.")
    formula = "y = x, in another shape"
    category = "shape"
    cell_kind = None
    role = Role.VIEW
    main_setting = "shape"
    order = 50

    shape: tuple[int, ...] = shape(
        (), label=mark("Shape"), help=mark("The new shape, such as 1 × 28 × 28. Empty: one flat list.")
    )

    def output_shape(self, inputs: Sequence[Shape]) -> Shape:
        count = math.prod(inputs[0])
        if not self.shape:
            return (count,)
        if math.prod(self.shape) != count:
            raise NnsimError(
                tr(
                    "{old} holds {n} numbers, and {new} would hold {m}. Choose a shape with as many as come in."
                ).format(old=inputs[0], n=f"{count:,}", new=self.shape, m=f"{math.prod(self.shape):,}")
            )
        return self.shape

    def emit(self, e: Emitter) -> None:
        """Emit nothing: the program lets the output see the input's memory."""
