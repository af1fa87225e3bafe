"""New layers in the drawing: at a place, behind another, in an edge; by name, or from the palette."""

from __future__ import annotations

from PySide6.QtCore import QPointF

from nnsim.base.text import tr
from nnsim.document import edits
from nnsim.document.graph import Edge, Graph
from nnsim.document.layout import COLUMN, free_place, make_room
from nnsim.engine.layer import Layer
from nnsim.ui.canvas.camera import Camera
from nnsim.ui.canvas.editor import Editor
from nnsim.ui.canvas.faces import layer_title
from nnsim.ui.canvas.geometry import snapped
from nnsim.ui.canvas.pointer import Pointer
from nnsim.ui.canvas.quick_add import QuickAdd
from nnsim.ui.canvas.scene import GraphScene
from nnsim.ui.canvas.selection import Selection

Joined = tuple[str, bool]
"""A node, and whether the new one goes behind it (True) or before it."""


class Adder:
    """Adds layers by way of `editor`, and selects them; `box` asks which."""

    def __init__(
        self,
        editor: Editor,
        scene: GraphScene,
        selection: Selection,
        camera: Camera,
        pointer: Pointer,
        box: QuickAdd,
    ) -> None:
        self._editor, self._scene, self._selection = editor, scene, selection
        self._camera, self._pointer = camera, pointer
        self.box = box

    def add(
        self,
        layer: Layer,
        at: QPointF | None = None,
        *,
        edge: Edge | None = None,
        joined: Joined | None = None,
    ) -> bool:
        """Add `layer` at `at` (scene; None: the middle), in an edge, or joined to a node; select it."""
        point = self._middle() if at is None else at
        added: list[str] = []

        def change(graph: Graph) -> Graph:
            grown, id_ = (
                _added(graph, layer, point, joined) if edge is None else _inserted(graph, layer, point, edge)
            )
            added.append(id_)
            return grown

        if not self._editor.edit(tr("Add {title}").format(title=layer_title(layer)), change):
            return False
        self._selection.select(added[-1:])
        return True

    def add_after_selection(self, layer: Layer) -> bool:
        """Add `layer` behind the selected one and connect it; without one, where there is room."""
        graph, only = self._editor.graph, self._selection.only_node
        if only is None:
            middle = self._middle()
            place = free_place(graph, middle.x(), middle.y())
            return self.add(layer, QPointF(*place))
        node = graph[only]
        place = free_place(graph, node.x + COLUMN, node.y)
        done = self.add(layer, QPointF(*place), joined=(node.id, True))
        for id_ in self._selection.nodes if done else ():
            self._camera.show(self._scene.nodes[id_].card())
        return done

    def quick_add(self) -> None:
        """Ask for a layer by typing; it goes behind the selected one, or where the mouse is."""
        at = self._pointer.place
        if self._selection.only_node is not None:
            self.box.ask(at, self.add_after_selection)
        else:
            self.ask(at)

    def ask(self, at: QPointF, *, edge: Edge | None = None, joined: Joined | None = None) -> None:
        """Ask for a layer to add at `at` (view coordinates), put into an edge or joined to a node."""
        point = self._camera.scene_point(at)
        self.box.ask(at, lambda layer: self.add(layer, point, edge=edge, joined=joined))

    def _middle(self) -> QPointF:
        return self._camera.scene_point(self._camera.middle)


def _added(graph: Graph, layer: Layer, point: QPointF, joined: Joined | None) -> tuple[Graph, str]:
    grown, id_ = edits.add(graph, layer, *snapped(point.x(), point.y()))
    if joined is not None:
        source, target = (joined[0], id_) if joined[1] else (id_, joined[0])
        # The layer was asked for in any case: one that cannot be connected stands alone.
        if edits.why_not_connect(grown, source, target) is None:
            grown = edits.connect(grown, source, target)
    return grown, id_


def _inserted(graph: Graph, layer: Layer, point: QPointF, edge: Edge) -> tuple[Graph, str]:
    """Put the layer into `edge`, level with its ends where they are level, and make room behind it."""
    source, target = graph[edge.source], graph[edge.target]
    x, y = snapped(point.x(), point.y())
    if target.x > source.x:
        x = max(x, snapped(source.x + COLUMN, 0)[0])
    if abs(target.y - source.y) < 8 and abs(y - source.y) < 80:
        y = source.y
    grown, id_ = edits.insert_on_edge(graph, edge, layer, x, y)
    return edits.move(grown, make_room(grown, id_)), id_
