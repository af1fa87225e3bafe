"""Shows a `Figure` in a window, in the colours of its theme, and reads it under the pointer."""

from __future__ import annotations

from dataclasses import replace
from math import hypot, inf

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QPointF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from nnsim.figures.figure import Array, Figure, Image, Line, Points, Spans
from nnsim.figures.ticks import short
from nnsim.ui.charts.ink import on_screen
from nnsim.ui.charts.paper import Placed, paint_figure
from nnsim.ui.look import fonts
from nnsim.ui.look.theme import theme

_NEAR = 14.0
"""CSS pixels within which the pointer reads a curve."""
_LEAST = (260, 150)


class FigureView(QWidget):
    """One figure, as large as the widget; its title and caption are left to what stands around it.

    Painted once for each figure, size and theme, and kept as a picture.

    Signals
    -------
    pressed(float, float)
        A place of the first plot was clicked, in the units of its data.
    """

    pressed = Signal(float, float)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._figure: Figure | None = None
        self._picture: QPixmap | None = None
        self._painted_for: tuple[str, float] = ("", 0.0)
        """Name of the theme and pixel ratio that the picture is for."""
        self._placed: list[Placed] = []
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(name)

    @property
    def figure(self) -> Figure | None:
        """What is shown."""
        return self._figure

    def show_figure(self, figure: Figure | None) -> None:
        """Show another figure, or nothing."""
        self._figure = figure
        self.setAccessibleDescription(figure.title if figure is not None else "")
        self._outdate()

    def minimumSizeHint(self) -> QSize:
        return QSize(*(fonts.grown(side) for side in _LEAST))

    def read_at(self, at: QPointF) -> str:
        """Return what stands under a place of the widget; empty where there is nothing."""
        at = at / fonts.scale()
        best, words = _NEAR, ""
        for placed in self._placed:
            if not placed.space.frame.adjusted(-4, -4, 4, 4).contains(at):
                continue
            for mark in placed.plot.marks:
                distance, told = _read(mark, placed, at)
                if distance < best:
                    best, words = distance, told
        return words

    # ---- events ------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self._figure is None:
            painter.fillRect(self.rect(), theme().colour("panel"))
            return
        wanted = theme().name, self.devicePixelRatioF()
        if self._picture is None or self._painted_for != wanted:
            self._picture, self._painted_for = self._painted(self._figure), wanted
        painter.drawPixmap(0, 0, self._picture)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._outdate()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        words = self.read_at(event.position())
        if words:
            QToolTip.showText(event.globalPosition().toPoint() + QPoint(8, 0), words, self)
        else:
            QToolTip.hideText()

    def leaveEvent(self, event: QEvent) -> None:
        QToolTip.hideText()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton or not self._placed:
            event.ignore()
            return
        space, at = self._placed[0].space, event.position() / fonts.scale()
        if space.frame.contains(at):
            self.pressed.emit(*space.data_at(at))

    # ---- inside ------------------------------------------------------------------------------

    def _outdate(self) -> None:
        self._picture = None
        self.update()

    def _painted(self, figure: Figure) -> QPixmap:
        scale, ratio = fonts.scale(), self.devicePixelRatioF()
        picture = QPixmap(self.size() * ratio)
        picture.setDevicePixelRatio(ratio)
        size = self.width() / scale, self.height() / scale
        painter = QPainter(picture)
        painter.scale(scale, scale)
        shown = replace(figure, title="", caption="", size=size)
        self._placed = paint_figure(painter, shown, on_screen(theme()))
        painter.end()
        return picture


def _read(mark: object, placed: Placed, at: QPointF) -> tuple[float, str]:
    """Return how far a mark is from a place, in CSS pixels, and what is read of it there."""
    space = placed.space
    if isinstance(mark, Line | Points) and len(mark.x):
        return _nearest(mark, placed, at)
    if isinstance(mark, Spans):
        x, y = space.data_at(at)
        inside = np.flatnonzero(np.abs(mark.x - x) <= mark.width / 2)
        if len(inside):
            i = int(inside[0])
            name = mark.names[i] if mark.names else mark.name
            known = mark.high if mark.values is None else mark.values
            value = mark.notes[i] if mark.notes else short(float(known[i]))
            # Of those that stand upon each other it is the one that is pointed at.
            return 1.0 if mark.low[i] <= y <= mark.high[i] else 2.0, f"{name}: {value}"
    if isinstance(mark, Image):
        return _cell(mark, placed, at)
    return inf, ""


def _nearest(mark: Line | Points, placed: Placed, at: QPointF) -> tuple[float, str]:
    px, py = placed.space.place(mark.x, mark.y)
    away = np.hypot(px - at.x(), py - at.y())
    if not np.isfinite(away).any():
        return inf, ""
    i = int(np.nanargmin(away))
    name, x = getattr(mark, "label", "") or mark.name, placed.plot.x.label
    return hypot(
        px[i] - at.x(), py[i] - at.y()
    ), f"{name}: {short(float(mark.y[i]))} ({x} {short(float(mark.x[i]))})"


def _cell(mark: Image, placed: Placed, at: QPointF) -> tuple[float, str]:
    x, y = placed.space.data_at(at)
    x0, x1, y0, y1 = mark.extent
    values: Array = mark.values.reshape(*mark.values.shape[:2], -1)
    rows, columns, _ = values.shape
    i, j = int((y - y0) / (y1 - y0) * rows), int((x - x0) / (x1 - x0) * columns)
    if not (0 <= i < rows and 0 <= j < columns) or not np.isfinite(values[i, j]).all():
        return inf, ""
    told = ", ".join(short(float(v)) for v in values[i, j])
    names = np.asarray(mark.column_values if mark.column_values is not None else [])
    # A cell of two names says which; one of numbers stands on axes that do.
    of = f"{mark.row_names[i]}, {names[j]}: " if names.dtype.kind == "U" and mark.row_names else ""
    return _NEAR - 1, f"{of}{mark.name}: {told}" if not of else f"{of}{told}"
