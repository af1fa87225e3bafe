"""Paints the axes of a plot on paper: ticks, grid, titles and frame."""

from __future__ import annotations

from math import inf, isfinite

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen

from nnsim.figures import palette
from nnsim.ui.charts.ink import Ink
from nnsim.ui.charts.paper_font import font
from nnsim.ui.charts.paper_scales import Scale

_RIGHT = Qt.AlignmentFlag.AlignRight
_CENTRE = Qt.AlignmentFlag.AlignHCenter
_MIDDLE = Qt.AlignmentFlag.AlignVCenter
_TOP = Qt.AlignmentFlag.AlignTop
_TICK = 4.0
_LINE = 10.0
"""Least distance of two names below each other."""


def paint_axes(painter: QPainter, x: Scale, y: Scale, frame: QRectF, room: QRectF, ink: Ink) -> None:
    """Draw what lies behind the marks; titles stay within the room of the plot."""
    painter.setFont(font(11))
    grid = QPen(ink(palette.RULE), 0.8)
    metrics, free = QFontMetricsF(font(11)), frame.left() - 60
    for value, text in x.ticks:
        at = frame.left() + (value - x.low) / (x.high - x.low) * frame.width()
        if frame.left() - 0.5 <= at <= frame.right() + 0.5:
            painter.setPen(grid)
            painter.drawLine(QPointF(at, frame.top()), QPointF(at, frame.bottom()))
            painter.setPen(ink(palette.INK))
            half = metrics.horizontalAdvance(text) / 2
            # A name that would run into the one before it is left out.
            if at - half >= free:
                painter.drawText(
                    QRectF(at - half - 1, frame.bottom() + _TICK, 2 * half + 2, 16), _CENTRE | _TOP, text
                )
                free = at + half + 6
    last = inf
    for value, text in y.ticks:
        share = (value - y.low) / (y.high - y.low)
        at = (
            frame.top() + share * frame.height()
            if y.axis.downward
            else frame.bottom() - share * frame.height()
        )
        if not isfinite(at) or not frame.top() - 0.5 <= at <= frame.bottom() + 0.5:
            continue
        if not y.axis.downward:
            painter.setPen(grid)
            painter.drawLine(QPointF(frame.left(), at), QPointF(frame.right(), at))
        if abs(at - last) < _LINE:
            continue
        last = at
        painter.setPen(ink(palette.INK))
        shown = QFontMetricsF(font(11)).elidedText(text, Qt.TextElideMode.ElideMiddle, 150)
        painter.drawText(QRectF(frame.left() - 158, at - 8, 152, 16), _RIGHT | _MIDDLE, shown)
    _axis_titles(painter, x.axis.title, y.axis.title, frame, room, ink)


def _axis_titles(painter: QPainter, x: str, y: str, frame: QRectF, room: QRectF, ink: Ink) -> None:
    painter.setFont(font(11.5))
    painter.setPen(ink(palette.INK))
    metrics = QFontMetricsF(font(11.5))
    shown = metrics.elidedText(x, Qt.TextElideMode.ElideRight, room.width())
    # Below the middle of the frame, as far as that does not lead into a neighbour.
    width = min(metrics.horizontalAdvance(shown) + 2, room.width())
    begin = max(room.left(), min(frame.center().x() - width / 2, room.right() - width))
    painter.drawText(QRectF(begin, frame.bottom() + 21, width, 18), _CENTRE | _TOP, shown)
    if y:
        painter.save()
        painter.translate(room.left() + 8, frame.center().y())
        painter.rotate(-90)
        shown = metrics.elidedText(y, Qt.TextElideMode.ElideRight, frame.height() + 12)
        painter.drawText(
            QRectF(-frame.height() / 2 - 20, -9, frame.height() + 40, 18), _CENTRE | _MIDDLE, shown
        )
        painter.restore()


def paint_frame(painter: QPainter, frame: QRectF, ink: Ink) -> None:
    """Draw the two lines over the ends of the marks."""
    painter.setPen(QPen(ink(palette.INK), 0.8))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawLine(frame.bottomLeft(), frame.bottomRight())
    painter.drawLine(frame.topLeft(), frame.bottomLeft())
