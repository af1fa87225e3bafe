"""One line that explains the symbols on a map."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from nnsim.export.figure import Shape
from nnsim.ui.charts.symbols import symbol
from nnsim.ui.fonts import ui_font
from nnsim.ui.theme import theme

Key = tuple[str, Shape, int, str]
"""Name, shape, mark of the class, colour."""


class KeyRow(QWidget):
    """Symbols with their names, as many as fit; all of them in the tooltip."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._keys: tuple[Key, ...] = ()
        self.setFont(ui_font(11))

    def set_keys(self, keys: Sequence[Key]) -> None:
        """Explain `keys`."""
        self._keys = tuple(keys)
        words = ", ".join(name for name, *_ in self._keys)
        self.setAccessibleName(words)
        self.setToolTip(words)
        self.setVisible(bool(keys))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(40, 18)

    def minimumSizeHint(self) -> QSize:
        return QSize(40, 18)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        metrics = QFontMetricsF(self.font())
        x, middle = 8.0, self.height() / 2
        for i, (name, shape, mark, colour) in enumerate(self._keys):
            width = 12 + metrics.horizontalAdvance(name)
            if x + width > self.width() - (0 if i + 1 == len(self._keys) else 16):
                painter.setPen(QColor(theme().muted))
                painter.drawText(QRectF(x, 0, 16, self.height()), Qt.AlignmentFlag.AlignVCenter, "…")
                return
            painter.save()
            painter.translate(x + 4, middle)
            painter.scale(8, 8)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colour))
            painter.drawPath(symbol(shape, mark))
            painter.restore()
            painter.setPen(QColor(theme().muted))
            painter.drawText(QRectF(x + 12, 0, width, self.height()), Qt.AlignmentFlag.AlignVCenter, name)
            x += width + 12
