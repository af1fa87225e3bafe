"""A few lines that explain the symbols on a map."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QHelpEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QToolTip, QWidget

from nnsim.figures.figure import Shape
from nnsim.ui.charts.symbols import symbol
from nnsim.ui.look import fonts
from nnsim.ui.look.theme import theme

Key = tuple[str, Shape, int, str]
"""Name, shape, mark of the class, colour."""


MOST_ROWS = 3
"""Rows in sight at once; the others are scrolled to."""
_PITCH = 18
_BAR = 14
"""Pixels that are left to the scroll bar."""
Place = tuple[float, int, float]
"""Left end, row and width of one key."""


class KeyRow(QScrollArea):
    """Symbols with their names in as many rows as they take; of more than three the others are scrolled to."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._keys = _Keys()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.verticalScrollBar().setSingleStep(fonts.grown(_PITCH))
        self.setWidget(self._keys)

    def set_keys(self, keys: Sequence[Key]) -> None:
        """Explain `keys`."""
        words = ", ".join(name for name, *_ in keys)
        self._keys.keys = tuple(keys)
        self._keys.setAccessibleName(words)
        self.setAccessibleName(words)
        self.setVisible(bool(keys))
        self._take_room()
        self._keys.update()

    def sizeHint(self) -> QSize:
        return QSize(40, self.height_for(self.width()))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._take_room()

    def height_for(self, width: int) -> int:
        """Return the height of the rows that are in sight in so many pixels."""
        return fonts.grown(_PITCH) * min(self._rows(width), MOST_ROWS)

    def _rows(self, width: int) -> int:
        places = self._places(width)
        return places[-1][1] + 1 if places else 1

    def _take_room(self) -> None:
        width = self.width()
        scrolls = self._rows(width) > MOST_ROWS
        # Only what can be scrolled is a stop of the Tab key.
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if scrolls else Qt.FocusPolicy.NoFocus)
        self._keys.resize(width - (_BAR if scrolls else 0), fonts.grown(_PITCH) * self._rows(width))
        height = self.height_for(width)
        if height != self.minimumHeight():
            self.setFixedHeight(height)

    def _places(self, width: int) -> list[Place]:
        """Return where all keys stand in so many pixels."""
        places = self._keys.places(width)
        return places if not places or places[-1][1] < MOST_ROWS else self._keys.places(width - _BAR)


class _Keys(QWidget):
    """All keys below each other."""

    def __init__(self) -> None:
        super().__init__()
        self.keys: tuple[Key, ...] = ()
        self.setFont(fonts.ui_font(fonts.SMALL))

    def places(self, width: int) -> list[Place]:
        """Return where the keys stand in so many pixels."""
        metrics = QFontMetricsF(self.font())
        places: list[Place] = []
        x, row = 8.0, 0
        for name, *_ in self.keys:
            wide = 12 + metrics.horizontalAdvance(name)
            if x > 8.0 and x + wide > width:
                x, row = 8.0, row + 1
            places.append((x, row, wide))
            x += wide + 12
        return places

    def event(self, event: QEvent) -> bool:
        """Tell the whole name of a key that is cut."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            at, pitch = event.pos(), fonts.grown(_PITCH)
            for (x, row, wide), (name, *_) in zip(self.places(self.width()), self.keys, strict=True):
                if row == at.y() // pitch and x <= at.x() <= x + wide:
                    QToolTip.showText(event.globalPos(), name, self)
                    return True
            QToolTip.hideText()
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pitch, middle = fonts.grown(_PITCH), Qt.AlignmentFlag.AlignVCenter
        seen = event.rect()
        for (x, row, wide), key in zip(self.places(self.width()), self.keys, strict=True):
            if (row + 1) * pitch < seen.top() or row * pitch > seen.bottom():
                continue
            name, shape, mark, colour = key
            painter.save()
            painter.translate(x + 4, (row + 0.5) * pitch)
            painter.scale(8, 8)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colour))
            painter.drawPath(symbol(shape, mark))
            painter.restore()
            painter.setPen(QColor(theme().muted))
            painter.drawText(QRectF(x + 12, row * pitch, wide, pitch), middle, name)
