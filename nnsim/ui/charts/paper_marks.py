"""Paints the marks of a `Figure`: curves, points, bars, images, arrows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import singledispatch
from math import atan2, cos, sin

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QImage, QPainter, QPainterPath, QPen, QPolygonF

from nnsim.figures import palette
from nnsim.figures.curves import MOST_VERTICES, grouped, log10
from nnsim.figures.figure import (
    Array,
    Arrow,
    Bars,
    ColourBar,
    Image,
    Line,
    Mark,
    Points,
    Segments,
    Spans,
    Text,
)
from nnsim.ui.charts.ink import ON_PAPER, Ink
from nnsim.ui.charts.patterns import paint_pattern
from nnsim.ui.charts.symbols import symbol

_DASHES = {"solid": [], "dashed": [4.0, 2.5], "dotted": [1.2, 2.0], "dash-dotted": [4.0, 2.0, 1.2, 2.0]}
_SMOOTHED = 480
"""Pixels that a coarse image is enlarged to, since not every reader of SVG and PDF smooths."""


@dataclass(frozen=True)
class Space:
    """Where data stand on paper: `x` and `y` are ranges, of logarithms where an axis is logarithmic."""

    frame: QRectF
    x: tuple[float, float]
    y: tuple[float, float]
    log_x: bool = False
    log_y: bool = False
    downward: bool = False
    ink: Ink = ON_PAPER

    def place(self, x: Array, y: Array) -> tuple[Array, Array]:
        """Return data coordinates as positions on paper; NaN stays NaN."""
        u = (self._number(x, self.log_x) - self.x[0]) / (self.x[1] - self.x[0])
        v = (self._number(y, self.log_y) - self.y[0]) / (self.y[1] - self.y[0])
        v = v if self.downward else 1 - v
        return self.frame.left() + u * self.frame.width(), self.frame.top() + v * self.frame.height()

    def point(self, x: float, y: float) -> QPointF:
        """Return one place on paper."""
        px, py = self.place(np.array([x]), np.array([y]))
        return QPointF(float(px[0]), float(py[0]))

    def data_at(self, at: QPointF) -> tuple[float, float]:
        """Return the data at a place on paper: the inverse of `point`."""
        u = (at.x() - self.frame.left()) / (self.frame.width() or 1.0)
        v = (at.y() - self.frame.top()) / (self.frame.height() or 1.0)
        x = self.x[0] + u * (self.x[1] - self.x[0])
        y = self.y[0] + (v if self.downward else 1 - v) * (self.y[1] - self.y[0])
        return 10.0**x if self.log_x else x, 10.0**y if self.log_y else y

    @staticmethod
    def _number(values: Array, log: bool) -> Array:
        values = np.asarray(values, np.float64)
        return log10(values) if log else values


@singledispatch
def paint_mark(mark: Mark, painter: QPainter, space: Space, font: QFont) -> None:
    """Draw one mark of a figure."""
    raise TypeError(f"no way to draw {type(mark).__name__}")


@paint_mark.register
def _line(mark: Line, painter: QPainter, space: Space, font: QFont) -> None:
    del font
    y = np.asarray(mark.y, np.float64)
    low, high = (y if v is None else np.asarray(v, np.float64) for v in (mark.low, mark.high))
    x, mean, low, high = grouped(mark.x, y, low, high, MOST_VERTICES)
    if not np.array_equal(low, high, equal_nan=True):
        painter.setPen(Qt.PenStyle.NoPen)
        tint = space.ink(mark.colour)
        tint.setAlphaF(0.16)
        painter.setBrush(QBrush(tint))
        for piece in _bands(*space.place(x, low), space.place(x, high)[1], space):
            painter.drawPolygon(piece)
    px, py = space.place(x, mean)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(_pen(space.ink(mark.colour), mark.width, mark.style))
    for piece in _pieces(px, py, space):
        painter.drawPolyline(piece) if piece.size() > 1 else painter.drawPoint(piece.first())


def _pieces(x: Array, y: Array, space: Space) -> Iterator[QPolygonF]:
    """Yield the runs of finite points."""
    for start, stop in _runs(np.isfinite(x) & np.isfinite(y)):
        yield _polygon(x[start:stop], y[start:stop], space)


def _bands(x: Array, low: Array, high: Array, space: Space) -> Iterator[QPolygonF]:
    """Yield the area between two curves wherever both are known; a gap in either parts it."""
    for start, stop in _runs(np.isfinite(x) & np.isfinite(low) & np.isfinite(high)):
        there = slice(start, stop)
        around = np.append(x[there], x[there][::-1]), np.append(high[there], low[there][::-1])
        yield _polygon(*around, space)


def _runs(known: Array) -> Array:
    """Return where the runs of True begin and end, as rows of two."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], known, [False]]).astype(np.int8)))
    return edges.reshape(-1, 2)


def _polygon(x: Array, y: Array, space: Space) -> QPolygonF:
    """Return points as Qt has them, held near the frame so that no writer meets huge numbers."""
    y = np.clip(y, space.frame.top() - 1e4, space.frame.bottom() + 1e4)
    return QPolygonF([QPointF(a, b) for a, b in zip(x.tolist(), y.tolist(), strict=True)])


def _pen(colour: QColor, width: float, style: str = "solid") -> QPen:
    pen = QPen(colour, width)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap if style != "solid" else Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    if _DASHES[style]:
        pen.setDashPattern(_DASHES[style])
    return pen


@paint_mark.register
def _points(mark: Points, painter: QPainter, space: Space, font: QFont) -> None:
    del font
    px, py = space.place(mark.x, mark.y)
    colours = mark.colours or (mark.colour,) * len(px)
    for x, y, colour in zip(px.tolist(), py.tolist(), colours, strict=True):
        _symbol(painter, mark, QPointF(x, y), space.ink(colour), mark.size, space.ink)


def _symbol(painter: QPainter, mark: Points, at: QPointF, colour: QColor, size: float, ink: Ink) -> None:
    painter.save()
    painter.translate(at)
    painter.scale(size, size)
    painter.setPen(QPen(ink(palette.INK), 0.7 / size))
    painter.setBrush(colour)
    painter.drawPath(symbol(mark.shape, mark.mark))
    painter.restore()


@paint_mark.register
def _bars(mark: Bars, painter: QPainter, space: Space, font: QFont) -> None:
    n = len(mark.names)
    pitch = space.frame.height() / (n + 0.2)
    thick = min(pitch * 0.72, 26.0)
    painter.setFont(font)
    values = np.maximum(np.nan_to_num(mark.values, nan=0.0), 10.0 ** space.x[0] if space.log_x else -np.inf)
    px, py = space.place(values, np.arange(n))
    for i in range(n):
        bar = QRectF(space.frame.left(), py[i] - thick / 2, max(px[i] - space.frame.left(), 0.0), thick)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(space.ink(mark.colours[i]))
        painter.drawRoundedRect(bar, 2, 2)
        if mark.notes:
            _bar_note(painter, mark.notes[i], bar, space)


def _bar_note(painter: QPainter, text: str, bar: QRectF, space: Space) -> None:
    """Write behind the bar, or in it where no room is left behind."""
    width = painter.fontMetrics().horizontalAdvance(text) + 6.0
    fits = bar.right() + width <= space.frame.right()
    painter.setPen(space.ink(palette.INK if fits else palette.PAPER))
    left = bar.right() + 5 if fits else bar.right() - width
    middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
    painter.drawText(QRectF(left, bar.center().y() - 9, width + 6, 18), middle, text)


@paint_mark.register
def _spans(mark: Spans, painter: QPainter, space: Space, font: QFont) -> None:
    half = mark.width / 2
    left, low = space.place(mark.x - half, mark.low)
    right, high = space.place(mark.x + half, mark.high)
    painter.setFont(font)
    for i in range(len(mark.x)):
        # A factor of 1 is a line: it is there, and changes nothing.
        top, bottom = min(low[i], high[i]), max(low[i], high[i])
        span = QRectF(left[i], top, right[i] - left[i], max(bottom - top, 2.0))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(space.ink(mark.colour))
        painter.drawRoundedRect(span, 2, 2)
        paint_pattern(painter, span, mark.pattern, space.ink(palette.PAPER))
        if mark.notes:
            painter.setPen(space.ink(palette.INK))
            under = QRectF(span.center().x() - 60, span.bottom() + 1, 120, 16)
            painter.drawText(under, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, mark.notes[i])


@paint_mark.register
def _image(mark: Image, painter: QPainter, space: Space, font: QFont) -> None:
    del font
    x0, x1, y0, y1 = mark.extent
    corner, opposite = space.point(x0, y0), space.point(x1, y1)
    image = image_of(mark.rgba if space.downward else mark.rgba[::-1])
    if mark.smooth:
        mode = Qt.TransformationMode.SmoothTransformation
        size = max(_SMOOTHED // max(image.width(), 1), 1)
        image = image.scaled(image.width() * size, image.height() * size, mode=mode)
    else:
        size = max(_SMOOTHED // max(image.height(), 1), 1)
        image = image.scaled(image.width() * max(_SMOOTHED // image.width(), 1), image.height() * size)
    painter.drawImage(QRectF(corner, opposite).normalized(), image)


@paint_mark.register
def _segments(mark: Segments, painter: QPainter, space: Space, font: QFont) -> None:
    del font
    px, py = space.place(mark.ends[..., 0], mark.ends[..., 1])
    painter.setPen(_pen(space.ink(mark.colour), mark.width, mark.style))
    path = QPainterPath()
    for (xa, xb), (ya, yb) in zip(px.tolist(), py.tolist(), strict=True):
        path.moveTo(xa, ya)
        path.lineTo(xb, yb)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(path)


@paint_mark.register
def _arrow(mark: Arrow, painter: QPainter, space: Space, font: QFont) -> None:
    start, end = space.point(*mark.start), space.point(*mark.end)
    painter.setPen(_pen(space.ink(mark.colour), 1.8))
    painter.setBrush(space.ink(mark.colour))
    angle = atan2(end.y() - start.y(), end.x() - start.x())
    painter.drawLine(start, end)
    head = [end] + [end - QPointF(9 * cos(angle + turn), 9 * sin(angle + turn)) for turn in (0.4, -0.4)]
    painter.drawPolygon(QPolygonF(head))
    painter.setFont(font)
    painter.drawText(end + QPointF(7 * cos(angle) + 3, 12 * sin(angle) + 4), mark.name)


@paint_mark.register
def _text(mark: Text, painter: QPainter, space: Space, font: QFont) -> None:
    painter.setFont(font)
    painter.setPen(space.ink(mark.colour))
    at = space.point(*mark.at)
    if mark.centred:
        around = QRectF(at.x() - 60, at.y() - 10, 120, 20)
        painter.drawText(around, Qt.AlignmentFlag.AlignCenter, mark.text)
    else:
        painter.drawText(at, mark.text)


def paint_sample(painter: QPainter, mark: Mark, area: QRectF, ink: Ink) -> None:
    """Draw what stands for `mark` in the legend."""
    middle = area.center()
    if isinstance(mark, Points):
        _symbol(painter, mark, middle, ink(mark.colour), mark.size + 2, ink)
    elif isinstance(mark, Line | Segments):
        painter.setPen(_pen(ink(mark.colour), max(mark.width, 1.6), mark.style))
        painter.drawLine(QPointF(area.left(), middle.y()), QPointF(area.right(), middle.y()))
    elif isinstance(mark, Spans):
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink(mark.colour))
        sample = QRectF(area.left() + 4, middle.y() - 5, area.width() - 8, 10)
        painter.drawRoundedRect(sample, 2, 2)
        paint_pattern(painter, sample, mark.pattern, ink(palette.PAPER))


def bar_image(bar: ColourBar) -> QImage:
    """Return the colours of a colour bar, greatest value at the top."""
    return image_of(palette.lookup(bar.colours)[::-1][:, None, :])


def image_of(rgba: Array) -> QImage:
    """Return an image with its own copy of `rgba` (rows, columns, 4), uint8, row 0 at the top."""
    pixels = np.ascontiguousarray(rgba)
    height, width = pixels.shape[:2]
    return QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_RGBA8888).copy()
