"""Drag from a port: draw a connection, forwards or backwards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QMouseEvent

from nnsim.base.text import tr
from nnsim.document import edits
from nnsim.ui.canvas.items import LooseEdge, NodeItem
from nnsim.ui.canvas.tools.tool import Tool

if TYPE_CHECKING:
    from nnsim.ui.canvas.view import CanvasView


class ConnectTool(Tool):
    """Draws an edge from the port that was taken to the node under the mouse.

    Legal ends light up for as long as the gesture lasts. Over an illegal one a bubble says why it
    cannot be. Let go on empty canvas, it asks for a new layer and connects that.
    """

    cursor = Qt.CursorShape.CrossCursor
    scrolls = True

    def __init__(self, view: CanvasView, item: NodeItem, port: str, start: QPointF) -> None:
        super().__init__(view)
        self._item = item
        self._forwards = port == "output"
        self._press = start
        self._dragged = False
        self._line = LooseEdge()
        self._over: NodeItem | None = None

    def begin(self) -> None:
        self.view.canvas.addItem(self._line)
        self.view.light_targets(self._item.id, self._forwards)

    def ends(self, other: str) -> tuple[str, str]:
        """Return source and target of the edge between the node taken and `other`."""
        return (self._item.id, other) if self._forwards else (other, self._item.id)

    def move(self, event: QMouseEvent) -> None:
        self._dragged = self._dragged or self.has_dragged(self._press, event)
        point = self.point(event)
        self._over = self._target(point)
        reason = self._reason()
        self._draw(point, reason is None)
        if reason:
            self.view.show_bubble(reason, event.position())
        else:
            self.view.hide_bubble()

    def _target(self, point: QPointF) -> NodeItem | None:
        hit = self.view.canvas.port_at(point)
        over = hit[0] if hit else self.view.canvas.node_at(point)
        return (
            None if over is self._item and not over.card().adjusted(16, 16, -16, 0).contains(point) else over
        )

    def _reason(self) -> str | None:
        if self._over is None:
            return None
        return edits.why_not_connect(self.view.workspace.graph, *self.ends(self._over.id))

    def _draw(self, point: QPointF, legal: bool) -> None:
        own = self._item.output_port() if self._forwards else self._item.input_port()
        if self._over is not None and legal:
            point = self._over.input_port() if self._forwards else self._over.output_port()
        self._line.lead(*((own, point) if self._forwards else (point, own)), legal)

    def release(self, event: QMouseEvent) -> None:
        over, dragged = self._over, self._dragged
        self.view.end_tool()
        if not dragged:
            self.view.workspace.select({self._item.id})
        elif over is None:
            self.view.open_quick_add(event.position(), self._item.id, self._forwards)
        else:
            source, target = self.ends(over.id)
            self.view.edit(tr("Connect"), lambda graph: edits.connect(graph, source, target))

    def end(self) -> None:
        self.view.hide_bubble()
        self.view.light_targets(None)
        self.view.canvas.removeItem(self._line)
