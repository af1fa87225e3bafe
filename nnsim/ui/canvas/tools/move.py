"""Drag nodes: they follow on the grid, and the drawing changes once, on release."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QMouseEvent

from nnsim.base.text import ntr, tr
from nnsim.document import edits
from nnsim.document.graph import Edge, Graph
from nnsim.document.layout import make_room
from nnsim.ui.canvas.camera import Camera
from nnsim.ui.canvas.editor import Editor
from nnsim.ui.canvas.geometry import CATCH, snapped
from nnsim.ui.canvas.in_place import InPlace
from nnsim.ui.canvas.items import NodeItem
from nnsim.ui.canvas.pointer import Pointer
from nnsim.ui.canvas.scene import GraphScene
from nnsim.ui.canvas.selection import Selection
from nnsim.ui.canvas.tools.lit_edge import LitEdge
from nnsim.ui.canvas.tools.tool import Deed, Tool, has_dragged

Places = dict[str, tuple[float, float]]


class MoveTool(Tool):
    """Moves the node that was taken, and all selected ones with it.

    Alt leaves the grid. A single node without connections that is dropped on an edge is put into
    it; the edge lights up before. A press without a drag selects just the node pressed on, or, when
    `adding`, takes it to the others or away from them. A double click edits its main setting.
    """

    scrolls = True

    def __init__(
        self,
        camera: Camera,
        scene: GraphScene,
        selection: Selection,
        editor: Editor,
        in_place: InPlace,
        pointer: Pointer,
        item: NodeItem,
        start: QPointF,
        *,
        adding: bool,
    ) -> None:
        super().__init__(camera)
        self._scene, self._selection, self._editor = scene, selection, editor
        self._in_place, self._pointer = in_place, pointer
        self._item = item
        self._press = start
        self._start = camera.scene_point(start)
        self._adding = adding
        self._was_selected = item.id in selection.nodes
        self._before: Places = {}
        self._places: Places = {}
        self._edge = LitEdge()

    def begin(self) -> None:
        if self._adding:
            self._selection.select(self._selection.nodes | {self._item.id})
        elif self._was_selected:
            self._selection.select_edges(())
        else:
            self._selection.select({self._item.id})

    def move(self, event: QMouseEvent) -> None:
        if not self._before:
            if not has_dragged(self._press, event):
                return
            nodes = self._scene.nodes
            self._before = {i: (nodes[i].x(), nodes[i].y()) for i in self._selection.nodes}
            self._pointer.show(Qt.CursorShape.ClosedHandCursor)
        self._places = self._targets(event)
        self._scene.place(self._places)
        self._light_edge()

    def _targets(self, event: QMouseEvent) -> Places:
        """Return where the nodes go: the one taken snaps, the others keep their distance to it."""
        way = self.point(event) - self._start
        x, y = self._before[self._item.id]
        free = event.modifiers() & Qt.KeyboardModifier.AltModifier
        to_x, to_y = (x + way.x(), y + way.y()) if free else snapped(x + way.x(), y + way.y())
        return {id_: (px + to_x - x, py + to_y - y) for id_, (px, py) in self._before.items()}

    def _light_edge(self) -> None:
        graph, id_ = self._editor.graph, self._item.id
        edge = None
        loose = id_ not in graph.incoming and id_ not in graph.outgoing
        if len(self._before) == 1 and loose and edits.why_not_insert(graph[id_].layer) is None:
            edge = self._scene.edge_at(self._item.pos(), CATCH)
        self._edge.light(edge)

    def release(self, event: QMouseEvent) -> Deed | None:
        if not self._before:
            return self._click
        places, edge = self._places, self._edge.edge
        return lambda: self._drop(places, edge)

    def _drop(self, places: Places, edge: Edge | None) -> None:
        if not self._editor.edit(
            _label(self._editor.graph, self._before, edge), lambda graph: self._moved(graph, places, edge)
        ):
            self._scene.place(self._before)

    def _moved(self, graph: Graph, places: Places, edge: Edge | None) -> Graph:
        graph = edits.move(graph, places)
        if edge is None:
            return graph
        graph = edits.put_on_edge(graph, edge, self._item.id)
        return edits.move(graph, make_room(graph, self._item.id))

    def _click(self) -> None:
        if self._adding and self._was_selected:
            self._selection.select(self._selection.nodes - {self._item.id})
        elif not self._adding:
            self._selection.select({self._item.id})

    def double_click(self, event: QMouseEvent) -> None:
        self._in_place.edit(self._item.id)

    def cancel(self) -> None:
        self._scene.place({i: p for i, p in self._before.items() if i in self._scene.nodes})

    def end(self) -> None:
        self._edge.light(None)


def _label(graph: Graph, moved: Iterable[str], edge: Edge | None) -> str:
    """Return what the move of these nodes, perhaps into an edge, is called in the list of edits."""
    names = [graph[id_].name for id_ in moved]
    if edge is not None:
        return tr("Insert {name}").format(name=names[0])
    if len(names) == 1:
        return tr("Move {name}").format(name=names[0])
    return ntr("Move {n} layer", "Move {n} layers", len(names)).format(n=len(names))
