"""A combo box with the manners all of the window's have."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QStyledItemDelegate, QWidget


class Combo(QComboBox):
    """The wheel acts only with the focus; a list opened with the mouse leaves the focus when it closes.

    Otherwise the next letter, meant for the canvas, would choose another entry unseen. Who opens
    the list with a key keeps the focus here.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        # The style sheet reaches the items of the list only through this delegate.
        self.setItemDelegate(QStyledItemDelegate(self))
        self._by_mouse = False

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._by_mouse = True
        super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self._by_mouse = False
        super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def hidePopup(self) -> None:
        super().hidePopup()
        if self._by_mouse:
            self._by_mouse = False
            self.clearFocus()
