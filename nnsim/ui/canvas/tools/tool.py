"""What all gestures have in common."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent

from nnsim.ui.canvas.camera import Camera

Deed = Callable[[], object]
"""What remains to be done when a gesture has ended."""


def nothing() -> None:
    """End a gesture that has done everything already."""


class Tool:
    """One gesture, from the press that began it to its end.

    It gets every event until it returns a `Deed`: then `end` is called, and the deed done after it.
    `cancel` and `end` are called where something else must happen first (Escape, the right button,
    an undo, another document).
    """

    cursor: Qt.CursorShape | None = None
    scrolls = False
    """Whether the paper moves along while the mouse waits at the rim."""

    def __init__(self, camera: Camera) -> None:
        self.camera = camera

    def begin(self) -> None:
        """Take hold; called once."""

    def move(self, event: QMouseEvent) -> None:
        """Follow the mouse."""

    def release(self, event: QMouseEvent) -> Deed | None:
        """End with the mouse button."""
        return nothing

    def double_click(self, event: QMouseEvent) -> None:
        """Do what a double click means where this gesture would begin; `begin` was not called."""

    def key(self, event: QKeyEvent) -> Deed | None:
        """Take a key; Escape never comes here."""
        return None

    def end(self) -> None:
        """Put away everything that was only shown for the gesture; called exactly once."""

    def cancel(self) -> None:
        """Undo whatever was only a preview; `end` follows."""

    def point(self, event: QMouseEvent) -> QPointF:
        """Return where the mouse is, in scene coordinates."""
        return self.camera.scene_point(event.position())


def has_dragged(start: QPointF, event: QMouseEvent) -> bool:
    """Return whether the mouse is far enough from `start` (view coordinates) to mean a drag."""
    return (event.position() - start).manhattanLength() >= 4
