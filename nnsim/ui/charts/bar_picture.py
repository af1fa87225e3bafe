"""How bars of layers are painted: what stands still is kept as a picture, bars and values lie over it."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QPainter, QPen, QPixmap

from nnsim.figures.figure import Array
from nnsim.figures.readings import Severity
from nnsim.figures.ticks import log_ticks, short
from nnsim.ui.look import fonts
from nnsim.ui.look.theme import theme

_FOOT = 22.0
_LABEL_PITCH = 13.0
_SIGNS = {"good": "", "warning": "▾", "bad": "▾▾"}
"""Beside the value, so that colour does not say it alone."""
_UPRIGHT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft


@dataclass(frozen=True, eq=False)
class BarRows:
    """What is painted: rows with their values on an axis of decades, and the row that is pointed at."""

    names: tuple[str, ...] = ()
    values: Array = field(default_factory=lambda: np.zeros(0))
    severities: tuple[Severity, ...] = ()
    range: tuple[float, float] = (-6.0, 0.0)
    pens: tuple[QPen, ...] = ()
    hidden: frozenset[int] = frozenset()
    at: int = -1

    @property
    def largest(self) -> float:
        """The greatest value that is a number; 0 where there is none."""
        return max((float(v) for v in self.values if np.isfinite(v)), default=0.0)

    def severity(self, i: int) -> Severity:
        """Return how far a row lies below the greatest."""
        return self.severities[i] if self.severities else "good"

    def share(self, i: int) -> float:
        """Return how much of its track a bar fills."""
        value, (low, high) = float(self.values[i]), self.range
        if not value > 0:
            return 0.0
        if not np.isfinite(value):
            return 1.0
        # Even the least bar keeps a visible stub: it is there, only small.
        return float(np.clip((np.log10(value) - low) / (high - low), 0.012, 1.0))


@dataclass(frozen=True)
class Layout:
    """Where things stand: the tracks from `left` to `right`, rows `pitch` apart from `top`."""

    left: float
    right: float
    top: float
    pitch: float

    def row(self, i: int) -> QRectF:
        """Return the room of row `i`."""
        return QRectF(self.left, self.top + i * self.pitch, self.right - self.left, self.pitch)

    def track(self, i: int) -> QRectF:
        """Return the room that the bar of row `i` may fill."""
        row = self.row(i)
        thick = min(28.0, max(row.height() * 0.62, row.height() - 3.0 if row.height() < 12 else 6.0))
        return QRectF(row.left(), row.center().y() - thick / 2, row.width(), thick)

    def named(self, rows: BarRows) -> list[int]:
        """Return the rows that are named: where they are lower than text, every k-th and the one pointed at."""
        room = fonts.grown(_LABEL_PITCH)
        every = max(1, -(-room // max(int(self.pitch), 1)))
        return [
            i
            for i in range(len(rows.names))
            if i == rows.at or (i % every == 0 and (rows.at < 0 or abs(i - rows.at) * self.pitch >= room))
        ]


def placed(names: Sequence[str], size: QSize, font: QFont) -> Layout:
    """Return where rows of these names stand in a widget."""
    metrics = QFontMetricsF(font)
    widest = max(metrics.horizontalAdvance(name) for name in names)
    left = 36.0 + min(widest, 0.3 * size.width())
    height = size.height() - fonts.grown(_FOOT) - 6
    return Layout(left, size.width() - 12.0, 6.0, height / len(names))


class BarPicture:
    """Paints rows; ticks, tracks and names only when they are others than last time."""

    def __init__(self) -> None:
        self._ground = QPixmap()
        self._key: Hashable = None
        self._place = Layout(0.0, 1.0, 0.0, 1.0)

    def paint(self, painter: QPainter, rows: BarRows, size: QSize, font: QFont) -> None:
        """Paint all; there must be a row."""
        ratio = painter.device().devicePixelRatio()
        lines = tuple((pen.color().rgba(), pen.style()) for pen in rows.pens)
        shown = (rows.names, rows.range, lines, rows.hidden, rows.at)
        key = (size.width(), size.height(), ratio, font.toString(), theme().name, shown)
        if key != self._key:
            self._key, self._place = key, placed(rows.names, size, font)
            self._ground = QPixmap(size * ratio)
            self._ground.setDevicePixelRatio(ratio)
            self._ground.fill(QColor(theme().panel))
            self._paint_ground(rows, size, font)
        painter.drawPixmap(0, 0, self._ground)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(font)
        named = set(self._place.named(rows))
        for i in range(len(rows.names)):
            bar = self._paint_bar(painter, rows, i)
            if i in named:
                self._paint_value(painter, rows, i, bar)

    # ---- what stands still ----------------------------------------------------------------------

    def _paint_ground(self, rows: BarRows, size: QSize, font: QFont) -> None:
        place, painter = self._place, QPainter(self._ground)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(font)
        self._paint_ticks(painter, rows, size)
        for i in range(len(rows.names)):
            track = place.track(i)
            radius = min(5.0, track.height() / 2)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme().hover if i == rows.at else theme().raised))
            painter.drawRoundedRect(track, radius, radius)
            self._paint_sample(painter, rows, i)
        for i in place.named(rows):
            self._paint_name(painter, rows, i, QFont(font))
        painter.end()

    def _paint_ticks(self, painter: QPainter, rows: BarRows, size: QSize) -> None:
        look, place = theme(), self._place
        low, high = rows.range
        bottom = place.top + place.pitch * len(rows.names)
        for value, text in log_ticks(low, high, max(2, int((place.right - place.left) / 60))):
            x = place.left + (value - low) / (high - low) * (place.right - place.left)
            painter.setPen(QPen(QColor(look.line), 1))
            painter.drawLine(QPointF(x, place.top), QPointF(x, bottom + 3))
            painter.setPen(QColor(look.muted))
            area = QRectF(x - fonts.grown(30), bottom + 4, fonts.grown(60), fonts.grown(16))
            area.moveRight(min(area.right(), size.width() + 18.0))
            painter.drawText(area, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, text)

    def _paint_sample(self, painter: QPainter, rows: BarRows, i: int) -> None:
        if i < len(rows.pens):
            pen, middle = QPen(rows.pens[i]), self._place.row(i).center().y()
            if i in rows.hidden:
                pen.setColor(QColor(theme().line))
            pen.setCosmetic(False)
            pen.setWidthF(2.0)
            painter.setPen(pen)
            painter.drawLine(QPointF(6, middle), QPointF(20, middle))

    def _paint_name(self, painter: QPainter, rows: BarRows, i: int, font: QFont) -> None:
        row = self._place.row(i)
        room = row.left() - 34
        font.setStrikeOut(i in rows.hidden)
        painter.setFont(font)
        painter.setPen(QColor(theme().text if i == rows.at else theme().muted))
        name = QFontMetricsF(font).elidedText(rows.names[i], Qt.TextElideMode.ElideMiddle, room)
        area = QRectF(26, row.center().y() - fonts.grown(8), room, fonts.grown(16))
        painter.drawText(area, _UPRIGHT, name)

    # ---- what moves -----------------------------------------------------------------------------

    def _paint_bar(self, painter: QPainter, rows: BarRows, i: int) -> QRectF:
        """Paint the bar of a row and return where it is."""
        bar = self._place.track(i)
        thick = bar.height()
        radius = min(5.0, thick / 2)
        bar.setWidth(bar.width() * rows.share(i))
        if bar.width() > 0:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme().state(rows.severity(i))))
            painter.drawRoundedRect(bar, min(radius, bar.width() / 2), radius)
            if rows.severity(i) == "bad" and thick >= 6:
                painter.setBrush(QBrush(QColor(0, 0, 0, 60), Qt.BrushStyle.BDiagPattern))
                painter.drawRoundedRect(bar, min(radius, bar.width() / 2), radius)
        return bar

    def _paint_value(self, painter: QPainter, rows: BarRows, i: int, bar: QRectF) -> None:
        value, track = float(rows.values[i]), self._place.track(i)
        if np.isnan(value):
            return
        text = f"{short(value)} {_SIGNS[rows.severity(i)]}".rstrip()
        width = QFontMetricsF(painter.font()).horizontalAdvance(text) + 8
        inside = bar.right() + width > track.right()
        area = QRectF(
            bar.right() - width + 2 if inside else bar.right() + 5,
            track.center().y() - fonts.grown(8),
            width,
            fonts.grown(16),
        )
        area.moveLeft(max(area.left(), track.left() + 3))
        if track.height() < fonts.grown(12) or (inside and bar.width() < width):
            # The text is taller or longer than its bar and needs ground of its own.
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme().panel))
            painter.drawRoundedRect(area.adjusted(-2, 1, -3, -1), 3, 3)
            inside = False
        painter.setPen(QColor(theme().background if inside else theme().text))
        painter.drawText(area, _UPRIGHT, text)
