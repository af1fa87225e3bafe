"""A short sentence beside the mouse: why something cannot be, or what a key would do."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from nnsim.ui.look import fonts, icons
from nnsim.ui.look.theme import theme

_WIDEST = 340
_WRAP = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft
TRANSIENT_MS = 5000


class Bubble(QWidget):
    """Lies over its parent, never takes the mouse, and keeps inside."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._over = parent
        self._text = ""
        self._complaint = True
        self._timer = QTimer(self, singleShot=True, interval=TRANSIENT_MS)
        self._timer.timeout.connect(self.hide)
        self.hide()

    @property
    def text(self) -> str:
        """What it says, empty while it is hidden."""
        return self._text if not self.isHidden() else ""

    def say(self, text: str, at: QPointF, complaint: bool = True, transient: bool = False) -> None:
        """Show `text` beside `at`, a point of the parent; `transient` ones go away by themselves."""
        self._text, self._complaint = text, complaint
        self.setAccessibleName(text)
        widest = min(fonts.grown(_WIDEST), max(self._over.width() - 52, 60))
        words = QFontMetrics(self.font()).boundingRect(QRect(0, 0, widest, 1000), int(_WRAP), text)
        self.resize(words.size() + QSize(44, 18))
        room = self._over.rect().adjusted(4, 4, -4, -4)
        place = at.toPoint()
        x = max(room.left(), min(place.x() + 14, room.right() - self.width()))
        y = (
            place.y() + 20
            if place.y() + 20 + self.height() <= room.bottom()
            else place.y() - self.height() - 8
        )
        self.move(x, max(room.top(), y))
        self.show()
        self.raise_()
        self.update()
        if transient:
            self._timer.start()
        else:
            self._timer.stop()

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colour = colours.warning if self._complaint else colours.accent
        painter.setPen(QPen(QColor(colour), 1))
        painter.setBrush(colours.colour("raised"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)
        icons.paint(painter, "warning" if self._complaint else "info", QRectF(11, 10, 16, 16), colour)
        painter.setPen(colours.colour("text"))
        painter.drawText(self.rect().adjusted(34, 9, -8, -7), int(_WRAP), self._text)
