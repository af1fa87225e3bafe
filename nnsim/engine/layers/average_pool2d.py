"""Two-dimensional average pooling."""

from __future__ import annotations

from dataclasses import dataclass

from nnsim.base.settings import integer
from nnsim.base.text import mark
from nnsim.engine.cell_kind import CellKind
from nnsim.engine.layer import layers
from nnsim.engine.pooling import AveragePooling


@layers.register
@dataclass(frozen=True)
class AveragePool2D(AveragePooling):
    """The mean of every size × size tile; rows and columns that fill no tile are left out.

    From (channels, height, width) to (channels, ⌊height / size⌋, ⌊width / size⌋).
    """

    key = "average_pool2d"
    title = mark("Average pool 2-D")
    summary = mark("Keeps the mean of every small tile of an image: smaller and smoother.")
    formula = "y[c, i, j] = mean x[c, i·p … i·p + p − 1, j·p … j·p + p − 1]"
    source = "LeCun et al. 1989"
    order = 36
    cell_kind = CellKind.CONVOLUTION_OR_POOL
    space = 2

    size: int = integer(2, low=1, high=32, label=mark("Tile size"))
