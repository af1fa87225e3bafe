"""A whole number with a button to make it less and one to make it more."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QToolButton, QWidget

from nnsim.base.text import tr
from nnsim.ui.look import fonts
from nnsim.ui.widgets.style import icon_button, label, wrapped

_BUTTON = 24
"""Pixels of a button across, before letters grow."""
_DELAY, _INTERVAL = 400, 60
"""Milliseconds after which a button that is held steps again, and again."""


class Stepper(QWidget):
    """Says what is wanted; shows what it is told."""

    stepped = Signal(int)
    """A user wants the number less by one (−1), or more by one (1)."""

    def __init__(
        self, name: str, parent: QWidget | None = None, *, words: QLabel | QLineEdit | None = None
    ) -> None:
        super().__init__(parent)
        self.words = label("") if words is None else words
        self.words.setFont(fonts.tabular(fonts.sized(fonts.ui_font(), fonts.SMALL)))
        self.words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.less = self._button("minus", tr("{name}: one less").format(name=name), -1)
        self.more = self._button("plus", tr("{name}: one more").format(name=name), 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for widget in (self.less, self.words, self.more):
            row.addWidget(widget)

    @property
    def stops(self) -> tuple[QWidget, ...]:
        """Where the Tab key stops, in order."""
        return self.less, self.more

    def show_number(self, number: int, text: str, tip: str, limits: tuple[int, int]) -> None:
        """Show `number` as `text`; neither button goes beyond the limits."""
        self.words.setText(text)
        self.words.setToolTip(wrapped(tip))
        self.less.setEnabled(number > limits[0])
        self.more.setEnabled(number < limits[1])
        for made in (self.less, self.more):
            made.setAccessibleDescription(tip)

    def _button(self, icon: str, name: str, by: int) -> QToolButton:
        made = icon_button(icon, name, lambda: self.stepped.emit(by))
        made.setProperty("tight", True)
        made.setFixedWidth(fonts.grown(_BUTTON))
        made.setAutoRepeat(True)
        made.setAutoRepeatDelay(_DELAY)
        made.setAutoRepeatInterval(_INTERVAL)
        made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return made

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Plus) and self.more.isEnabled():
            self.stepped.emit(1)
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Minus) and self.less.isEnabled():
            self.stepped.emit(-1)
        else:
            super().keyPressEvent(event)
