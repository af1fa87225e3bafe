"""Choice among named values, and yes or no."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPaintEvent, QPalette, QWheelEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionComboBox,
    QStylePainter,
    QWidget,
)

from nnsim.base.text import tr

_VARIOUS = "\x00"
"""Stands for a value that is none of the options."""


class ChoiceField(QComboBox):
    """A combo box of (key, translated label) pairs; the wheel acts only with the focus."""

    valueEdited = Signal(object)
    draftChanged = Signal()

    def __init__(self, options: Sequence[tuple[str, str]], value: str = "", parent: QWidget | None = None):
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(8)
        # The style sheet reaches the items of the list only through this delegate.
        self.setItemDelegate(QStyledItemDelegate(self))
        for key, label in options:
            self.addItem(label, key)
        self._value = ""
        self.set_value(value)
        self.activated.connect(self._on_activated)

    def value(self) -> str:
        """Return the key chosen."""
        return self._value

    def set_value(self, value: object) -> None:
        """Show the option of key `value` without telling anybody; an unknown key shows none."""
        self._value = str(value)
        self.setCurrentIndex(self.findData(self._value))
        self.draftChanged.emit()

    def show_various(self) -> None:
        """Show that the value differs among those the field stands for; any choice is then news."""
        self._value = _VARIOUS
        self.setPlaceholderText(tr("various"))
        self.setCurrentIndex(-1)
        self.draftChanged.emit()

    def problem(self) -> str | None:
        """Return None: what can be chosen can be."""
        return None

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint as any combo box does, but end a text that is too long in an ellipsis."""
        painter, option = QStylePainter(self), QStyleOptionComboBox()
        self.initStyleOption(option)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        control, part = QStyle.ComplexControl.CC_ComboBox, QStyle.SubControl.SC_ComboBoxEditField
        room = self.style().subControlRect(control, option, part, self).width() - 2
        text = option.currentText
        if self.currentIndex() < 0:
            text = self.placeholderText()
            option.palette.setBrush(QPalette.ColorRole.ButtonText, option.palette.placeholderText())
        option.currentText = option.fontMetrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def _on_activated(self, index: int) -> None:
        key = self.itemData(index)
        if key != self._value:
            self._value = key
            self.draftChanged.emit()
            self.valueEdited.emit(key)


class FlagField(QCheckBox):
    """A check box for a `Flag` setting."""

    valueEdited = Signal(object)
    draftChanged = Signal()

    def __init__(self, value: bool = False, parent: QWidget | None = None):
        super().__init__(parent)
        self.set_value(value)
        self.clicked.connect(self._on_clicked)

    def value(self) -> bool:
        """Return whether it is ticked."""
        return self.isChecked()

    def set_value(self, value: object) -> None:
        """Tick or clear without telling anybody."""
        self.setTristate(False)
        self.setChecked(bool(value))

    def show_various(self) -> None:
        """Show that the value differs among those the field stands for: neither ticked nor clear."""
        self.setTristate(True)
        self.setCheckState(Qt.CheckState.PartiallyChecked)

    def problem(self) -> str | None:
        """Return None: yes and no are always possible."""
        return None

    def _on_clicked(self, ticked: bool) -> None:
        self.setTristate(False)
        self.valueEdited.emit(ticked)
