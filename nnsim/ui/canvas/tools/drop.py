"""Drop a layer from the palette, on empty canvas or on an edge."""

from __future__ import annotations

from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QGraphicsRectItem

from nnsim.document import edits
from nnsim.engine.layer import Layer
from nnsim.ui.canvas.adder import Adder
from nnsim.ui.canvas.camera import Camera
from nnsim.ui.canvas.geometry import CATCH, card_height, card_rect, snapped
from nnsim.ui.canvas.scene import GraphScene
from nnsim.ui.canvas.talker import Talker
from nnsim.ui.canvas.tools.lit_edge import LitEdge
from nnsim.ui.canvas.tools.tool import Deed, Tool
from nnsim.ui.look.theme import theme


class DropTool(Tool):
    """Follows `layer`, dragged from outside: a ghost shows the place, the edge below lights up."""

    def __init__(self, camera: Camera, scene: GraphScene, adder: Adder, talker: Talker, layer: Layer) -> None:
        super().__init__(camera)
        self._scene, self._adder, self._talker = scene, adder, talker
        self._layer = layer
        self._edge = LitEdge()
        self._ghost = QGraphicsRectItem(card_rect(card_height(1, False)))

    def begin(self) -> None:
        self._ghost.setPen(theme().colour("accent"))
        self._ghost.setBrush(theme().colour("accent", 0.10))
        self._ghost.setZValue(2)
        self._scene.addItem(self._ghost)

    def hover(self, at: QPointF) -> None:
        """Show what dropping at `at` (view coordinates) would do."""
        point = self.camera.scene_point(at)
        self._ghost.setPos(*snapped(point.x(), point.y()))
        edge = self._scene.edge_at(point, CATCH)
        reason = edits.why_not_insert(self._layer) if edge is not None else None
        if reason:
            self._talker.show(reason, at)
            edge = None
        else:
            self._talker.hide()
        self._edge.light(edge)

    def drop(self, at: QPointF) -> Deed:
        """Return what adds the layer there, or puts it into the edge there."""
        self.hover(at)
        edge, point = self._edge.edge, self.camera.scene_point(at)
        return lambda: self._adder.add(self._layer, point, edge=edge)

    def end(self) -> None:
        self._edge.light(None)
        self._talker.hide()
        self._scene.removeItem(self._ghost)
