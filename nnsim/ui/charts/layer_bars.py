"""One horizontal bar a layer on a logarithmic scale, each with its value and how it compares."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QColor, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QToolTip, QWidget

from nnsim.base.text import tr
from nnsim.figures.figure import Array
from nnsim.figures.readings import severity
from nnsim.figures.ticks import short
from nnsim.ui.charts.bar_picture import BarPicture, BarRows, placed
from nnsim.ui.look.fonts import tabular, ui_font
from nnsim.ui.look.theme import theme
from nnsim.ui.widgets.beat import Beat

_BEAT_MS = 100
"""Milliseconds from one picture of the bars to the next while they change all the time."""


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
        self._rows = BarRows()
        self._symbol = ""
        self._picture = BarPicture()
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
        return self._rows.names

    @property
    def values(self) -> Array:
        """What is shown of each layer."""
        return self._rows.values

    def set_layers(self, names: Sequence[str], symbol: str) -> None:
        """Name the layers, and what is measured of them."""
        self._symbol = symbol
        unknown = np.full(len(names), np.nan)
        self._rows = replace(self._rows, names=tuple(names), values=unknown, severities=(), at=-1)
        self.update()

    def set_values(self, values: Array, decades: tuple[float, float], at_once: bool = True) -> None:
        """Show one value a layer on an axis from 10**decades[0] to 10**decades[1], `at_once` or soon."""
        rows = replace(self._rows, values=values, range=decades)
        self._rows = replace(rows, severities=tuple(severity(float(v), rows.largest) for v in values))
        self._beat.ask(at_once=at_once)

    def set_samples(self, pens: Sequence[QPen], hidden: frozenset[int]) -> None:
        """Draw before each name the line that stands for the layer; `hidden` ones struck out."""
        self._rows = replace(self._rows, pens=tuple(pens), hidden=hidden)
        self.update()

    def words(self, i: int) -> str:
        """Return what row `i` says, in words."""
        value, largest, weakness = float(self.values[i]), self._rows.largest, self._rows.severity(i)
        text = tr("{layer}: {symbol} = {value}").format(
            layer=self.names[i], symbol=self._symbol, value=short(value)
        )
        if value > 0 and largest > value * 1.05:
            text += "\n" + tr("{n}× smaller than the largest").format(n=f"{largest / value:,.3g}")
        if weakness != "good":
            text += "\n" + {"warning": tr("weak"), "bad": tr("vanishing")}[weakness]
        return text

    def sizeHint(self) -> QSize:
        return QSize(260, 200)

    # ---- painting -------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), QColor(theme().panel))
        if self._rows.names:
            self._picture.paint(painter, self._rows, self.size(), self.font())

    # ---- pointing -------------------------------------------------------------------------------

    def row_at(self, y: float) -> int:
        """Return the row at a height; -1 where there is none."""
        n = len(self.names)
        if not n:
            return -1
        place = placed(self._rows.names, self.size(), self.font())
        i = int((y - place.top) // place.pitch)
        return i if 0 <= i < n else -1

    def point_at(self, i: int) -> None:
        """Stress row `i`; -1 for none."""
        if i != self._rows.at:
            self._rows = replace(self._rows, at=i)
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
        if event.key() in steps and self.names:
            self.point_at(min(max(self._rows.at + steps[Qt.Key(event.key())], 0), len(self.names) - 1))
            self.setAccessibleDescription(self.words(self._rows.at))
        elif event.key() == Qt.Key.Key_Space and self._rows.at >= 0:
            self.toggled.emit(self._rows.at)
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            i = self.row_at(event.pos().y())
            QToolTip.showText(event.globalPos(), self.words(i) if i >= 0 else "", self)
            return True
        return super().event(event)
