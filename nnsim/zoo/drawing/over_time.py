"""Numbers of many cells over time, as one image."""

from __future__ import annotations

import numpy as np

from nnsim.figures.figure import Array, Image
from nnsim.figures.palette import SERIES, coloured, lookup

_SIGNED = (SERIES[1], "#20262e", SERIES[0])
"""From the least number over the middle to the greatest; blue and orange are told apart by every eye."""
_SHARES = ("#20262e", "#3f6fc4", "#fee838")
"""From 0 to 1."""


def over_time(
    name: str, rows: Array, low: float, high: float, levels: tuple[float, float] = (0.0, 1.0), each: int = 1
) -> Image:
    """Return an image of `rows` (cells, times·each) between the heights `low` and `high`; times are counted from 1.

    Row 0 lies at the bottom. Levels about 0 are drawn in two colours; what is no number is left out.
    """
    table = lookup(_SIGNED if levels[0] < 0 else _SHARES)
    extent = (0.5, rows.shape[1] / each + 0.5, low, high)
    values = np.asarray(rows, np.float64)
    return Image(name, values, coloured(values, levels, table), extent, smooth=False)
