"""Two-dimensional max pooling."""

from __future__ import annotations

from dataclasses import dataclass

from nnsim.base.settings import integer
from nnsim.base.text import mark
from nnsim.engine.cell_kind import CellKind
from nnsim.engine.layer import layers
from nnsim.engine.pooling import MaxPooling


@layers.register
@dataclass(frozen=True)
class MaxPool2D(MaxPooling):
    """The greatest number of every size × size tile; rows and columns that fill no tile are left out.

    From (channels, height, width) to (channels, ⌊height / size⌋, ⌊width / size⌋). Of equal numbers the
    first (row by row) counts as the greatest and gets the gradient.
    """

    key = "max_pool2d"
    title = mark("Max pool 2-D")
    summary = mark(
        "Keeps the greatest number of every small tile of an image: smaller, and steadier to shifts."
    )
    formula = "y[c, i, j] = max x[c, i·p … i·p + p − 1, j·p … j·p + p − 1]"
    source = "Weng et al. 1992"
    order = 34
    cell_kind = CellKind.CONVOLUTION_OR_POOL
    space = 2

    size: int = integer(2, low=1, high=32, label=mark("Tile size"))
