"""A number one takes hold of: dragged up and down, turned by the wheel and the arrow keys, or typed."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from nnsim.base.settings import Real
from nnsim.ui.canvas.inline_editor import InlineEditor
from nnsim.ui.look import fonts
from nnsim.ui.widgets.holding import parent_of

_PIXELS = 5.0
"""A hand moves so far up for one step."""
_STILL = 3
"""A press that moves no further than this is a click."""
_FIELD = (104, 28)
_KEYS = {
    Qt.Key.Key_Up: 1.0,
    Qt.Key.Key_Right: 1.0,
    Qt.Key.Key_Down: -1.0,
    Qt.Key.Key_Left: -1.0,
    Qt.Key.Key_PageUp: 10.0,
    Qt.Key.Key_PageDown: -10.0,
}


class DragValue(QWidget):
    """Changes a number; what it looks like its heirs paint.

    Parameters
    ----------
    kind
        What the number is and may be.
    step
        How far one notch of the wheel, or five pixels of a drag, go; a tenth of it with Shift.

    Signals
    -------
    edited(float)
        A person set another value; whoever made it shows the value then.
    clicked()
        It was pressed and let go of without being moved.
    refused(str)
        What was typed cannot be, and why.
    """

    edited = Signal(float)
    clicked = Signal()
    refused = Signal(str)

    def __init__(self, kind: Real, step: float, parent: QWidget) -> None:
        super().__init__(parent)
        self.kind, self.step = kind, step
        self.value = 0.0
        self._name = ""
        self._pressed: tuple[QPointF, float] | None = None
        self._moved = False
        self._editor = InlineEditor(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.SizeVerCursor)

    def set_value(self, value: float) -> None:
        """Show a value without telling anybody."""
        if value != self.value:
            self.value = value
            self._say()
            self.update()

    def name_it(self, name: str, help_: str = "") -> None:
        """Give it the name that screen readers say before the value."""
        self._name = name
        self.setToolTip(help_)
        self._say()

    def type_value(self, begin: str = "") -> None:
        """Open a field over it; `begin` is what was typed already."""
        self._editor.open(field_area(self), self.kind, self.value, self._take, self.refused.emit)
        if begin and self._editor.field is not None:
            self._editor.field.setText(begin)  # type: ignore[union-attr]

    # ---- what Qt asks for --------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed, self._moved = (event.globalPosition(), self.value), False
            self.setFocus(Qt.FocusReason.MouseFocusReason)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed is None:
            return
        start, value = self._pressed
        up = start.y() - event.globalPosition().y()
        if self._moved or abs(up) > _STILL:
            self._moved = True
            fine = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self._go_to(value + round(up / _PIXELS) * self._notch(fine))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        was_click = self._pressed is not None and not self._moved
        self._pressed = None
        if was_click and event.button() == Qt.MouseButton.LeftButton:
            self.clicked.emit()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._pressed = None
        self.type_value()

    def wheelEvent(self, event: QWheelEvent) -> None:
        turned = event.angleDelta().y() or event.angleDelta().x()
        fine = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if turned:
            self._go_to(self.value + (1 if turned > 0 else -1) * self._notch(fine))
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = _KEYS.get(Qt.Key(event.key()))
        if steps is not None:
            fine = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self._go_to(self.value + steps * self._notch(fine))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2):
            self.type_value()
        elif event.key() == Qt.Key.Key_Space:
            self.clicked.emit()
        elif event.text() and event.text() in "0123456789-−.+":
            self.type_value(event.text().replace("−", "-"))
        else:
            super().keyPressEvent(event)

    # ---- inside ------------------------------------------------------------------------------

    def _notch(self, fine: bool) -> float:
        return self.step / 10 if fine else self.step

    def _go_to(self, value: float) -> None:
        bounded = min(max(value, self.kind.low), self.kind.high)
        self._take(float(f"{bounded:.10g}") + 0.0)  # no −0

    def _take(self, value: float) -> None:
        if value != self.value:
            self.set_value(value)
            self.edited.emit(value)

    def _say(self) -> None:
        self.setAccessibleName(f"{self._name} {self.kind.show(self.value)}".strip())


def field_area(widget: QWidget) -> QRect:
    """Return where a field to type in lies over `widget`, in the coordinates of its parent."""
    width, height = map(fonts.grown, _FIELD)
    room, middle = parent_of(widget).rect(), widget.geometry().center()
    x = min(max(middle.x() - width // 2, 0), max(room.width() - width, 0))
    return QRect(x, middle.y() - height // 2, width, height)
