"""Where pictures stand that lie side by side, line after line."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPoint, QRect, QSize

from nnsim.ui.datapage.pictures import CAPTION, GAP
from nnsim.ui.look import fonts

_SIDE = 72
"""About how many points the longer side of a picture is given."""
_MARGIN = 4
_SEED = 271_828
"""Of the mixed order: not one that rows are dealt to the parts with, or the parts would stand one after the other."""


@dataclass(frozen=True)
class ImagePlaces:
    """So many pictures of one size, over so wide a sheet.

    `pixels` are width and height of a picture as it is kept.
    """

    pixels: tuple[int, int]
    count: int
    width: int

    @property
    def shown(self) -> QSize:
        """The size a picture is shown in: small ones are a whole number of times as large, and crisp."""
        longer, wanted = max(self.pixels), fonts.grown(_SIDE)
        scale = max(1, wanted // longer) if longer <= wanted else wanted / longer
        return QSize(*(max(1, round(side * scale)) for side in self.pixels))

    @property
    def pitch(self) -> QSize:
        """From one picture to the next."""
        shown = self.shown
        return QSize(max(shown.width(), fonts.grown(_SIDE)) + GAP, shown.height() + CAPTION + GAP)

    @property
    def columns(self) -> int:
        """How many stand side by side."""
        return max(1, (self.width - 2 * _MARGIN + GAP) // self.pitch.width())

    @property
    def height(self) -> int:
        """How tall the sheet is."""
        return 2 * _MARGIN + math.ceil(self.count / self.columns) * self.pitch.height()

    def place_of(self, row: int) -> QRect:
        """Return where a picture stands, its caption with it."""
        pitch, across = self.pitch, self.columns
        left = max(_MARGIN, (self.width - across * pitch.width() + GAP) // 2)
        at = QPoint(left + row % across * pitch.width(), _MARGIN + row // across * pitch.height())
        return QRect(at, QSize(pitch.width() - GAP, pitch.height() - GAP))

    def row_at(self, at: QPoint) -> int | None:
        """Return the row whose picture stands there; None: none does."""
        pitch, across = self.pitch, self.columns
        line = (at.y() - _MARGIN) // pitch.height()
        column = (at.x() - self.place_of(0).left()) // pitch.width()
        row = line * across + column
        if not (0 <= column < across and 0 <= row < self.count):
            return None
        return row if self.place_of(row).contains(at) else None

    def rows_between(self, top: int, bottom: int) -> range:
        """Return the rows that are to be seen between two heights, or reach into what is."""
        down, across = self.pitch.height(), self.columns
        first = max(0, (top - _MARGIN) // down) * across
        last = ((bottom - _MARGIN) // down + 1) * across
        return range(min(first, self.count), min(max(first, last), self.count))


class PictureOrder:
    """In which order rows stand: that of the data, or one of chance, the same every time.

    Attributes
    ----------
    rows
        The row at each place.
    """

    def __init__(self, count: int, *, is_mixed: bool) -> None:
        order = np.random.default_rng(_SEED).permutation(count) if is_mixed else np.arange(count)
        self._at = np.empty(count, np.int64)
        self._at[order] = np.arange(count)
        self.rows: tuple[int, ...] = tuple(order.tolist())

    def place_of(self, row: int) -> int:
        """Return at which place a row stands."""
        return int(self._at[row]) if self.rows else 0

    def row_at(self, place: int | None) -> int | None:
        """Return the row at a place; None where that is none."""
        return None if place is None else self.rows[place]

    def beside(self, row: int, by: int) -> int | None:
        """Return the row that stands so many places behind another, or before it; None where none does."""
        at = self.place_of(row) + by
        return self.rows[at] if 0 <= at < len(self.rows) else None
