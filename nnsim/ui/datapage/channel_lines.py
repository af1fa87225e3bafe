"""The channels of sequences as lines: between which numbers each is drawn, how, and what it is called."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QPolygonF

from nnsim.base.text import tr
from nnsim.data.dataset import Dataset, Floats
from nnsim.ui.datapage.examples import thinned
from nnsim.ui.look.theme import theme

MOST_CHANNELS = 12
"""Channels that are drawn; more lines would only hide each other."""
_JUDGED = 500
"""Sequences that the ranges of channels are judged by."""
_MARK, _APART, _WIDEST = 26, 16, 160
"""Pixels of a line before the name of a channel, between two names, and of a name at most."""
_DASHES = (Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine, Qt.PenStyle.DotLine, Qt.PenStyle.DashDotLine)


def ranges_of(dataset: Dataset, rows: list[int]) -> tuple[Floats, Floats]:
    """Return the least and the greatest number of each channel, (channels,), that its lines are drawn between.

    Channels that were columns of a table are different things: each has its own range, over all of the data. Others
    share the range of the sequences that are shown.
    """
    if not dataset.channel_names:
        shown = dataset.values(rows)
        low, high = float(np.nanmin(shown)), float(np.nanmax(shown))
        channels = dataset.shape[1]
        return np.full(channels, low), np.full(channels, high)
    judged = dataset.values(np.union1d(thinned(np.arange(len(dataset)), _JUDGED), rows))
    known = np.where(np.isnan(judged), np.inf, judged).min((0, 1))
    high_ = np.where(np.isnan(judged), -np.inf, judged).max((0, 1))
    empty = ~np.isfinite(known)
    return np.where(empty, 0.0, known), np.where(empty, 1.0, high_)


class ChannelLines:
    """How the channels of some sequences are drawn.

    Attributes
    ----------
    names
        What those are called that are drawn.
    """

    def __init__(self, dataset: Dataset, rows: list[int]) -> None:
        self._dataset = dataset
        self._low, self._high = ranges_of(dataset, rows)
        own = dataset.channel_names or tuple(
            tr("channel {n}").format(n=k + 1) for k in range(dataset.shape[1])
        )
        self.names = own[:MOST_CHANNELS]

    def paint(self, painter: QPainter, row: int, plot: QRectF) -> None:
        """Draw a sequence into an area, left to right in time."""
        self._paint_zero(painter, plot)
        example = self._dataset.values(row)
        across = plot.left() + np.arange(len(example)) / max(len(example) - 1, 1) * plot.width()
        # A channel that never moves lies in the middle.
        still = self._high <= self._low
        shares = np.where(still, 0.5, (example - self._low) / np.where(still, 1.0, self._high - self._low))
        up = plot.bottom() - shares * plot.height()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for channel in range(len(self.names)):
            painter.setPen(self._pen(channel))
            points = zip(across.tolist(), up[:, channel].tolist(), strict=True)
            painter.drawPolyline(QPolygonF([QPointF(x, y) for x, y in points if math.isfinite(y)]))

    def paint_key(self, painter: QPainter, right: float, middle: float, room: float) -> None:
        """Explain the lines left of `right`, as many as there is room for."""
        metrics = QFontMetricsF(painter.font())
        names, more = self.key_in(metrics, room)
        if more:
            right -= metrics.horizontalAdvance(more)
            painter.setPen(QColor(theme().muted))
            painter.drawText(QRectF(right, middle - 9, 120, 18), Qt.AlignmentFlag.AlignVCenter, more)
            right -= _APART
        for channel, name in reversed(list(enumerate(names))):
            right -= metrics.horizontalAdvance(name)
            painter.setPen(QColor(theme().muted))
            painter.drawText(QRectF(right, middle - 9, 400, 18), Qt.AlignmentFlag.AlignVCenter, name)
            painter.setPen(self._pen(channel))
            painter.drawLine(QPointF(right - _MARK, middle), QPointF(right - 6, middle))
            right -= _MARK + _APART

    def key_in(self, metrics: QFontMetricsF, room: float) -> tuple[list[str], str]:
        """Return the names that are written in so many pixels, and how many channels there are beside these."""
        every = self._dataset.shape[1]
        names = [metrics.elidedText(name, Qt.TextElideMode.ElideMiddle, _WIDEST) for name in self.names]
        widths = [metrics.horizontalAdvance(name) + _MARK + _APART for name in names]
        rest = metrics.horizontalAdvance(_more(every)) + _APART
        if every == len(names) and sum(widths) <= room:
            return names, ""
        shown = int(np.searchsorted(np.cumsum(widths), room - rest, "right"))
        return names[:shown], _more(every - shown)

    def _paint_zero(self, painter: QPainter, plot: QRectF) -> None:
        """Draw where 0 is, for channels that share a range."""
        low, high = float(self._low.min()), float(self._high.max())
        zero = plot.bottom() - (0 - low) / max(high - low, 1e-9) * plot.height()
        if not self._dataset.channel_names and plot.top() <= zero <= plot.bottom():
            painter.setPen(QPen(QColor(theme().line), 1))
            painter.drawLine(QPointF(plot.left(), zero), QPointF(plot.right(), zero))

    @staticmethod
    def _pen(channel: int) -> QPen:
        series = theme().series
        pen = QPen(QColor(series[channel % len(series)]), 1.8)
        pen.setStyle(_DASHES[channel % len(_DASHES)])
        return pen


def _more(count: int) -> str:
    return tr("and {n} more").format(n=f"{count:,}")
