"""A combo box with the manners all of the window's have."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPaintEvent, QPalette, QWheelEvent
from PySide6.QtWidgets import (
    QComboBox,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionComboBox,
    QStylePainter,
    QToolTip,
    QWidget,
)


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

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint as any combo box does, but end a text that is too long in an ellipsis."""
        painter, option = QStylePainter(self), QStyleOptionComboBox()
        self.initStyleOption(option)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        if self.isEditable():
            return
        if self.currentIndex() < 0:
            option.currentText = self.placeholderText()
            option.palette.setBrush(QPalette.ColorRole.ButtonText, option.palette.placeholderText())
        option.currentText = self._elided(option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)

    def _elided(self, option: QStyleOptionComboBox) -> str:
        control, part = QStyle.ComplexControl.CC_ComboBox, QStyle.SubControl.SC_ComboBoxEditField
        room = self.style().subControlRect(control, option, part, self).width() - 2
        return option.fontMetrics.elidedText(option.currentText, Qt.TextElideMode.ElideRight, room)

    def hidden_text(self) -> str:
        """Return the text where it is too long to be shown whole; empty when it is not."""
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        whole = self.isEditable() or self._elided(option) == self.currentText()
        return "" if whole else self.currentText()

    def event(self, event: QEvent) -> bool:
        """Begin the tooltip with the text where that is too long to be shown whole."""
        asks = isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip
        if asks and self.hidden_text():
            assert isinstance(event, QHelpEvent)
            tip = f"<qt><b>{escape(self.hidden_text())}</b><br>{self.toolTip()}</qt>"
            QToolTip.showText(event.globalPos(), tip, self)
            return True
        return super().event(event)

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
