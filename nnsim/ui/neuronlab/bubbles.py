"""How the numbers of a neuron look: round ones that come in, chips on their wires, the cell body."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from nnsim.base.settings import Real, Text
from nnsim.base.text import mark
from nnsim.ui.canvas.inline_editor import InlineEditor
from nnsim.ui.look import fonts
from nnsim.ui.look.theme import theme
from nnsim.ui.neuronlab.drag_value import DragValue, field_area

NAME = Text(label=mark("Name"), longest=40)
CENTRE = Qt.AlignmentFlag.AlignCenter


def number(value: float) -> str:
    """Return a number as it is shown in the lab: four digits, with a true minus."""
    return f"{value:.4g}".replace("-", "−")


def signal(value: float) -> str:
    """Return what a gate gives as it is shown: 0 and 1 as such, what lies between with four decimals."""
    return number(value) if value == round(value) else f"{value:.4f}".replace("-", "−")


def ring(widget: DragValue) -> QPen:
    """Return the pen of the outline of `widget`: where the keys or the mouse are it is strong."""
    look = theme()
    if widget.hasFocus():
        return QPen(look.colour("accent"), 2.5)
    return QPen(look.colour("muted" if widget.underMouse() else "line"), 1.6)


def paint_fitted(painter: QPainter, area: QRectF, text: str, size: int, weight: QFont.Weight) -> None:
    """Write `text` into the middle of `area`, as small as it must be to fit."""
    font = fonts.tabular(fonts.ui_font(size, weight))
    painter.setFont(font)
    wide = painter.fontMetrics().horizontalAdvance(text)
    if wide > area.width() > 0:
        font.setPixelSize(max(8, int(font.pixelSize() * area.width() / wide)))
        painter.setFont(font)
    painter.drawText(area, CENTRE, text)


_NAME_ENDS = 0.38
"""Share of a bubble, from its top, that shows the name."""


class Bubble(DragValue):
    """A number that comes in: a circle with a name above the value. Both can be typed.

    Signals
    -------
    named(str)
        A person typed another name.
    """

    named = Signal(str)

    def __init__(self, kind: Real, step: float, parent: QWidget) -> None:
        super().__init__(kind, step, parent)
        self.caption = ""
        self.fixed = False
        self._namer = InlineEditor(parent)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.position().y() < _NAME_ENDS * self.height():
            self.type_name()
        else:
            super().mouseDoubleClickEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_N:
            self.type_name()
        else:
            super().keyPressEvent(event)

    def type_name(self) -> None:
        """Open a field for the name."""
        area = field_area(self)
        self._namer.open(area, NAME, self.caption, self.named.emit, self.refused.emit)

    def paintEvent(self, event: QPaintEvent) -> None:
        look, painter = theme(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = min(self.width(), self.height())
        painter.setPen(ring(self))
        painter.setBrush(look.colour("raised" if self.underMouse() else "panel"))
        painter.drawEllipse(QRectF(self.rect()).adjusted(2, 2, -2, -2))
        painter.setPen(look.colour("muted"))
        inner = QRectF(0.12 * side, 0.17 * side, 0.76 * side, 0.24 * side)
        paint_fitted(painter, inner, self.caption, fonts.SMALL + 1, QFont.Weight.Normal)
        painter.setPen(look.colour("muted" if self.fixed else "text"))
        large = QRectF(0.1 * side, 0.38 * side, 0.8 * side, 0.4 * side)
        paint_fitted(painter, large, number(self.value), max(12, int(side * 0.26)), QFont.Weight.DemiBold)


class Chip(DragValue):
    """A number that sits on a wire: a small box that says ``w₁ = 2``."""

    def __init__(self, kind: Real, step: float, parent: QWidget) -> None:
        super().__init__(kind, step, parent)
        self.caption = "w"

    def paintEvent(self, event: QPaintEvent) -> None:
        look, painter = theme(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(ring(self))
        painter.setBrush(look.colour("hover" if self.underMouse() else "raised"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1.5, 1.5, -1.5, -1.5), 8, 8)
        painter.setPen(look.colour("text"))
        text = f"{self.caption} = {number(self.value)}" if self.caption else number(self.value)
        paint_fitted(
            painter, QRectF(self.rect()).adjusted(6, 2, -6, -2), text, fonts.BASE, QFont.Weight.Medium
        )
