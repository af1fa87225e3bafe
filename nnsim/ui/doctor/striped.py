"""A card with a bar in the colour of a state at its left."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnsim.ui.look.theme import theme

STRIPE = 4


class StripedCard(QWidget):
    """Holds things one below the other, in `column`; without a state it has no bar."""

    def __init__(self, state: str = "") -> None:
        super().__init__()
        self._state = state
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(14, 10, 12, 10)
        self.column.setSpacing(5)

    def set_state(self, state: str) -> None:
        """Show another state."""
        if state != self._state:
            self._state = state
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        look, painter = theme(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        shape = QPainterPath()
        shape.addRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)
        painter.fillPath(shape, look.colour("raised"))
        painter.setPen(QPen(look.colour("line"), 1))
        painter.drawPath(shape)
        if self._state:
            painter.setClipPath(shape)
            painter.fillRect(QRectF(0, 0, STRIPE, self.height()), look.state(self._state))
