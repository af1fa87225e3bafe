"""Drop a layer from the palette, on empty canvas or on an edge."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QGraphicsRectItem

from nnsim.base.errors import NnsimError
from nnsim.document import edits
from nnsim.engine.layer import Layer
from nnsim.ui.canvas.geometry import CATCH, card_height, card_rect, snapped
from nnsim.ui.canvas.items import EdgeItem
from nnsim.ui.canvas.tools.tool import Tool
from nnsim.ui.look.theme import theme
from nnsim.ui.palette.layer_mime import layer_in

if TYPE_CHECKING:
    from nnsim.ui.canvas.view import CanvasView


class DropTool(Tool):
    """Follows a drag from outside: a ghost shows the place, the edge below lights up."""

    def __init__(self, view: CanvasView, layer: Layer) -> None:
        super().__init__(view)
        self._layer = layer
        self._edge: EdgeItem | None = None
        self._ghost = QGraphicsRectItem(card_rect(card_height(1, False)))

    @classmethod
    def accepting(cls, view: CanvasView, event: QDropEvent) -> DropTool | None:
        """Return the tool for what `event` brings, or None when it is nothing of ours."""
        try:
            layer = layer_in(event.mimeData())
        except NnsimError as error:
            view.complain(str(error), event.position())
            return None
        return None if layer is None else cls(view, layer)

    def begin(self) -> None:
        self._ghost.setPen(theme().colour("accent"))
        self._ghost.setBrush(theme().colour("accent", 0.10))
        self._ghost.setZValue(2)
        self.view.canvas.addItem(self._ghost)

    def hover(self, at: QPointF) -> None:
        """Show what dropping at `at` (view coordinates) would do."""
        point = self.view.scene_point(at)
        self._ghost.setPos(*snapped(point.x(), point.y()))
        edge = self.view.canvas.edge_at(point, CATCH)
        reason = edits.why_not_insert(self._layer) if edge is not None else None
        if reason:
            self.view.show_bubble(reason, at)
            edge = None
        else:
            self.view.hide_bubble()
        self._light(edge)

    def drop(self, at: QPointF) -> None:
        """Add the layer there, or put it into the edge there."""
        self.hover(at)
        edge = self._edge.edge if self._edge is not None else None
        point = self.view.scene_point(at)
        self.view.end_tool()
        self.view.add_layer(self._layer, point, edge=edge)
        self.view.setFocus(Qt.FocusReason.MouseFocusReason)

    def _light(self, edge: EdgeItem | None) -> None:
        if edge is not self._edge:
            if self._edge is not None:
                self._edge.set_state(lit=False)
            if edge is not None:
                edge.set_state(lit=True)
            self._edge = edge

    def end(self) -> None:
        self._light(None)
        self.view.hide_bubble()
        self.view.canvas.removeItem(self._ghost)
