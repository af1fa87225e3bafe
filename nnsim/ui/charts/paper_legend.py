"""Paints the legend of a plot on paper, and its colour bar."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from math import log10

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen

from nnsim.figures import palette
from nnsim.figures.figure import ColourBar, Line, Mark, Plot, Points, Segments, Spans
from nnsim.figures.ticks import linear_ticks, log_ticks
from nnsim.ui.charts.ink import Ink
from nnsim.ui.charts.paper_font import font
from nnsim.ui.charts.paper_marks import bar_image, paint_sample

_LEFT = Qt.AlignmentFlag.AlignLeft
_CENTRE = Qt.AlignmentFlag.AlignHCenter
_MIDDLE = Qt.AlignmentFlag.AlignVCenter
_ROW = 17.0
_LONGEST_NAME = 300.0
"""CSS pixels of a name; more of it stands in tables and tooltips."""


def samples_of(plot: Plot) -> list[tuple[Mark, str]]:
    """Return what the legend explains: a mark that shows it, and its name."""
    if not plot.legend:
        return []
    found: dict[str, Mark] = {}
    if plot.bare:
        return [(mark, name) for mark in plot.marks if isinstance(mark, Points) and (name := mark.name)]
    for mark in plot.marks:
        if isinstance(mark, Segments | Spans) or (isinstance(mark, Line) and mark.in_legend):
            found.setdefault(mark.name, mark)
        elif isinstance(mark, Points):
            found.setdefault(mark.name, replace(mark, colour=palette.FAINT, colours=None, mark=0))
    for mark in plot.marks:
        if isinstance(mark, Points) and mark.label:
            found.setdefault(mark.label, replace(mark, shape="circle"))
    return [(mark, name) for name, mark in found.items() if name]


def paint_legend(painter: QPainter, samples: list[tuple[Mark, str]], area: QRectF, ink: Ink) -> float:
    """Write the legend from left to right, in as many rows as it takes; return their height."""
    painter.setFont(font(11))
    for mark, name, at in _placed(samples, area.width()):
        x, y = area.left() + at.x(), area.top() + at.y()
        paint_sample(painter, mark, QRectF(x, y, 24, 16), ink)
        painter.setPen(ink(palette.INK))
        painter.drawText(QRectF(x + 30, y, _LONGEST_NAME + 20, 16), _LEFT | _MIDDLE, name)
    return legend_height(samples, area.width())


def legend_height(samples: list[tuple[Mark, str]], width: float) -> float:
    """Return what `paint_legend` would."""
    return max((at.y() for _, _, at in _placed(samples, width)), default=0.0) + _ROW + 5


def _placed(samples: list[tuple[Mark, str]], width: float) -> Iterator[tuple[Mark, str, QPointF]]:
    """Yield every sample with its name, as long as there is room for, and where it begins."""
    metrics = QFontMetricsF(font(11))
    x = y = 0.0
    for mark, full in samples:
        name = metrics.elidedText(full, Qt.TextElideMode.ElideRight, _LONGEST_NAME)
        needed = 30 + metrics.horizontalAdvance(name) + 14
        if x + needed > width and x > 0:
            x, y = 0.0, y + _ROW
        yield mark, name, QPointF(x, y)
        x += needed


def paint_colour_bar(painter: QPainter, bar: ColourBar, area: QRectF, ink: Ink) -> None:
    """Draw what the colours of an image mean."""
    painter.drawImage(area, bar_image(bar))
    painter.setPen(QPen(ink(palette.INK), 0.8))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(area)
    painter.setFont(font(11))
    low, high = (log10(v) for v in bar.levels) if bar.log else bar.levels
    for value, text in log_ticks(low, high, 6) if bar.log else linear_ticks(low, high, 5):
        at = area.bottom() - (value - low) / (high - low) * area.height()
        painter.drawText(QRectF(area.right() + 5, at - 8, 50, 16), _LEFT | _MIDDLE, text)
    painter.save()
    painter.translate(area.right() + 50, area.center().y())
    painter.rotate(-90)
    painter.drawText(QRectF(-area.height() / 2, -9, area.height(), 18), _CENTRE | _MIDDLE, bar.label)
    painter.restore()
