"""Rows of inputs with what comes out of them; the row that is looked at is lit, and another one is a click away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnsim.ui.look import fonts
from nnsim.ui.look.theme import theme
from nnsim.ui.neuronlab.bubbles import CENTRE

_ROW = 30


@dataclass(frozen=True)
class Cell:
    """What stands in one place: words, and the tone of them (``text``, ``muted``, ``good``, ``bad``)."""

    text: str
    tone: str = "text"
    bold: bool = False


class RowsTable(QWidget):
    """A table to read and to choose a row of.

    Signals
    -------
    chosen(int)
        A person chose a row.
    wished(int)
        The last cell of a row was double-clicked, or Space was pressed on the lit row.
    """

    chosen = Signal(int)
    wished = Signal(int)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.heads: tuple[str, ...] = ()
        self.rows: tuple[tuple[Cell, ...], ...] = ()
        self.lit = -1
        self._name = name
        self._needed: list[float] = []
        """Width that the words of every column need."""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(name)

    def show_rows(self, heads: Sequence[str], rows: Sequence[Sequence[Cell]], lit: int) -> None:
        """Show other rows; number `lit` (-1: none) is the one that is looked at."""
        new = tuple(heads), tuple(tuple(row) for row in rows), lit
        if new == (self.heads, self.rows, self.lit):
            return
        grown = len(rows) != len(self.rows)
        if new[:2] != (self.heads, self.rows):
            self._needed = []
        self.heads, self.rows, self.lit = new
        said = ", ".join(f"{h} {c.text}" for h, c in zip(heads, rows[lit], strict=True)) if lit >= 0 else ""
        self.setAccessibleName(": ".join(filter(None, (self._name, said))))
        if grown:
            self.updateGeometry()
        self.update()

    def row_height(self) -> int:
        """Return how high a row is, in pixels."""
        return fonts.grown(_ROW if len(self.rows) <= 5 else 25)

    def row_area(self, row: int) -> QRectF:
        """Return where a row lies; -1 is the heading."""
        high = self.row_height()
        return QRectF(0, (row + 1) * high, self.width(), high)

    def sizeHint(self) -> QSize:
        return QSize(fonts.grown(260), self.row_height() * (len(self.rows) + 1) + 2)

    minimumSizeHint = sizeHint

    def mousePressEvent(self, event: QMouseEvent) -> None:
        row = int(event.position().y() // self.row_height()) - 1
        if event.button() == Qt.MouseButton.LeftButton and 0 <= row < len(self.rows):
            self.chosen.emit(row)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        row = int(event.position().y() // self.row_height()) - 1
        if 0 <= row < len(self.rows) and event.position().x() > self.width() - self._widths()[-1]:
            self.wished.emit(row)
        else:
            self.mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and self.lit >= 0:
            self.wished.emit(self.lit)
            return
        moves = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        step = moves.get(Qt.Key(event.key()))
        if step is None or not self.rows:
            super().keyPressEvent(event)
            return
        self.chosen.emit((self.lit + step) % len(self.rows) if self.lit >= 0 else 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        look, painter = theme(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        widths = self._widths()
        if self.lit >= 0:
            painter.setPen(QPen(look.colour("accent"), 1.5) if self.hasFocus() else Qt.PenStyle.NoPen)
            painter.setBrush(look.colour("accent", 0.2))
            painter.drawRoundedRect(self.row_area(self.lit).adjusted(1, 1, -1, -1), 6, 6)
        for place, row in enumerate(self.rows):
            if self.row_area(place).intersects(QRectF(event.rect())):
                self._paint_row(painter, self.row_area(place), row, widths)
        top = self.row_area(-1)
        top.moveTop(self.visibleRegion().boundingRect().top())
        painter.fillRect(top, look.colour("panel"))
        self._paint_row(painter, top, [Cell(head, "muted") for head in self.heads], widths)

    def _paint_row(self, painter: QPainter, area: QRectF, row: Sequence[Cell], widths: list[float]) -> None:
        look, left = theme(), 0.0
        plain, bold = _fonts(fonts.scale())
        painter.setPen(QPen(look.colour("line"), 1))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        for cell, width in zip(row, widths, strict=True):
            painter.setFont(bold if cell.bold else plain)
            painter.setPen(look.colour(cell.tone))
            place = QRectF(left, area.top(), width, area.height())
            text = painter.fontMetrics().elidedText(cell.text, Qt.TextElideMode.ElideRight, int(width) - 4)
            painter.drawText(place, CENTRE, text)
            left += width

    def _widths(self) -> list[float]:
        """Return the width of each column: what its words need, and a share of what is left."""
        if not self._needed:
            _, bold = _fonts(fonts.scale())
            measure = QFontMetricsF(bold)
            columns = zip(self.heads, *([c.text for c in row] for row in self.rows[:64]), strict=True)
            self._needed = [max(map(measure.horizontalAdvance, set(column))) + 8.0 for column in columns]
        spare = self.width() - sum(self._needed)
        return [n + spare / max(len(self._needed), 1) for n in self._needed]


@lru_cache(maxsize=8)
def _fonts(_scale: float) -> tuple[QFont, QFont]:
    """Return the fonts of plain and of bold cells, at a size of type."""
    return tuple(  # type: ignore[return-value]
        fonts.tabular(fonts.ui_font(fonts.BASE, weight))
        for weight in (QFont.Weight.Normal, QFont.Weight.DemiBold)
    )
