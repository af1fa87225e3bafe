"""A press on the note of a problem: open it, or make the repair it offers."""

from __future__ import annotations

from PySide6.QtCore import QPointF

from nnsim.ui.canvas.camera import Camera
from nnsim.ui.canvas.items import NodeItem
from nnsim.ui.canvas.notes import Notes
from nnsim.ui.canvas.tools.tool import Tool


class PressNoteTool(Tool):
    """Presses the note of `item`; the second click of a double one presses nothing more."""

    def __init__(self, camera: Camera, notes: Notes, item: NodeItem, start: QPointF) -> None:
        super().__init__(camera)
        self._notes, self._item = notes, item
        self._start = camera.scene_point(start)

    def begin(self) -> None:
        self._notes.press(self._item, self._start)
