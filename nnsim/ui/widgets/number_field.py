"""Entry of a whole or a real number."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QValidator, QWheelEvent
from PySide6.QtWidgets import QAbstractSpinBox, QWidget

from nnsim.base.settings import Integer, Real
from nnsim.base.text import tr
from nnsim.ui.look import fonts
from nnsim.ui.widgets import numbers
from nnsim.ui.widgets.style import set_property


class NumberField(QAbstractSpinBox):
    """A spin box for an `Integer` or `Real` setting.

    Understands what `Setting.parse` does. What is typed is checked at once (`problem`, `draftChanged`) but becomes the value only with
    Enter or when the focus leaves, and only if it is within the limits; Escape takes it back.
    Arrow keys, Page keys and the wheel step at once; the wheel only when the field has the focus.
    """

    valueEdited = Signal(object)
    """A user set a valid value."""
    draftChanged = Signal()
    """What stands in the field changed; ask `problem`."""

    def __init__(self, kind: Integer | Real, value: float = 0, parent: QWidget | None = None):
        super().__init__(parent)
        self.kind = kind
        self._value: int | float = value
        # Of our own, for QAbstractSpinBox clears the line's modified mark before it says it is finished.
        self._typed = False
        self._various = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccelerated(True)
        self.setFont(fonts.tabular(fonts.ui_font()))
        self.setKeyboardTracking(False)
        self.lineEdit().setInputMethodHints(Qt.InputMethodHint.ImhPreferNumbers)
        self.lineEdit().setTextMargins(6, 0, 0, 0)
        self.lineEdit().textEdited.connect(self._on_typed)
        self.editingFinished.connect(self._commit)
        self.set_value(value)

    def value(self) -> int | float:
        """Return the last valid value set or edited."""
        return self._value

    def set_value(self, value: float) -> None:
        """Show `value` without telling anybody."""
        self._value = value
        self._show()

    def show_various(self) -> None:
        """Show that the value differs among those the field stands for; any value set is then news."""
        self._show()
        self._various = True
        self.lineEdit().setPlaceholderText(tr("various"))
        self.lineEdit().clear()

    def problem(self) -> str | None:
        """Return why what stands in the field cannot be, or None."""
        if not self._typed:
            return self.kind.check(self._value)
        return self.kind.why_not(self.lineEdit().text())

    # What QAbstractSpinBox asks for.

    def stepBy(self, steps: int) -> None:
        base = self.kind.parse(self.lineEdit().text()) if self._is_sound() else self._value
        self._take(numbers.stepped(base, 1 if steps > 0 else -1, self.kind, big=abs(steps) >= 10))
        self.lineEdit().selectAll()

    def stepEnabled(self) -> QAbstractSpinBox.StepEnabledFlag:
        flags = QAbstractSpinBox.StepEnabledFlag.StepNone
        if self._value > self.kind.low:
            flags |= QAbstractSpinBox.StepEnabledFlag.StepDownEnabled
        if self._value < self.kind.high:
            flags |= QAbstractSpinBox.StepEnabledFlag.StepUpEnabled
        return flags

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        # Nothing typed is swallowed: "0,5" must not turn into 05. `problem` says what is wrong.
        return QValidator.State.Acceptable, text, position

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._typed:
            self._show()
            return
        super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        hint.setWidth(max(hint.width(), self.fontMetrics().horizontalAdvance("000,000 ") + 44))
        return hint

    minimumSizeHint = sizeHint

    def _on_typed(self, _text: str) -> None:
        self._typed = True
        set_property(self, "wrong", self.problem() is not None)
        self.draftChanged.emit()

    def _commit(self) -> None:
        if self._is_sound():
            self._take(self.kind.parse(self.lineEdit().text()))

    def _is_sound(self) -> bool:
        """Return whether what was typed, and not taken yet, can be taken."""
        return self._typed and self.problem() is None

    def _take(self, value: int | float) -> None:
        changed = value != self._value or self._various
        self._value = value
        self._show()
        if changed:
            self.valueEdited.emit(value)

    def _show(self) -> None:
        self.lineEdit().setText(numbers.labelled(self._value, self.kind))
        # Where there is less room than the number needs, its front must not be what is missing.
        self.lineEdit().setCursorPosition(0)
        self._typed = self._various = False
        set_property(self, "wrong", self.problem() is not None)
        self.draftChanged.emit()
        self.update()
