"""Average pooling over time."""

from __future__ import annotations

from dataclasses import dataclass

from nnsim.base.settings import integer
from nnsim.base.text import mark
from nnsim.engine.cell_kind import CellKind
from nnsim.engine.layer import layers
from nnsim.engine.pooling import AveragePooling


@layers.register
@dataclass(frozen=True)
class AveragePool1D(AveragePooling):
    """The mean of every `size` neighbouring times; times that fill no tile are left out.

    From (time, features) to (⌊time / size⌋, features).
    """

    key = "average_pool1d"
    title = mark("Average pool 1-D")
    summary = mark("Keeps the mean of every few times of a sequence: shorter and smoother.")
    formula = "y[t, c] = mean x[t·p … t·p + p − 1, c]"
    source = "Waibel et al. 1989"
    order = 37
    cell_kind = CellKind.CONVOLUTION_OR_POOL
    space = 1

    size: int = integer(2, low=1, high=1024, label=mark("Tile size"))
