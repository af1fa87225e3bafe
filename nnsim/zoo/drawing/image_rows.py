"""Rows of small images below each other that belong together, as one plot: an original over what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nnsim.figures.figure import Array, Axis, Image, Plot, Text
from nnsim.figures.palette import FAINT
from nnsim.zoo.drawing.tiles import tile

_GAP = 1.0
"""Pixels of an image between two of them."""
_NAME = 0.4
"""Room for the name of a row above it, in heights of an image."""


@dataclass(frozen=True, eq=False)
class ImageRow:
    """Images (n, height, width), row 0 of each at its top, under a translated name; `levels` are black and white."""

    name: str
    images: Array
    levels: tuple[float, float] = (0.0, 1.0)


def image_rows(rows: Sequence[ImageRow], title: str = "", share: float = 1.0) -> Plot:
    """Return rows of images of one size, each below its name."""
    marks: list[Image | Text] = []
    height, width = rows[0].images.shape[1:]
    name = _NAME * height
    top = 0.0
    for row in rows:
        marks.append(Text(row.name, (0.0, top - 0.75 * name), FAINT))
        top -= name
        for k, image in enumerate(row.images):
            marks.append(tile(f"{row.name} {k + 1}", image, (k * (width + _GAP), top), row.levels))
        top -= height + _GAP
    longest = max(len(row.images) for row in rows)
    x = Axis(range=(0.0, longest * (width + _GAP) - _GAP))
    return Plot(
        x, Axis(range=(top, 0.0)), tuple(marks), title, aspect=1.0, legend=False, share=share, bare=True
    )
