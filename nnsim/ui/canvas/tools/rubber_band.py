"""Drag over empty canvas: select what the rectangle touches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QMouseEvent, QPen
from PySide6.QtWidgets import QGraphicsRectItem

from nnsim.ui.canvas.tools.tool import Tool
from nnsim.ui.look.theme import theme

if TYPE_CHECKING:
    from nnsim.ui.canvas.view import CanvasView


class RubberBandTool(Tool):
    """Selects while it is drawn; with Shift or Ctrl it adds to what was selected."""

    scrolls = True

    def __init__(self, view: CanvasView, start: QPointF, adding: bool) -> None:
        super().__init__(view)
        self._start = view.scene_point(start)
        self._before = view.workspace.selection
        self._kept = self._before if adding else frozenset()
        self._band = QGraphicsRectItem()

    def begin(self) -> None:
        pen = QPen(theme().colour("accent"), 1)
        pen.setCosmetic(True)
        self._band.setPen(pen)
        self._band.setBrush(theme().colour("accent", 0.12))
        self._band.setZValue(3)
        self.view.canvas.addItem(self._band)
        self.view.select_edges(())
        self.view.workspace.select(self._kept)

    def move(self, event: QMouseEvent) -> None:
        area = QRectF(self._start, self.point(event)).normalized()
        self._band.setRect(area)
        touched = {id_ for id_, item in self.view.canvas.nodes.items() if item.card().intersects(area)}
        self.view.workspace.select(self._kept | touched)

    def release(self, event: QMouseEvent) -> None:
        self.view.end_tool()

    def cancel(self) -> None:
        self.view.workspace.select(self._before)

    def end(self) -> None:
        self.view.canvas.removeItem(self._band)
