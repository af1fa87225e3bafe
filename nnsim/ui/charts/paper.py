"""Paints a `Figure` with a QPainter: axes, ticks, legend and caption, in CSS pixels."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import isfinite, log10

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from nnsim.figures import palette
from nnsim.figures.figure import (
    Array,
    Axis,
    Bars,
    ColourBar,
    Figure,
    Image,
    Line,
    Mark,
    Plot,
    Points,
    Segments,
)
from nnsim.figures.ticks import linear_ticks, log_ticks
from nnsim.ui.charts.paper_marks import Space, bar_image, paint_mark, paint_sample

_LEFT = Qt.AlignmentFlag.AlignLeft
_RIGHT = Qt.AlignmentFlag.AlignRight
_CENTRE = Qt.AlignmentFlag.AlignHCenter
_MIDDLE = Qt.AlignmentFlag.AlignVCenter
_TOP = Qt.AlignmentFlag.AlignTop
_WRAP = Qt.TextFlag.TextWordWrap
_MARGIN = 16.0
_TICK = 4.0


def font(size: float, bold: bool = False) -> QFont:
    """Return the font of figures; sizes in CSS pixels, so that every device lays out alike."""
    found = QFont()
    found.setFamilies(["Inter", "Helvetica", "Arial", "Noto Sans", "Noto Sans CJK SC"])
    found.setPixelSize(round(size))
    if bold:
        found.setWeight(QFont.Weight.DemiBold)
    # A ligature is one glyph, and would be copied from a PDF as one character: ﬂoat.
    found.setFeature(QFont.Tag("liga"), 0)
    # Hinting would move letters by whole pixels of this grid, not of the device.
    found.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return found


def paint_figure(painter: QPainter, figure: Figure) -> None:
    """Draw `figure` from (0, 0) to its size on white ground."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    width, height = figure.size
    page = QRectF(0, 0, width, height)
    painter.fillRect(page, QColor(palette.PAPER))
    inner = page.adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)
    painter.setPen(QColor(palette.INK))
    painter.setFont(font(15, bold=True))
    painter.drawText(inner, _LEFT | _TOP, figure.title)
    bottom = _caption(painter, figure.caption, inner)
    area = QRectF(inner.left(), inner.top() + 28, inner.width(), bottom - inner.top() - 34)
    total = sum(p.share for p in figure.plots) or 1.0
    left = area.left()
    for i, plot in enumerate(figure.plots):
        gap = 20.0 if i else 0.0
        room = area.width() * plot.share / total
        _plot(painter, plot, QRectF(left + gap, area.top(), room - gap, area.height()))
        left += room


def _caption(painter: QPainter, text: str, inner: QRectF) -> float:
    """Draw the caption at the bottom and return where it begins."""
    if not text:
        return inner.bottom()
    painter.setFont(font(10.5))
    painter.setPen(QColor(palette.FAINT))
    flags = _LEFT | _TOP | _WRAP
    needed = painter.boundingRect(inner, flags, text).height()
    top = inner.bottom() - needed
    painter.drawText(QRectF(inner.left(), top, inner.width(), needed + 2), flags, text)
    return top


# ---- one plot -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Scale:
    """An axis on paper: what it spans (logarithms where it is logarithmic) and its ticks."""

    axis: Axis
    low: float
    high: float
    ticks: Sequence[tuple[float, str]]


def _plot(painter: QPainter, plot: Plot, area: QRectF) -> None:
    top = area.top()
    if plot.title:
        painter.setFont(font(12, bold=True))
        painter.setPen(QColor(palette.INK))
        painter.drawText(area, _LEFT | _TOP, plot.title)
        top += 22
    samples = _samples(plot)
    top += _legend(painter, samples, QRectF(area.left(), top, area.width(), 400)) if samples else 4
    bars = [m.bar for m in plot.marks if isinstance(m, Image) and m.bar is not None]
    right = area.right() - (86 if bars else 6)
    y = _y_scale(plot)
    metrics = QFontMetricsF(font(11))
    labels = max((metrics.horizontalAdvance(text) for _, text in y.ticks), default=20.0)
    left = area.left() + min(labels, 150.0) + (26 if plot.y.label else 8)
    frame = QRectF(left, top, right - left, area.bottom() - 40 - top)
    x = _x_scale(plot, frame)
    if plot.aspect is not None:
        frame = _in_proportion(frame, (x.high - x.low) * plot.aspect, y.high - y.low)
        x = _x_scale(plot, frame)
    _axes(painter, x, y, frame, area.left())
    space = Space(frame, (x.low, x.high), (y.low, y.high), x.axis.log, y.axis.log, y.axis.downward)
    painter.save()
    painter.setClipRect(frame.adjusted(-0.5, -0.5, 0.5, 0.5))
    for mark in sorted(plot.marks, key=lambda mark: not (isinstance(mark, Line) and mark.behind)):
        paint_mark(mark, painter, space, font(11))
    painter.restore()
    _frame(painter, frame)
    if bars:
        _colour_bar(painter, bars[0], QRectF(frame.right() + 12, frame.top(), 12, frame.height()))


def _y_scale(plot: Plot) -> _Scale:
    bars = [m for m in plot.marks if isinstance(m, Bars)]
    if bars:
        n = len(bars[0].names)
        names = tuple((float(i), name) for i, name in enumerate(bars[0].names))
        return _Scale(plot.y, -0.6, n - 0.4, names)
    return _scale(plot.y, _extent(plot, "y"), 6)


def _scale(axis: Axis, extent: tuple[float, float], most: int) -> _Scale:
    low, high = axis.range or extent
    if axis.log:
        low, high = log10(low), log10(high)
    if axis.ticks is not None:
        return _Scale(axis, low, high, axis.ticks)
    ticks = log_ticks(low, high, most) if axis.log else linear_ticks(low, high, most)
    return _Scale(axis, low, high, ticks)


def _x_scale(plot: Plot, frame: QRectF) -> _Scale:
    return _scale(plot.x, _extent(plot, "x"), max(2, int(frame.width() / 70)))


def _in_proportion(frame: QRectF, wide: float, high: float) -> QRectF:
    """Return the largest part of `frame`, from its upper left, that is to its height as `wide` to `high`."""
    scale = min(frame.width() / wide, frame.height() / high)
    return QRectF(frame.left(), frame.top(), scale * wide, scale * high)


def _extent(plot: Plot, side: str) -> tuple[float, float]:
    """Return the range of the data along one side, with a margin along y."""
    axis = plot.x if side == "x" else plot.y
    values = [v for v in _values(plot, side) if v.size]
    numbers = np.concatenate(values) if values else np.zeros(0)
    numbers = numbers[np.isfinite(numbers) & ((numbers > 0) | (not axis.log))]
    if not numbers.size:
        return (1e-3, 1.0) if axis.log else (0.0, 1.0)
    low, high = float(numbers.min()), float(numbers.max())
    if axis.log:
        factor = max((high / low) ** 0.05, 1.2)
        return low / factor, high * factor
    if side == "x":
        return (low, high) if high > low else (low - 0.5, high + 0.5)
    span = high - low or abs(high) or 1.0
    return (0.0 if 0 <= low <= 0.6 * high else low - 0.06 * span), high + 0.06 * span


def _values(plot: Plot, side: str) -> Iterator[Array]:
    for mark in plot.marks:
        if isinstance(mark, Line | Points):
            yield np.asarray(getattr(mark, side), np.float64)
        elif isinstance(mark, Image):
            yield np.array(mark.extent[:2] if side == "x" else mark.extent[2:])
        elif isinstance(mark, Bars) and side == "x":
            yield np.asarray(mark.values, np.float64)


# ---- axes -----------------------------------------------------------------------------------------


def _axes(painter: QPainter, x: _Scale, y: _Scale, frame: QRectF, left: float) -> None:
    painter.setFont(font(11))
    grid = QPen(QColor(palette.RULE), 0.8)
    for value, text in x.ticks:
        at = frame.left() + (value - x.low) / (x.high - x.low) * frame.width()
        if frame.left() - 0.5 <= at <= frame.right() + 0.5:
            painter.setPen(grid)
            painter.drawLine(QPointF(at, frame.top()), QPointF(at, frame.bottom()))
            painter.setPen(QColor(palette.INK))
            painter.drawText(QRectF(at - 60, frame.bottom() + _TICK, 120, 16), _CENTRE | _TOP, text)
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
        painter.setPen(QColor(palette.INK))
        shown = QFontMetricsF(font(11)).elidedText(text, Qt.TextElideMode.ElideMiddle, 150)
        painter.drawText(QRectF(frame.left() - 158, at - 8, 152, 16), _RIGHT | _MIDDLE, shown)
    _axis_titles(painter, x.axis.title, y.axis.title, frame, left)


def _axis_titles(painter: QPainter, x: str, y: str, frame: QRectF, left: float) -> None:
    painter.setFont(font(11.5))
    painter.setPen(QColor(palette.INK))
    under = QRectF(frame.left() - 20, frame.bottom() + 21, frame.width() + 40, 18)
    painter.drawText(under, _CENTRE | _TOP, x)
    if y:
        painter.save()
        painter.translate(left + 8, frame.center().y())
        painter.rotate(-90)
        painter.drawText(QRectF(-frame.height() / 2 - 20, -9, frame.height() + 40, 18), _CENTRE | _MIDDLE, y)
        painter.restore()


def _frame(painter: QPainter, frame: QRectF) -> None:
    painter.setPen(QPen(QColor(palette.INK), 0.8))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawLine(frame.bottomLeft(), frame.bottomRight())
    painter.drawLine(frame.topLeft(), frame.bottomLeft())


# ---- legend and colour bar ------------------------------------------------------------------------


def _samples(plot: Plot) -> list[tuple[Mark, str]]:
    """Return what the legend explains: a mark that shows it, and its name."""
    if not plot.legend:
        return []
    found: dict[str, Mark] = {}
    for mark in plot.marks:
        if isinstance(mark, Segments) or (isinstance(mark, Line) and mark.in_legend):
            found.setdefault(mark.name, mark)
        elif isinstance(mark, Points):
            found.setdefault(mark.name, replace(mark, colour=palette.FAINT, colours=None, mark=0))
    for mark in plot.marks:
        if isinstance(mark, Points) and mark.label:
            found.setdefault(mark.label, replace(mark, shape="circle"))
    return [(mark, name) for name, mark in found.items()]


def _legend(painter: QPainter, samples: list[tuple[Mark, str]], area: QRectF) -> float:
    """Write the legend from left to right, in as many rows as it takes; return their height."""
    painter.setFont(font(11))
    metrics = QFontMetricsF(font(11))
    x, y = area.left(), area.top()
    for mark, name in samples:
        width = 30 + metrics.horizontalAdvance(name) + 14
        if x + width > area.right() and x > area.left():
            x, y = area.left(), y + 17
        paint_sample(painter, mark, QRectF(x, y, 24, 16))
        painter.setPen(QColor(palette.INK))
        painter.drawText(QRectF(x + 30, y, width, 16), _LEFT | _MIDDLE, name)
        x += width
    return y + 22 - area.top()


def _colour_bar(painter: QPainter, bar: ColourBar, area: QRectF) -> None:
    painter.drawImage(area, bar_image(bar))
    painter.setPen(QPen(QColor(palette.INK), 0.8))
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
