"""A sheet of small images, as one plot."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from nnsim.figures.figure import Array, Axis, Image, Plot, Text
from nnsim.figures.palette import FAINT, coloured, lookup

_GREYS = ("#0d1014", "#ffffff")
_GAP = 1.0
"""Pixels of an image between two of them."""


def tiles(
    name: str,
    images: Array,
    columns: int,
    labels: Sequence[str] = (),
    levels: tuple[float, float] = (0.0, 1.0),
    title: str = "",
    share: float = 1.0,
) -> Plot:
    """Return images side by side, row after row, the first at the top left.

    Parameters
    ----------
    name
        What the numbers are called in a table.
    images
        (n, height, width), row 0 of each at its top.
    columns
        How many stand in a row.
    labels
        What stands below each, translated; none by default.
    levels
        The numbers drawn darkest and lightest.
    """
    n, height, width = images.shape
    rows = -(-n // columns)
    below = 0.35 * height if any(labels) else 0.0
    step_y, step_x = height + _GAP + below, width + _GAP
    table = lookup(_GREYS)
    marks: list[Image | Text] = []
    for k, image in enumerate(np.asarray(images, np.float64)):
        row, column = divmod(k, columns)
        left, top = column * step_x, (rows - row) * step_y
        extent = (left, left + width, top - height, top)
        # Row 0 of a figure's image lies at the least y, at the bottom.
        upright = image[::-1]
        called = f"{name} {k + 1}" if n > 1 else name
        marks.append(Image(called, upright, coloured(upright, levels, table), extent, smooth=False))
        if k < len(labels) and labels[k]:
            marks.append(Text(labels[k], (left + width / 2, top - height - below / 2), FAINT, centred=True))
    x = Axis(range=(-_GAP, columns * step_x))
    y = Axis(range=(-_GAP, rows * step_y + _GAP))
    return Plot(x, y, tuple(marks), title, aspect=1.0, legend=False, share=share, bare=True)
