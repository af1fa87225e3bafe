"""What all gestures have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent

if TYPE_CHECKING:
    from nnsim.ui.canvas.view import CanvasView


class Tool:
    """One gesture, from the press that began it to its release or cancellation.

    The view hands it every event until the gesture calls ``view.end_tool()``, and calls `cancel`
    when something else must happen first (Escape, an undo, another document).
    """

    cursor: Qt.CursorShape | None = None
    scrolls = False
    """Whether the paper moves along while the mouse waits at the rim."""

    def __init__(self, view: CanvasView) -> None:
        self.view = view

    def begin(self) -> None:
        """Take hold; called once, when the view has made this its tool."""

    def move(self, event: QMouseEvent) -> None:
        """Follow the mouse."""

    def release(self, event: QMouseEvent) -> None:
        """End with the mouse button."""

    def key(self, event: QKeyEvent) -> bool:
        """Take a key; return whether it was used."""
        return False

    def end(self) -> None:
        """Put away everything that was only shown for the gesture; called exactly once."""

    def cancel(self) -> None:
        """Undo whatever was only a preview; `end` follows."""

    def point(self, event: QMouseEvent) -> QPointF:
        """Return where the mouse is, in scene coordinates."""
        return self.view.scene_point(event.position())

    def has_dragged(self, start: QPoint | QPointF, event: QMouseEvent) -> bool:
        """Return whether the mouse is far enough from `start` (view coordinates) to mean a drag."""
        return (event.position() - QPointF(start)).manhattanLength() >= 4
