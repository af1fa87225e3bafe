"""A thin bar that is filled to a share, in the colour of a state."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from nnsim.ui.look.theme import theme

_HEIGHT = 5


class ShareBar(QWidget):
    """Shows a share from 0 to 1; what it means is said beside it."""

    def __init__(self) -> None:
        super().__init__()
        self._share, self._state = 0.0, "accent"
        self.setFixedHeight(_HEIGHT)

    def show_share(self, share: float, state: str = "accent") -> None:
        """Fill it to a share."""
        if (share, state) != (self._share, self._state):
            self._share, self._state = share, state
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        look, painter = theme(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        half = self.height() / 2
        painter.setBrush(look.colour("line"))
        painter.drawRoundedRect(QRectF(self.rect()), half, half)
        colour = look.colour("accent") if self._state == "accent" else QColor(look.state(self._state))
        painter.setBrush(colour)
        painter.drawRoundedRect(QRectF(0, 0, self._share * self.width(), self.height()), half, half)
