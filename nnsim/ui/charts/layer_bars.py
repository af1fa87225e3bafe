"""One horizontal bar a layer on a logarithmic scale, each with its value and how it compares."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFontMetricsF,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QToolTip, QWidget

from nnsim.base.text import tr
from nnsim.figures.figure import Array
from nnsim.figures.readings import Severity, severity
from nnsim.figures.ticks import log_ticks, short
from nnsim.ui.look import fonts
from nnsim.ui.look.fonts import tabular, ui_font
from nnsim.ui.look.theme import theme
from nnsim.ui.widgets.beat import Beat

_FOOT = 22.0
_LABEL_PITCH = 13.0
_BEAT_MS = 100
"""Milliseconds from one picture of the bars to the next while they change all the time."""
_SIGNS = {"good": "", "warning": "▾", "bad": "▾▾"}
"""Beside the value, so that colour does not say it alone."""


@dataclass(frozen=True)
class _Layout:
    """Where things stand: the tracks from `left` to `right`, rows `pitch` apart from `top`."""

    left: float
    right: float
    top: float
    pitch: float

    def row(self, i: int) -> QRectF:
        return QRectF(self.left, self.top + i * self.pitch, self.right - self.left, self.pitch)


class LayerBars(QWidget):
    """Bars of all layers, first layer on top.

    Where rows are lower than text, every k-th layer is named; pointing at a row (or the arrow
    keys) names any other.

    Signals
    -------
    pointed(int)
        A person points at this row; -1 for none.
    toggled(int)
        A person clicked this row, or pressed Space on it.
    """

    pointed = Signal(int)
    toggled = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._names: tuple[str, ...] = ()
        self._values: Array = np.zeros(0)
        self._severities: tuple[Severity, ...] = ()
        self._range = (-6.0, 0.0)
        self._symbol = ""
        self._pens: tuple[QPen, ...] = ()
        self._hidden: frozenset[int] = frozenset()
        self._at = -1
        self._beat = Beat(_BEAT_MS, self.update, self)
        # It paints all of its ground: what lies below need not be painted first.
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFont(tabular(ui_font(11)))
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(150, 60)
        self.setAccessibleName(tr("Gradient magnitude per layer"))

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the layers, first layer first."""
        return self._names

    def set_layers(self, names: Sequence[str], symbol: str) -> None:
        """Name the layers, and what is measured of them."""
        self._names, self._symbol = tuple(names), symbol
        self._values = np.full(len(self._names), np.nan)
        self._severities = ()
        self._at = -1
        self.update()

    def set_values(self, values: Array, decades: tuple[float, float], at_once: bool = True) -> None:
        """Show one value a layer on an axis from 10**decades[0] to 10**decades[1], `at_once` or soon."""
        self._values, self._range = values, decades
        largest = max((float(v) for v in values if np.isfinite(v)), default=0.0)
        self._severities = tuple(severity(float(v), largest) for v in values)
        self._beat.ask(at_once=at_once)

    def set_samples(self, pens: Sequence[QPen], hidden: frozenset[int]) -> None:
        """Draw before each name the line that stands for the layer; `hidden` ones struck out."""
        self._pens, self._hidden = tuple(pens), hidden
        self.update()

    def words(self, i: int) -> str:
        """Return what row `i` says, in words."""
        value = float(self._values[i])
        largest = max((float(v) for v in self._values if np.isfinite(v)), default=0.0)
        text = tr("{layer}: {symbol} = {value}").format(
            layer=self._names[i], symbol=self._symbol, value=short(value)
        )
        if value > 0 and largest > value * 1.05:
            text += "\n" + tr("{n}× smaller than the largest").format(n=f"{largest / value:,.3g}")
        if self._severities and self._severities[i] != "good":
            text += "\n" + {"warning": tr("weak"), "bad": tr("vanishing")}[self._severities[i]]
        return text

    def sizeHint(self) -> QSize:
        return QSize(260, 200)

    # ---- painting -------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), QColor(theme().panel))
        if not self._names:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        place = self._layout()
        every = max(1, -(-fonts.grown(_LABEL_PITCH) // max(int(place.pitch), 1)))
        self._paint_ticks(painter, place)
        for i in range(len(self._names)):
            named = i % every == 0 and (
                self._at < 0 or abs(i - self._at) * place.pitch >= fonts.grown(_LABEL_PITCH)
            )
            self._paint_row(painter, place, i, named or i == self._at)

    def _layout(self) -> _Layout:
        metrics = QFontMetricsF(self.font())
        widest = max(metrics.horizontalAdvance(name) for name in self._names)
        left = 36.0 + min(widest, 0.3 * self.width())
        height = self.height() - fonts.grown(_FOOT) - 6
        return _Layout(left, self.width() - 12.0, 6.0, height / len(self._names))

    def _paint_ticks(self, painter: QPainter, place: _Layout) -> None:
        look = theme()
        low, high = self._range
        bottom = place.top + place.pitch * len(self._names)
        painter.setFont(self.font())
        for value, text in log_ticks(low, high, max(2, int((place.right - place.left) / 60))):
            x = place.left + (value - low) / (high - low) * (place.right - place.left)
            painter.setPen(QPen(QColor(look.line), 1))
            painter.drawLine(QPointF(x, place.top), QPointF(x, bottom + 3))
            painter.setPen(QColor(look.muted))
            area = QRectF(x - fonts.grown(30), bottom + 4, fonts.grown(60), fonts.grown(16))
            area.moveRight(min(area.right(), self.width() + 18.0))
            painter.drawText(area, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, text)

    def _paint_row(self, painter: QPainter, place: _Layout, i: int, named: bool) -> None:
        look, row = theme(), place.row(i)
        thick = min(28.0, max(row.height() * 0.62, row.height() - 3.0 if row.height() < 12 else 6.0))
        track = QRectF(row.left(), row.center().y() - thick / 2, row.width(), thick)
        radius = min(5.0, thick / 2)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(look.hover if i == self._at else look.raised))
        painter.drawRoundedRect(track, radius, radius)
        found: Severity = self._severities[i] if self._severities else "good"
        bar = QRectF(track)
        bar.setWidth(track.width() * self._share(i))
        if bar.width() > 0:
            painter.setBrush(QColor(look.state(found)))
            painter.drawRoundedRect(bar, min(radius, bar.width() / 2), radius)
            if found == "bad" and thick >= 6:
                painter.setBrush(QBrush(QColor(0, 0, 0, 60), Qt.BrushStyle.BDiagPattern))
                painter.drawRoundedRect(bar, min(radius, bar.width() / 2), radius)
        self._paint_sample(painter, i, row)
        if named:
            self._paint_name(painter, i, row)
            self._paint_value(painter, i, bar, track, found)

    def _share(self, i: int) -> float:
        value, (low, high) = float(self._values[i]), self._range
        if not value > 0:
            return 0.0
        if not np.isfinite(value):
            return 1.0
        # Even the least bar keeps a visible stub: it is there, only small.
        return float(np.clip((np.log10(value) - low) / (high - low), 0.012, 1.0))

    def _paint_sample(self, painter: QPainter, i: int, row: QRectF) -> None:
        if i < len(self._pens):
            pen = QPen(self._pens[i])
            if i in self._hidden:
                pen.setColor(QColor(theme().line))
            pen.setCosmetic(False)
            pen.setWidthF(2.0)
            painter.setPen(pen)
            painter.drawLine(QPointF(6, row.center().y()), QPointF(20, row.center().y()))

    def _paint_name(self, painter: QPainter, i: int, row: QRectF) -> None:
        room = row.left() - 34
        font = self.font()
        font.setStrikeOut(i in self._hidden)
        painter.setFont(font)
        painter.setPen(QColor(theme().text if i == self._at else theme().muted))
        name = QFontMetricsF(font).elidedText(self._names[i], Qt.TextElideMode.ElideMiddle, room)
        area = QRectF(26, row.center().y() - fonts.grown(8), room, fonts.grown(16))
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, name)
        painter.setFont(self.font())

    def _paint_value(self, painter: QPainter, i: int, bar: QRectF, track: QRectF, found: Severity) -> None:
        value = float(self._values[i])
        if np.isnan(value):
            return
        text = f"{short(value)} {_SIGNS[found]}".rstrip()
        width = QFontMetricsF(self.font()).horizontalAdvance(text) + 8
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
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)

    # ---- pointing -------------------------------------------------------------------------------

    def row_at(self, y: float) -> int:
        """Return the row at a height; -1 where there is none."""
        if not self._names:
            return -1
        place = self._layout()
        i = int((y - place.top) // place.pitch)
        return i if 0 <= i < len(self._names) else -1

    def point_at(self, i: int) -> None:
        """Stress row `i`; -1 for none."""
        if i != self._at:
            self._at = i
            self.update()
            self.pointed.emit(i)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.point_at(self.row_at(event.position().y()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        i = self.row_at(event.position().y())
        if event.button() == Qt.MouseButton.LeftButton and i >= 0:
            self.toggled.emit(i)
        else:
            event.ignore()

    def leaveEvent(self, event: QEvent) -> None:
        self.point_at(-1)
        super().leaveEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        if event.key() in steps and self._names:
            self.point_at(min(max(self._at + steps[Qt.Key(event.key())], 0), len(self._names) - 1))
            self.setAccessibleDescription(self.words(self._at))
        elif event.key() == Qt.Key.Key_Space and self._at >= 0:
            self.toggled.emit(self._at)
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            i = self.row_at(event.pos().y())
            QToolTip.showText(event.globalPos(), self.words(i) if i >= 0 else "", self)
            return True
        return super().event(event)
