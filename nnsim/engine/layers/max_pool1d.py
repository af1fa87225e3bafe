"""Max pooling over time."""

from __future__ import annotations

from dataclasses import dataclass

from nnsim.base.settings import integer
from nnsim.base.text import mark
from nnsim.engine.cell_kind import CellKind
from nnsim.engine.layer import layers
from nnsim.engine.pooling import MaxPooling


@layers.register
@dataclass(frozen=True)
class MaxPool1D(MaxPooling):
    """The greatest number of every `size` neighbouring times; times that fill no tile are left out.

    From (time, features) to (⌊time / size⌋, features). Of equal numbers the first gets the gradient.
    """

    key = "max_pool1d"
    title = mark("Max pool 1-D")
    summary = mark(
        "Keeps the greatest number of every few times of a sequence: shorter, and steadier to shifts."
    )
    formula = "y[t, c] = max x[t·p … t·p + p − 1, c]"
    source = "Weng et al. 1992"
    order = 35
    cell_kind = CellKind.CONVOLUTION_OR_POOL
    space = 1

    size: int = integer(2, low=1, high=1024, label=mark("Tile size"))
