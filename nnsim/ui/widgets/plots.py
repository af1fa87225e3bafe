"""Small pictures of numbers, painted without a plotting library: a curve, a histogram, a meter."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnsim.base.text import tr
from nnsim.ui.look import fonts
from nnsim.ui.look.theme import theme

Floats = NDArray[np.float64]


class Curve(QWidget):
    """A function (solid) and its derivative (dashed) over the same x, on one scale."""

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self._x: Floats = np.zeros(0)
        self._lines: tuple[Floats, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("Function and its derivative"))

    def set_data(self, x: ArrayLike, y: ArrayLike, derivative: ArrayLike | None = None) -> None:
        """Show y(x) and, when given, y'(x); gaps where values are not finite.

        Parameters
        ----------
        x, y, derivative
            Equally long, x ascending.
        """
        self._x = np.asarray(x, dtype=np.float64)
        rows = (y,) if derivative is None else (y, derivative)
        self._lines = tuple(np.asarray(row, dtype=np.float64) for row in rows)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, 92)

    minimumSizeHint = sizeHint

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._x.size < 2:
            return
        look, painter = theme(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect()).adjusted(1, 6, -1, -6)
        finite = np.concatenate([row[np.isfinite(row)] for row in self._lines])
        low, high = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 1.0)
        self._paint_axes(painter, area, low, high)
        pens = (
            QPen(look.colour("activation"), 2),
            QPen(look.colour("merge"), 2),
        )
        pens[1].setCapStyle(Qt.PenCapStyle.FlatCap)
        pens[1].setDashPattern([2.5, 1.8])
        for row, pen in zip(self._lines, pens, strict=False):
            painter.setPen(pen)
            for part in _polylines(self._x, row, area, low, high):
                painter.drawPolyline(part)

    def _paint_axes(self, painter: QPainter, area: QRectF, low: float, high: float) -> None:
        painter.setPen(QPen(theme().colour("line"), 1))
        if self._x[0] < 0 < self._x[-1]:
            x = area.left() + area.width() * (0 - self._x[0]) / (self._x[-1] - self._x[0])
            painter.drawLine(QPointF(x, self.rect().top()), QPointF(x, self.rect().bottom()))
        if low < 0 < high:
            y = area.bottom() - area.height() * (0 - low) / (high - low)
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))


def _polylines(x: Floats, y: Floats, area: QRectF, low: float, high: float) -> list[QPolygonF]:
    span = (high - low) or 1.0
    px = area.left() + (x - x[0]) / ((x[-1] - x[0]) or 1.0) * area.width()
    py = area.bottom() - (y - low) / span * area.height()
    breaks = np.flatnonzero(np.diff(np.isfinite(py).astype(np.int8))) + 1
    parts = zip(np.split(px, breaks), np.split(py, breaks), strict=True)
    return [
        QPolygonF([QPointF(a, b) for a, b in zip(xs.tolist(), ys.tolist(), strict=True)])
        for xs, ys in parts
        if len(ys) > 1 and np.isfinite(ys[0])
    ]


class Histogram(QWidget):
    """Bars of counts with the range underneath.

    `token` is the theme colour of the bars; `set_token` changes it, as when units saturate.
    """

    def __init__(self, token: str = "accent", parent: QWidget | None = None):
        super().__init__(parent)
        self._token = token
        self._counts: Floats = np.zeros(0)
        self._edges: Floats = np.zeros(0)
        self._font = fonts.tabular(fonts.sized(fonts.ui_font(), fonts.SMALL))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_data(self, counts: ArrayLike, edges: ArrayLike) -> None:
        """Show `counts` (n) between `edges` (n + 1)."""
        self._counts = np.asarray(counts, dtype=np.float64)
        self._edges = np.asarray(edges, dtype=np.float64)
        if self._edges.size != self._counts.size + 1:
            raise ValueError(f"{self._counts.size} counts need {self._counts.size + 1} edges")
        self.update()

    def clear(self) -> None:
        """Show no data."""
        self.set_data(np.zeros(0), np.zeros(1))

    def sizeHint(self) -> QSize:
        return QSize(200, 84)

    minimumSizeHint = sizeHint

    def paintEvent(self, event: QPaintEvent) -> None:
        look, painter = theme(), QPainter(self)
        painter.setFont(self._font)
        if not self._counts.size or not np.nanmax(self._counts) > 0:
            painter.setPen(look.colour("muted"))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, tr("No values yet"))
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect()).adjusted(0, 2, 0, -17)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour(self._token, 0.88))
        painter.drawRects(self._bars(area))
        self._paint_range(painter, area)

    def _bars(self, area: QRectF) -> list[QRectF]:
        pitch = area.width() / self._counts.size
        gap = 1.0 if pitch >= 4 else 0.0
        heights = np.nan_to_num(self._counts / np.nanmax(self._counts)) * area.height()
        # A bin that holds something is never invisible.
        heights = np.where(self._counts > 0, np.maximum(heights, 1.0), 0.0)
        return [
            QRectF(area.left() + i * pitch, area.bottom() - h, pitch - gap, h)
            for i, h in enumerate(heights.tolist())
        ]

    def _paint_range(self, painter: QPainter, area: QRectF) -> None:
        look = theme()
        painter.setPen(QPen(look.colour("line"), 1))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        low, high = float(self._edges[0]), float(self._edges[-1])
        foot = QRectF(area.left(), area.bottom() + 2, area.width(), 15)
        painter.setPen(look.colour("muted"))
        painter.drawText(foot, Qt.AlignmentFlag.AlignLeft, f"{low:.3g}")
        painter.drawText(foot, Qt.AlignmentFlag.AlignRight, f"{high:.3g}")
        if low < 0 < high:
            x = area.left() + area.width() * (0 - low) / (high - low)
            if 0.2 < (x - area.left()) / area.width() < 0.8:
                painter.drawText(QRectF(x - 20, foot.top(), 40, 15), Qt.AlignmentFlag.AlignHCenter, "0")
