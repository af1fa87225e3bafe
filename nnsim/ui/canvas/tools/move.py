"""Drag nodes: they follow on the grid, and the drawing changes once, on release."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QMouseEvent

from nnsim.base.text import ntr, tr
from nnsim.document import edits
from nnsim.document.graph import Edge, Graph
from nnsim.document.layout import make_room
from nnsim.ui.canvas.geometry import CATCH, snapped
from nnsim.ui.canvas.items import EdgeItem, NodeItem
from nnsim.ui.canvas.tools.tool import Tool

if TYPE_CHECKING:
    from nnsim.ui.canvas.view import CanvasView

Places = dict[str, tuple[float, float]]


class MoveTool(Tool):
    """Moves the node that was taken, and all selected ones with it.

    Alt leaves the grid. A single node without connections that is dropped on an edge is put into
    it; the edge lights up before. A press without a drag selects just the node pressed on.
    """

    scrolls = True

    def __init__(self, view: CanvasView, item: NodeItem, start: QPointF, adding: bool) -> None:
        super().__init__(view)
        self._item = item
        self._press = start
        self._start = view.scene_point(start)
        self._adding = adding
        self._was_selected = item.id in view.workspace.selection
        self._before: Places = {}
        self._places: Places = {}
        self._edge: EdgeItem | None = None

    def begin(self) -> None:
        self.view.select_edges(())
        selection = self.view.workspace.selection
        if self._adding:
            self.view.workspace.select(selection | {self._item.id})
        elif not self._was_selected:
            self.view.workspace.select({self._item.id})

    def move(self, event: QMouseEvent) -> None:
        if not self._before:
            if not self.has_dragged(self._press, event):
                return
            nodes = self.view.canvas.nodes
            self._before = {i: (nodes[i].x(), nodes[i].y()) for i in self.view.workspace.selection}
            self.view.show_cursor(Qt.CursorShape.ClosedHandCursor)
        self._places = self._targets(event)
        self.view.canvas.place(self._places)
        self._light_edge()

    def _targets(self, event: QMouseEvent) -> Places:
        """Return where the nodes go: the one taken snaps, the others keep their distance to it."""
        way = self.point(event) - self._start
        x, y = self._before[self._item.id]
        free = event.modifiers() & Qt.KeyboardModifier.AltModifier
        to_x, to_y = (x + way.x(), y + way.y()) if free else snapped(x + way.x(), y + way.y())
        return {id_: (px + to_x - x, py + to_y - y) for id_, (px, py) in self._before.items()}

    def _light_edge(self) -> None:
        graph, id_ = self.view.workspace.graph, self._item.id
        edge = None
        loose = id_ not in graph.incoming and id_ not in graph.outgoing
        if len(self._before) == 1 and loose and edits.why_not_insert(graph[id_].layer) is None:
            edge = self.view.canvas.edge_at(self._item.pos(), CATCH)
        self._light(edge)

    def _light(self, edge: EdgeItem | None) -> None:
        if edge is not self._edge:
            if self._edge is not None:
                self._edge.set_state(lit=False)
            if edge is not None:
                edge.set_state(lit=True)
            self._edge = edge

    def release(self, event: QMouseEvent) -> None:
        if not self._before:
            self._click()
            self.view.end_tool()
            return
        edge = self._edge.edge if self._edge is not None else None
        places, self._places = self._places, {}
        self.view.end_tool()
        if not self.view.edit(self._label(edge), lambda graph: self._moved(graph, places, edge)):
            self.view.canvas.place(self._before)

    def _moved(self, graph: Graph, places: Places, edge: Edge | None) -> Graph:
        graph = edits.move(graph, places)
        if edge is None:
            return graph
        graph = edits.put_on_edge(graph, edge, self._item.id)
        return edits.move(graph, make_room(graph, self._item.id))

    def _label(self, edge: Edge | None) -> str:
        names = [self.view.workspace.graph[i].name for i in self._before]
        if edge is not None:
            return tr("Insert {name}").format(name=names[0])
        if len(names) == 1:
            return tr("Move {name}").format(name=names[0])
        return ntr("Move {n} layer", "Move {n} layers", len(names)).format(n=len(names))

    def _click(self) -> None:
        selection = self.view.workspace.selection
        if self._adding and self._was_selected:
            self.view.workspace.select(selection - {self._item.id})
        elif not self._adding:
            self.view.workspace.select({self._item.id})

    def cancel(self) -> None:
        self.view.canvas.place({i: p for i, p in self._before.items() if i in self.view.canvas.nodes})

    def end(self) -> None:
        self._light(None)
