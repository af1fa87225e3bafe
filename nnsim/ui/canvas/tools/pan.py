"""Space- or middle-drag: move the paper under the window."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QMouseEvent

from nnsim.ui.canvas.camera import Camera
from nnsim.ui.canvas.tools.tool import Tool


class PanTool(Tool):
    """Follows the mouse with the whole picture."""

    cursor = Qt.CursorShape.ClosedHandCursor

    def __init__(self, camera: Camera, start: QPointF) -> None:
        super().__init__(camera)
        self._last = start

    def move(self, event: QMouseEvent) -> None:
        way = event.position() - self._last
        self._last = event.position()
        self.camera.pan(way.x(), way.y())
