"""Paints a `Figure` with a QPainter, in CSS pixels: on white paper, or in the colours of a window."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter

from nnsim.figures import palette
from nnsim.figures.figure import Figure, Image, Line, Plot
from nnsim.ui.charts.ink import ON_PAPER, Ink
from nnsim.ui.charts.paper_axes import paint_axes, paint_frame
from nnsim.ui.charts.paper_font import font
from nnsim.ui.charts.paper_legend import legend_height, paint_colour_bar, paint_legend, samples_of
from nnsim.ui.charts.paper_marks import Space, paint_mark
from nnsim.ui.charts.paper_scales import in_proportion, x_scale, y_scale

_LEFT = Qt.AlignmentFlag.AlignLeft
_TOP = Qt.AlignmentFlag.AlignTop
_WRAP = Qt.TextFlag.TextWordWrap
_MARGIN = 16.0
_GAP = 20.0
"""Between two plots."""
_LEAST_FRAME = 24.0
"""Where a legend leaves less height than this for the marks, it is left out."""


@dataclass(frozen=True)
class Placed:
    """A plot, and where its data stand."""

    plot: Plot
    space: Space


def paint_figure(
    painter: QPainter, figure: Figure, ink: Ink = ON_PAPER, margin: float = _MARGIN, *, ground: bool = True
) -> list[Placed]:
    """Draw `figure` from (0, 0) to its size, and return where its plots are; without `ground` on what is there."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    width, height = figure.size
    page = QRectF(0, 0, width, height)
    if ground:
        painter.fillRect(page, ink(palette.PAPER))
    inner = page.adjusted(margin, margin, -margin, -margin)
    bottom = _caption(painter, figure.caption, inner, ink)
    if figure.caption:
        bottom -= 6
    if figure.title:
        painter.setPen(ink(palette.INK))
        painter.setFont(font(15, bold=True))
        painter.drawText(inner, _LEFT | _TOP, figure.title)
        inner.setTop(inner.top() + 28)
    area = QRectF(inner.left(), inner.top(), inner.width(), bottom - inner.top())
    return [Placed(plot, _plot(painter, plot, room, ink)) for plot, room in _rooms(figure, area)]


def _rooms(figure: Figure, area: QRectF) -> list[tuple[Plot, QRectF]]:
    """Return every plot with its room: in one row, or in rows of equal height."""
    columns = figure.columns or len(figure.plots) or 1
    rows = ceil(len(figure.plots) / columns)
    found = []
    for row in range(rows):
        plots = figure.plots[row * columns : (row + 1) * columns]
        height = (area.height() - _GAP * (rows - 1)) / rows
        top = area.top() + row * (height + _GAP)
        total = sum(plot.share for plot in plots) or 1.0
        width = area.width() - _GAP * (len(plots) - 1)
        left = area.left()
        for plot in plots:
            room = width * plot.share / total
            found.append((plot, QRectF(left, top, room, height)))
            left += room + _GAP
    return found


def _caption(painter: QPainter, text: str, inner: QRectF, ink: Ink) -> float:
    """Draw the caption at the bottom and return where it begins."""
    if not text:
        return inner.bottom()
    painter.setFont(font(10.5))
    painter.setPen(ink(palette.FAINT))
    flags = _LEFT | _TOP | _WRAP
    needed = painter.boundingRect(inner, flags, text).height()
    top = inner.bottom() - needed
    painter.drawText(QRectF(inner.left(), top, inner.width(), needed + 2), flags, text)
    return top


def _plot(painter: QPainter, plot: Plot, area: QRectF, ink: Ink) -> Space:
    """Draw one plot, and return where its data stand."""
    top = area.top()
    if plot.title:
        painter.setFont(font(12, bold=True))
        painter.setPen(ink(palette.INK))
        title = QFontMetricsF(painter.font()).elidedText(
            plot.title, Qt.TextElideMode.ElideRight, area.width()
        )
        painter.drawText(area, _LEFT | _TOP, title)
        top += 22
    if plot.bare:
        return _drawing(painter, plot, QRectF(area.left(), top, area.width(), area.bottom() - top), ink)
    samples = samples_of(plot)
    under = 40 if plot.x.title else 22
    if area.bottom() - under - top - legend_height(samples, area.width()) < _LEAST_FRAME:
        samples = []
    top += paint_legend(painter, samples, QRectF(area.left(), top, area.width(), 400), ink) if samples else 4
    bars = [m.bar for m in plot.marks if isinstance(m, Image) and m.bar is not None]
    right = area.right() - (86 if bars else 6)
    y = y_scale(plot)
    metrics = QFontMetricsF(font(11))
    labels = max((metrics.horizontalAdvance(text) for _, text in y.ticks), default=20.0)
    left = area.left() + min(labels, 150.0) + (26 if plot.y.label else 8)
    frame = QRectF(left, top, right - left, area.bottom() - under - top)
    x = x_scale(plot, frame)
    if plot.aspect is not None:
        frame = in_proportion(frame, (x.high - x.low) * plot.aspect, y.high - y.low)
        x = x_scale(plot, frame)
    paint_axes(painter, x, y, frame, area, ink)
    space = Space(frame, (x.low, x.high), (y.low, y.high), x.axis.log, y.axis.log, y.axis.downward, ink)
    _marks(painter, plot, space)
    paint_frame(painter, frame, ink)
    if bars:
        bar = QRectF(frame.right() + 12, frame.top(), 12, frame.height())
        paint_colour_bar(painter, bars[0], bar, ink)
    return space


def _marks(painter: QPainter, plot: Plot, space: Space) -> None:
    painter.save()
    painter.setClipRect(space.frame.adjusted(-0.5, -0.5, 0.5, 0.5))
    for mark in sorted(plot.marks, key=lambda mark: not (isinstance(mark, Line) and mark.behind)):
        paint_mark(mark, painter, space, font(11))
    painter.restore()


def _drawing(painter: QPainter, plot: Plot, area: QRectF, ink: Ink) -> Space:
    """Draw a plot without axes in the middle of `area`; a legend, if it has one, stands below."""
    samples = samples_of(plot)
    below = legend_height(samples, area.width()) if samples else 0.0
    frame = area.adjusted(0, 0, 0, -below)
    y = y_scale(plot)
    x = x_scale(plot, frame)
    if plot.aspect is not None:
        room = frame
        frame = in_proportion(frame, (x.high - x.low) * plot.aspect, y.high - y.low)
        frame.moveCenter(room.center())
    space = Space(frame, (x.low, x.high), (y.low, y.high), downward=y.axis.downward, ink=ink)
    _marks(painter, plot, space)
    if samples:
        paint_legend(painter, samples, QRectF(area.left(), area.bottom() - below, area.width(), below), ink)
    return space
