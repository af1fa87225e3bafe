"""What a canvas says: sentences beside the mouse, and to screen readers."""

from __future__ import annotations

from PySide6.QtCore import QPointF
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QWidget

from nnsim.base.event import Event
from nnsim.ui.canvas.bubble import Bubble
from nnsim.ui.canvas.pointer import Pointer


class Talker:
    """Speaks for `widget`, in a bubble over it.

    `complained` fires with every sentence that said why something could not be done.
    """

    def __init__(self, widget: QWidget, pointer: Pointer) -> None:
        self._widget = widget
        self._pointer = pointer
        self._bubble = Bubble(widget)
        self.complained: Event[[str]] = Event()

    @property
    def text(self) -> str:
        """What the bubble says, empty while there is none."""
        return self._bubble.text

    def complain(self, text: str, at: QPointF | None = None) -> None:
        """Show why something cannot be, beside `at` (view coordinates; None: the mouse), for a while."""
        self._bubble.say(text, self._pointer.place if at is None else at, transient=True)
        self.announce(text)
        self.complained.fire(text)

    def show(self, text: str, at: QPointF, complaint: bool = True) -> None:
        """Show `text` beside `at` (view coordinates) until `hide`."""
        self._bubble.say(text, at, complaint)

    def hide(self) -> None:
        """Say no more."""
        self._bubble.hide()

    def announce(self, text: str) -> None:
        """Tell screen readers `text`."""
        if text != self._widget.accessibleDescription():
            self._widget.setAccessibleDescription(text)
            event = QAccessibleEvent(self._widget, QAccessible.Event.DescriptionChanged)
            QAccessible.updateAccessibility(event)
