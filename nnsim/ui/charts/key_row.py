"""A few lines that explain the symbols on a map."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from nnsim.figures.figure import Shape
from nnsim.ui.charts.symbols import symbol
from nnsim.ui.look import fonts
from nnsim.ui.look.theme import theme

Key = tuple[str, Shape, int, str]
"""Name, shape, mark of the class, colour."""


MOST_ROWS = 3
_PITCH = 18
Place = tuple[float, int, float]
"""Left end, row and width of one key."""


class KeyRow(QWidget):
    """Symbols with their names in as many rows as they take, at most three; all of them in the tooltip."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._keys: tuple[Key, ...] = ()
        self.setFont(fonts.ui_font(fonts.SMALL))

    def set_keys(self, keys: Sequence[Key]) -> None:
        """Explain `keys`."""
        self._keys = tuple(keys)
        words = ", ".join(name for name, *_ in self._keys)
        self.setAccessibleName(words)
        self.setToolTip(words)
        self.setVisible(bool(keys))
        self._take_room()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(40, self.height_for(self.width()))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._take_room()

    def height_for(self, width: int) -> int:
        """Return the height of the rows that the keys take in so many pixels."""
        places = self._places(width)
        return fonts.grown(_PITCH) * (places[-1][1] + 1 if places else 1)

    def _take_room(self) -> None:
        height = self.height_for(self.width())
        if height != self.minimumHeight():
            self.setFixedHeight(height)

    def _places(self, width: int) -> list[Place]:
        """Return where the keys stand; those that do not fit have none."""
        metrics = QFontMetricsF(self.font())
        places: list[Place] = []
        x, row = 8.0, 0
        for i, (name, *_) in enumerate(self._keys):
            wide = 12 + metrics.horizontalAdvance(name)
            is_last = i + 1 == len(self._keys)
            if x > 8.0 and x + wide > width - (16 if row + 1 == MOST_ROWS and not is_last else 0):
                if row + 1 == MOST_ROWS:
                    break
                x, row = 8.0, row + 1
            places.append((x, row, wide))
            x += wide + 12
        return places

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pitch, middle = fonts.grown(_PITCH), Qt.AlignmentFlag.AlignVCenter
        places = self._places(self.width())
        for (x, row, wide), (name, shape, mark, colour) in zip(places, self._keys, strict=False):
            painter.save()
            painter.translate(x + 4, (row + 0.5) * pitch)
            painter.scale(8, 8)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colour))
            painter.drawPath(symbol(shape, mark))
            painter.restore()
            painter.setPen(QColor(theme().muted))
            painter.drawText(QRectF(x + 12, row * pitch, wide, pitch), middle, name)
        if places and len(places) < len(self._keys):
            x, row, wide = places[-1]
            painter.drawText(QRectF(x + wide + 6, row * pitch, 20, pitch), middle, "…")
