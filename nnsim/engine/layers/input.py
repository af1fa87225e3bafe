"""Input: where the data enters."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from nnsim.base.errors import NnsimError
from nnsim.base.settings import shape, text
from nnsim.base.text import mark, tr
from nnsim.engine.cell_kind import CellKind
from nnsim.engine.emitter import Emitter
from nnsim.engine.layer import Layer, layers
from nnsim.engine.role import Role
from nnsim.engine.shape import Shape


@layers.register
@dataclass(frozen=True)
class Input(Layer):
    """The data, in the shape it has or in another shape of the same size."""

    key = "input"
    title = mark("Input")
    summary = mark("Where the data enters the network. Several inputs can each take other columns.")
    formula = "x"
    category = "input"
    cell_kind = CellKind.INPUT
    arity = (0, 0)
    role = Role.SOURCE
    main_setting = "shape"
    order = 0

    shape: tuple[int, ...] = shape(
        (),
        label=mark("Shape"),
        help=mark("Shape of one example, such as 2 or 1 × 28 × 28. Empty: as the data is."),
    )
    columns: str = text(
        "",
        label=mark("Columns"),
        placeholder=mark("all"),
        help=mark("Names or numbers of the columns this input takes, such as 1-2 or age, height"),
    )

    @property
    def chosen_columns(self) -> str:
        return self.columns

    def output_shape(self, inputs: Sequence[Shape]) -> Shape:
        if not inputs:
            if self.shape:
                return self.shape
            raise NnsimError(tr("There is no data yet. Choose some on the Data page, or set a shape."))
        data = inputs[0]
        if not self.shape:
            return data
        if math.prod(self.shape) != math.prod(data):
            raise NnsimError(
                tr(
                    "The data has shape {data}, and this input wants {own}. Leave its shape empty, or choose one"
                    " that holds {n} numbers."
                ).format(data=data, own=self.shape, n=f"{math.prod(data):,}")
            )
        return self.shape

    def emit(self, e: Emitter) -> None:
        """Emit nothing: the program feeds the data itself."""
