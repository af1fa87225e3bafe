"""One picture large, with what is known of it, and the way to the next one and back."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from nnsim.base.text import tr
from nnsim.ui.widgets.labels import ElidedLabel
from nnsim.ui.widgets.style import button


class _Large(QWidget):
    """A picture as large as there is room, its pixels as they are."""

    def __init__(self) -> None:
        super().__init__()
        self.image = QImage()

    def minimumSizeHint(self) -> QSize:
        return QSize(120, 80)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.image.isNull():
            return
        painter = QPainter(self)
        scale = min(self.width() / self.image.width(), self.height() / self.image.height())
        # A whole number of points for each pixel, or some would be wider than others.
        scale = max(1.0, float(int(scale))) if scale >= 1 else scale
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, scale < 1)
        wide, tall = self.image.width() * scale, self.image.height() * scale
        left, top = int((self.width() - wide) / 2), int((self.height() - tall) / 2)
        painter.drawImage(QRectF(left, top, wide, tall), self.image)


class CloseUp(QWidget):
    """A picture large; the arrow keys go on to the next, Escape goes back."""

    stepped = Signal(int)
    """A user wants the picture so many rows further."""
    left = Signal()
    """A user has seen it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.large, self.words = _Large(), ElidedLabel()
        self.back = button(tr("All pictures"), self.left.emit, variant="pill")
        self.before = button(tr("Previous"), lambda: self.stepped.emit(-1), variant="pill")
        self.after = button(tr("Next"), lambda: self.stepped.emit(1), variant="pill")
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.back)
        row.addWidget(self.words, 1)
        row.addWidget(self.before)
        row.addWidget(self.after)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(row)
        column.addWidget(self.large, 1)

    def show_picture(self, image: QImage, words: str, is_first: bool, is_last: bool) -> None:
        """Show another picture."""
        self.large.image = image
        self.words.setText(words)
        self.words.setToolTip(words)
        self.large.setAccessibleName(words)
        self.before.setEnabled(not is_first)
        self.after.setEnabled(not is_last)
        self.large.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key == Qt.Key.Key_Escape:
            self.left.emit()
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Up) and self.before.isEnabled():
            self.stepped.emit(-1)
        elif key in (Qt.Key.Key_Right, Qt.Key.Key_Down) and self.after.isEnabled():
            self.stepped.emit(1)
        else:
            super().keyPressEvent(event)
