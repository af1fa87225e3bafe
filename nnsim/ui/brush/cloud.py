"""Thousands of points on a chart that change while one looks: kept as a picture, to which new ones are added."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from math import ceil

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPixmap

from nnsim.figures.figure import Array
from nnsim.ui.charts.mark import Mark, Marks, ToPixels

Looks = NDArray[np.int64]
_NONE: Array = np.zeros((0, 2))


class Cloud(Mark):
    """Points, each with one of a few stamps.

    Attributes
    ----------
    drawn
        How many stamps were put down so far.
    """

    def __init__(self, marks: Marks, z: float) -> None:
        self.drawn = 0
        self._at, self._looks = _NONE, np.zeros(0, np.int64)
        self._stamps: Sequence[QPixmap] = ()
        self._picture = QPixmap()
        self._key: Hashable = None
        self._first = 0
        super().__init__(marks, z)

    def __len__(self) -> int:
        return len(self._at)

    def set_points(self, at: Array, looks: Looks, stamps: Sequence[QPixmap]) -> None:
        """Show points at `at` (n, 2), each with the stamp of its place in `looks` (n,), and no others."""
        self._at, self._looks, self._stamps, self._key = at, looks, stamps, None
        self.changed()

    def add(self, at: Array, looks: Looks) -> None:
        """Show these as well, over the others."""
        self._at = np.concatenate((self._at, at))
        self._looks = np.concatenate((self._looks, looks))
        self.changed()

    def paint(self, painter: QPainter, to: ToPixels) -> None:
        ratio = painter.device().devicePixelRatio()
        area = to.area
        key = (tuple(to[:4]), area.getRect(), ratio)
        if key != self._key:
            self._key, self._first = key, 0
            self._picture = QPixmap(ceil(area.width() * ratio), ceil(area.height() * ratio))
            self._picture.setDevicePixelRatio(ratio)
            self._picture.fill(Qt.GlobalColor.transparent)
        if self._first < len(self._at):
            self._stamp(to)
        painter.drawPixmap(area.topLeft(), self._picture)

    def _stamp(self, to: ToPixels) -> None:
        """Put down what is not in the picture yet."""
        fresh = slice(self._first, None)
        at = to.points(self._at[fresh, 0], self._at[fresh, 1]) - (to.area.left(), to.area.top())
        halves = [stamp.width() / stamp.devicePixelRatio() / 2 for stamp in self._stamps]
        pens = QPainter(self._picture)
        for (x, y), look in zip(at.tolist(), self._looks[fresh].tolist(), strict=True):
            half = halves[look]
            pens.drawPixmap(QPointF(x - half, y - half), self._stamps[look])
        pens.end()
        self.drawn += len(at)
        self._first = len(self._at)
