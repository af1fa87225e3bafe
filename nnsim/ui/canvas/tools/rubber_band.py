"""Drag over empty canvas: select what the rectangle touches. Double click: add a layer there."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QMouseEvent, QPen
from PySide6.QtWidgets import QGraphicsRectItem

from nnsim.ui.canvas.adder import Adder
from nnsim.ui.canvas.camera import Camera
from nnsim.ui.canvas.scene import GraphScene
from nnsim.ui.canvas.selection import Selection
from nnsim.ui.canvas.tools.tool import Tool
from nnsim.ui.look.theme import theme


class RubberBandTool(Tool):
    """Selects while it is drawn; `adding` to what was selected before, or instead of that."""

    scrolls = True

    def __init__(
        self,
        camera: Camera,
        scene: GraphScene,
        selection: Selection,
        adder: Adder,
        start: QPointF,
        *,
        adding: bool,
    ) -> None:
        super().__init__(camera)
        self._scene, self._selection, self._adder = scene, selection, adder
        self._start = camera.scene_point(start)
        self._before = selection.nodes
        self._kept = self._before if adding else frozenset()
        self._band = QGraphicsRectItem()

    def begin(self) -> None:
        pen = QPen(theme().colour("accent"), 1)
        pen.setCosmetic(True)
        self._band.setPen(pen)
        self._band.setBrush(theme().colour("accent", 0.12))
        self._band.setZValue(3)
        self._scene.addItem(self._band)
        self._selection.select(self._kept)

    def move(self, event: QMouseEvent) -> None:
        area = QRectF(self._start, self.point(event)).normalized()
        self._band.setRect(area)
        touched = {id_ for id_, item in self._scene.nodes.items() if item.card().intersects(area)}
        self._selection.select(self._kept | touched)

    def double_click(self, event: QMouseEvent) -> None:
        self._adder.ask(event.position())

    def cancel(self) -> None:
        self._selection.select(self._before)

    def end(self) -> None:
        self._scene.removeItem(self._band)
