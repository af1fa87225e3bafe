"""Choice among named values, and yes or no."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QWidget

from nnsim.base.text import tr
from nnsim.ui.widgets.combo import Combo

_VARIOUS = "\x00"
"""Stands for a value that is none of the options."""


class ChoiceField(Combo):
    """A combo box of (key, translated label) pairs."""

    valueEdited = Signal(object)
    draftChanged = Signal()

    def __init__(self, options: Sequence[tuple[str, str]], value: str = "", parent: QWidget | None = None):
        super().__init__(parent)
        self.setSizeAdjustPolicy(Combo.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(8)
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
