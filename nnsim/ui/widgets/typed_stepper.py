"""A whole number with a button to make it less and one to make it more, which can be typed as well."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from nnsim.base.settings import Integer
from nnsim.ui.look import fonts
from nnsim.ui.widgets.stepper import Stepper
from nnsim.ui.widgets.style import set_property

_LEAST, _SIDES = 22, 10
"""Pixels of a number, before letters grow, and those beside its digits."""


class TypedStepper(Stepper):
    """A click on the number selects it; Enter, or leaving it, takes what was typed, Escape takes it back."""

    typed = Signal(int)
    """A user typed a number within the limits."""
    refused = Signal(str)
    """What a user typed and left cannot be: a sentence that says why."""

    def __init__(self, name: str, kind: Integer, parent: QWidget | None = None) -> None:
        self._kind, self._number = kind, 0
        self.field = _NumberLine()
        super().__init__(name, parent, words=self.field)
        self.field.setAccessibleName(name)
        self.field.textEdited.connect(lambda text: self._mark(kind.why_not(text)))
        self.field.editingFinished.connect(self._take)

    @property
    def stops(self) -> tuple[QWidget, ...]:
        return self.less, self.field, self.more

    def show_number(self, number: int, text: str, tip: str, limits: tuple[int, int]) -> None:
        """Show `number` as `text`, which is left alone while another one is typed over the same."""
        if number != self._number or not self.field.isModified():
            super().show_number(number, text, tip, limits)
            self._put_back(number, text)
        self.field.setAccessibleDescription(tip)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.field.isModified():
            self._put_back(self._number, self._kind.show(self._number))
            self.field.selectAll()
            return
        super().keyPressEvent(event)

    def _put_back(self, number: int, text: str) -> None:
        self._number = number
        self.field.setText(text)
        self.field.setModified(False)
        self._mark(None)
        self.field.updateGeometry()

    def _take(self) -> None:
        if not self.field.isModified():
            return
        text, before = self.field.text(), self._number
        problem = self._kind.why_not(text)
        self._put_back(before, self._kind.show(before))
        if problem is not None:
            self.refused.emit(problem)
        elif (number := int(self._kind.parse(text))) != before:
            self.typed.emit(number)
        if self.field.hasFocus():
            self.field.selectAll()

    def _mark(self, problem: str | None) -> None:
        set_property(self.field, "wrong", problem is not None)


class _NumberLine(QLineEdit):
    """A number that looks like a word until the mouse or the keyboard is on it."""

    def __init__(self) -> None:
        super().__init__()
        self._is_entered = False
        self.setProperty("variant", "flat")
        self.setFont(fonts.tabular(fonts.sized(fonts.ui_font(), fonts.SMALL)))
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setInputMethodHints(Qt.InputMethodHint.ImhPreferNumbers)

    def sizeHint(self) -> QSize:
        words = self.fontMetrics().horizontalAdvance(self.text()) + _SIDES
        return QSize(max(fonts.grown(_LEAST), words), fonts.grown(22))

    minimumSizeHint = sizeHint

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        if self._is_entered:
            self._is_entered = False
            self.selectAll()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        # The press that gives the focus comes after it, and would put the cursor between the digits.
        self._is_entered = event.reason() == Qt.FocusReason.MouseFocusReason
        self.selectAll()
