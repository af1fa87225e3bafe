"""What painted points look like: the class by colour and mark or the value by colour, the part by outline."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap

from nnsim.data.painting.painting import Painting
from nnsim.data.split import part_of_number
from nnsim.figures import palette
from nnsim.figures.figure import Shape
from nnsim.figures.maps import MapColours, Scale
from nnsim.ui.charts.symbols import symbol
from nnsim.ui.look.theme import theme
from nnsim.ui.sitting.strokes import Sheet

SIZE = 9.0
_SHAPES: tuple[Shape, ...] = ("circle", "diamond", "square")
_LEVELS = 33
"""Shades that values are told apart by."""


@dataclass(frozen=True, eq=False)
class Stamps:
    """Stamps for the points of one sheet; the second half of them are of points that are chosen.

    Attributes
    ----------
    fills
        Colours of the classes, or of the shades of a value.
    scale
        Of a value; None where there are classes.
    """

    pixmaps: tuple[QPixmap, ...]
    fills: tuple[str, ...]
    scale: Scale | None

    @classmethod
    def of(cls, sheet: Sheet, colours: MapColours, scale: Scale | None, ratio: float) -> Stamps:
        """Return the stamps of `sheet` on a map of these colours, for a screen of so many pixels to one."""
        if scale is None:
            count = len(sheet.source.class_names)
            fills = tuple(lifted(colour) for colour in colours.of_classes(count))
            marks: list[int] = list(range(count))
        else:
            levels = np.linspace(*scale.levels, _LEVELS)
            fills = tuple(palette.hex_of(c) for c in scale.rgba(levels))
            marks = [0] * _LEVELS
        pixmaps = [
            stamp(shape, mark, fill, ratio, chosen=chosen)
            for chosen in (False, True)
            for shape in _SHAPES
            for fill, mark in zip(fills, marks, strict=True)
        ]
        return cls(tuple(pixmaps), fills, scale)

    def looks(
        self, sheet: Sheet, painting: Painting, chosen: NDArray[np.bool_] | None = None
    ) -> NDArray[np.int64]:
        """Return the place of the stamp of each point (n,)."""
        data, count = sheet.data, len(self.fills)
        part = part_of_number(painting.numbers, data.validation_share, data.test_share, data.seed)
        if sheet.source.everywhere:
            part = np.zeros_like(part)
        looks = part * count + self._fill_of(painting)
        return looks if chosen is None else looks + chosen * (len(_SHAPES) * count)

    def _fill_of(self, painting: Painting) -> NDArray[np.int64]:
        if self.scale is None:
            return np.minimum(painting.kinds, len(self.fills) - 1)
        low, high = self.scale.levels[0], self.scale.levels[-1]
        share = np.clip((painting.values - low) / (high - low), 0, 1)
        return np.rint(share * (_LEVELS - 1)).astype(np.int64)


def stamp(
    shape: Shape, mark: int, fill: str, ratio: float, *, chosen: bool = False, size: float = SIZE
) -> QPixmap:
    """Return one point as a picture; one that is `chosen` has a ring."""
    side = size + 8
    made = QPixmap(ceil(side * ratio), ceil(side * ratio))
    made.setDevicePixelRatio(ratio)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(side / 2, side / 2)
    if chosen:
        painter.setPen(QPen(QColor(theme().accent), 2))
        painter.drawEllipse(QPointF(0, 0), side / 2 - 1.5, side / 2 - 1.5)
    painter.scale(size, size)
    painter.setPen(QPen(QColor("#0d1015" if theme().dark else "#ffffff"), 1 / size))
    painter.setBrush(QColor(fill))
    painter.drawPath(symbol(shape, mark))
    painter.end()
    return made


def lifted(colour: str) -> str:
    """Return `colour` a little away from itself, so that a point shows on the map of its own class."""
    ground = "#ffffff" if theme().dark else "#1f3a6b"
    return palette.hex_of(palette.rgb(colour) * 0.65 + palette.rgb(ground) * 0.35)
