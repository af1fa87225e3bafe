"""Space- or middle-drag: move the paper under the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QMouseEvent

from nnsim.ui.canvas.tools.tool import Tool

if TYPE_CHECKING:
    from nnsim.ui.canvas.view import CanvasView


class PanTool(Tool):
    """Follows the mouse with the whole picture."""

    cursor = Qt.CursorShape.ClosedHandCursor

    def __init__(self, view: CanvasView, start: QPointF) -> None:
        super().__init__(view)
        self._last = start

    def move(self, event: QMouseEvent) -> None:
        way = event.position() - self._last
        self._last = event.position()
        self.view.pan(way.x(), way.y())

    def release(self, event: QMouseEvent) -> None:
        self.view.end_tool()
