"""What is rarely needed, folded away below the word "More"."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnsim.base.text import tr
from nnsim.ui.look.icons import icon
from nnsim.ui.widgets.style import button


class Fold(QWidget):
    """A button that shows and hides what lies below it."""

    turned = Signal(bool)
    """A user opened or closed it."""

    def __init__(self, held: QWidget, is_open: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._held = held
        self.button = button("", self._turn, variant="fold")
        self.button.setText(tr("More"))
        self.button.setIconSize(QSize(12, 12))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(held)
        self.set_open(is_open)

    def set_open(self, is_open: bool) -> None:
        """Show what lies below, or hide it."""
        self._held.setVisible(is_open)
        self.button.setIcon(icon("chevron-down" if is_open else "chevron-right", "muted"))
        self.button.setAccessibleDescription(tr("shown") if is_open else tr("hidden"))

    def _turn(self) -> None:
        opens = self._held.isHidden()
        self.set_open(opens)
        self.turned.emit(opens)
