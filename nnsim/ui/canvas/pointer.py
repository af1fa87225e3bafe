"""The mouse over a canvas: where it was last, and how it looks."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QWidget


class Pointer:
    """The mouse over `viewport`, in its coordinates."""

    def __init__(self, viewport: QWidget) -> None:
        self.viewport = viewport
        self.at: QPointF | None = None
        """Where it was last; None before it came."""

    @property
    def place(self) -> QPointF:
        """Where it is, or the middle while it is elsewhere."""
        room = self.viewport.rect()
        inside = self.at is not None and room.contains(self.at.toPoint())
        return self.at if inside and self.at is not None else QPointF(room.center())

    def show(self, shape: Qt.CursorShape | None) -> None:
        """Show the mouse as `shape`, or as usual."""
        if shape is None:
            self.viewport.unsetCursor()
        elif self.viewport.cursor().shape() != shape:
            self.viewport.setCursor(shape)

    def near_rim(self, reach: int) -> tuple[int, int]:
        """Return how far the mouse has come into a rim of `reach` pixels: right and down, negative beyond."""
        if self.at is None:
            return 0, 0
        room = self.viewport.rect()
        across = max(0.0, reach - self.at.x()) - max(0.0, self.at.x() - (room.width() - reach))
        down = max(0.0, reach - self.at.y()) - max(0.0, self.at.y() - (room.height() - reach))
        return round(min(max(across, -reach), reach)), round(min(max(down, -reach), reach))
