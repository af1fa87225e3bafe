"""A sheet of small images, as one plot."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from nnsim.figures.figure import Array, Axis, Image, Plot, Text
from nnsim.figures.palette import FAINT, coloured, lookup

_GREYS = ("#0d1014", "#ffffff")
_BREATH = 28
"""Of 255, how much of a colour is seen where it is least."""
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
    table: Array | None = None,
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
    table
        Colours from the first of the levels to the second, (k, 4) bytes; from black to white by default.
    """
    n, height, width = images.shape
    rows = -(-n // columns)
    below = 0.35 * height if any(labels) else 0.0
    step_y, step_x = height + _GAP + below, width + _GAP
    table = lookup(_GREYS) if table is None else table
    marks: list[Image | Text] = []
    for k, image in enumerate(np.asarray(images, np.float64)):
        row, column = divmod(k, columns)
        left, top = column * step_x, (rows - row) * step_y
        called = f"{name} {k + 1}" if n > 1 else name
        marks.append(tile(called, image, (left, top), levels, table))
        if k < len(labels) and labels[k]:
            marks.append(Text(labels[k], (left + width / 2, top - height - below / 2), FAINT, centred=True))
    x = Axis(range=(-_GAP, columns * step_x))
    y = Axis(range=(-_GAP, rows * step_y + _GAP))
    return Plot(x, y, tuple(marks), title, aspect=1.0, legend=False, share=share, bare=True)


def on_and_off(colour: str) -> Array:
    """Return colours, (256, 4) bytes, from a breath of `colour`, which suits dark and light grounds, to all of it."""
    table = lookup((colour, colour))
    table[:, 3] = np.linspace(_BREATH, 255, len(table)).round()
    return table


def either_way(least: str, greatest: str) -> Array:
    """Return colours, (256, 4) bytes, from `least` over nothing at all, in the middle, to `greatest`."""
    table = lookup((least, least, greatest, greatest))
    half = len(table) // 2
    table[:half, :3], table[half:, :3] = table[0, :3], table[-1, :3]
    table[:, 3] = np.abs(np.linspace(-255, 255, len(table))).round()
    return table


def tile_at(shape: tuple[int, int, int], columns: int, x: float, y: float) -> tuple[int, int, int] | None:
    """Return image, row and column of the pixel at a place of `tiles` without labels; None between the images.

    Parameters
    ----------
    shape
        Of the images, (n, height, width).
    """
    n, height, width = shape
    rows = -(-n // columns)
    down, across = divmod(rows * (height + _GAP) - y, height + _GAP), divmod(x, width + _GAP)
    place = int(down[0]) * columns + int(across[0])
    inside = 0 <= across[0] < columns and down[0] >= 0 and down[1] < height and across[1] < width
    return (place, int(down[1]), int(across[1])) if inside and place < n else None


def tile(
    name: str,
    image: Array,
    corner: tuple[float, float],
    levels: tuple[float, float] = (0.0, 1.0),
    table: Array | None = None,
) -> Image:
    """Return one image (height, width), a unit a pixel, whose top left corner lies at `corner`."""
    height, width = image.shape
    left, top = corner
    # Row 0 of a figure's image lies at the least y, at the bottom.
    upright = np.asarray(image, np.float64)[::-1]
    colours = coloured(upright, levels, lookup(_GREYS) if table is None else table)
    return Image(name, upright, colours, (left, left + width, top - height, top), smooth=False)
