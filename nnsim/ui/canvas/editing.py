"""Changing the drawing from the canvas: every method is one step that can be undone."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPointF, QRect
from PySide6.QtWidgets import QApplication

from nnsim.base.errors import NnsimError
from nnsim.base.settings import settings_of
from nnsim.base.text import ntr, tr
from nnsim.document import edits
from nnsim.document.graph import Edge, Graph
from nnsim.document.layout import COLUMN, free_place, make_room, tidy
from nnsim.engine.layer import Layer
from nnsim.ui.canvas import clipboard
from nnsim.ui.canvas.faces import layer_title
from nnsim.ui.canvas.geometry import CARD_WIDTH, snapped

if TYPE_CHECKING:
    from nnsim.ui.canvas.view import CanvasView

_PASTE_STEP = 24.0
Joined = tuple[str, bool]
"""A node, and whether the new one goes behind it (True) or before it."""


class Editing:
    """Methods of `CanvasView` that change the drawing; the commands of the window call them."""

    def edit(self: CanvasView, label: str, change: Callable[[Graph], Graph], merge_key: str = "") -> bool:
        """Change the drawing in one undoable step; say so beside the mouse when it cannot be."""
        try:
            self.workspace.edit_graph(label, change, merge_key)
        except NnsimError as error:
            self.complain(str(error))
            return False
        return True

    def add_layer(
        self: CanvasView,
        layer: Layer,
        at: QPointF | None = None,
        *,
        edge: Edge | None = None,
        joined: Joined | None = None,
    ) -> bool:
        """Add `layer` at `at` (scene; None: the middle), in an edge, or joined to a node; select it."""
        point = self.scene_point(QPointF(self.viewport().rect().center())) if at is None else at
        added: list[str] = []

        def change(graph: Graph) -> Graph:
            grown, id_ = (
                _added(graph, layer, point, joined) if edge is None else _inserted(graph, layer, point, edge)
            )
            added.append(id_)
            return grown

        if not self.edit(tr("Add {title}").format(title=layer_title(layer)), change):
            return False
        self.select_edges(())
        self.workspace.select(added[-1:])
        return True

    def add_after_selection(self: CanvasView, layer: Layer) -> bool:
        """Add `layer` behind the selected one and connect it; without one, where there is room."""
        selection = self.workspace.selection
        graph = self.workspace.graph
        if len(selection) != 1:
            middle = self.scene_point(QPointF(self.viewport().rect().center()))
            place = free_place(graph, middle.x(), middle.y())
            return self.add_layer(layer, QPointF(*place))
        node = graph[next(iter(selection))]
        place = free_place(graph, node.x + COLUMN, node.y)
        done = self.add_layer(layer, QPointF(*place), joined=(node.id, True))
        for id_ in self.workspace.selection if done else ():
            self.ensureVisible(self.canvas.nodes[id_].card(), 40, 40)
        return done

    def delete(self: CanvasView) -> None:
        """Remove the selected layers and edges; what fed a layer then feeds what it fed, where it fits."""
        self._delete(tr("Delete {what}"))

    def delete_leaving_gap(self: CanvasView) -> None:
        """Remove the selected layers and edges, and leave the gaps."""
        self._delete(tr("Delete {what}"), close=False)

    def _delete(self: CanvasView, label: str, close: bool = True) -> None:
        ids, edges = self.workspace.selection, self.selected_edges
        shapes = self.workspace.resolved.shapes
        if ids or edges:
            names = [self.workspace.graph[i].name for i in ids]
            what = names[0] if len(names) == 1 and not edges else self._counted(len(ids), len(edges))

            def change(graph: Graph) -> Graph:
                kept = edits.disconnect(graph, edges)
                return edits.remove_closing(kept, ids, shapes) if close else edits.remove(kept, ids)

            self.edit(label.format(what=what), change)

    def _counted(self: CanvasView, layers: int, edges: int) -> str:
        if layers:
            return ntr("{n} layer", "{n} layers", layers).format(n=layers)
        return ntr("{n} edge", "{n} edges", edges).format(n=edges)

    def copy(self: CanvasView) -> None:
        """Put the selected layers, with the edges among them, on the clipboard."""
        if self.workspace.selection:
            fragment = self.workspace.graph.fragment(self.workspace.selection)
            QApplication.clipboard().setMimeData(clipboard.mime_of(fragment))
            self._pasted = 0

    def cut(self: CanvasView) -> None:
        """Copy the selected layers, and remove them."""
        if self.workspace.selection:
            self.copy()
            self.select_edges(())
            self._delete(tr("Cut {what}"))

    def paste(self: CanvasView, at: QPointF | None = None) -> None:
        """Add what is on the clipboard, at `at` (scene) or a little beside where it came from."""
        try:
            fragment = clipboard.fragment_in(QApplication.clipboard().mimeData())
        except NnsimError as error:
            self.complain(str(error))
            return
        if fragment is None or not fragment.nodes:
            self.complain(tr("There is no layer on the clipboard. Copy one first."))
            return
        self._pasted += 1
        dx = dy = _PASTE_STEP * self._pasted
        middle = QPointF(
            sum(n.x for n in fragment.nodes) / len(fragment.nodes),
            sum(n.y for n in fragment.nodes) / len(fragment.nodes),
        )
        seen = self.mapToScene(self.viewport().rect()).boundingRect()
        if at is None and not seen.contains(middle + QPointF(dx, dy)):
            at = seen.center()
        if at is not None:
            dx, dy = snapped(at.x() - middle.x(), at.y() - middle.y())
        self._put(tr("Paste {what}"), fragment, dx, dy)

    def duplicate(self: CanvasView) -> None:
        """Add a copy of the selected layers beside them; the clipboard stays as it is."""
        fragment = self.workspace.graph.fragment(self.workspace.selection)
        if fragment.nodes:
            self._put(tr("Duplicate {what}"), fragment, _PASTE_STEP, _PASTE_STEP)

    def _put(self: CanvasView, label: str, fragment: Graph, dx: float, dy: float) -> None:
        added: list[str] = []

        def change(graph: Graph) -> Graph:
            grown, ids = edits.paste(graph, fragment, dx, dy)
            added.extend(ids)
            return grown

        if self.edit(label.format(what=self._counted(len(fragment.nodes), 0)), change):
            self.select_edges(())
            self.workspace.select(added)

    def nudge(self: CanvasView, dx: float, dy: float) -> None:
        """Move the selected layers a little; presses in a row are one step."""
        ids = sorted(self.workspace.selection)
        if not ids:
            self.pan(-dx * 4, -dy * 4)
            return
        label = ntr("Nudge {n} layer", "Nudge {n} layers", len(ids)).format(n=len(ids))
        self.edit(
            label,
            lambda g: edits.move(g, {i: (g[i].x + dx, g[i].y + dy) for i in ids}),
            "nudge:" + "\n".join(ids),
        )

    def disconnect_selected(self: CanvasView) -> None:
        """Remove every edge that touches a selected layer, and the selected edges."""
        ids, chosen = self.workspace.selection, self.selected_edges
        touching = {e for e in self.workspace.graph.edges if {e.source, e.target} & ids} | chosen
        if touching:
            self.edit(tr("Disconnect"), lambda graph: edits.disconnect(graph, touching))

    def tidy(self: CanvasView) -> None:
        """Arrange the selected layers (fewer than two: all) from left to right."""
        ids = self.workspace.selection if len(self.workspace.selection) > 1 else None
        if self.edit(tr("Tidy"), lambda graph: edits.move(graph, tidy(graph, ids))) and ids is None:
            self.fit()

    def align_left(self: CanvasView) -> None:
        """Put the selected layers above each other, at the leftmost."""
        self._align(tr("Align left"), 0, min)

    def align_right(self: CanvasView) -> None:
        """Put the selected layers above each other, at the rightmost."""
        self._align(tr("Align right"), 0, max)

    def align_centre(self: CanvasView) -> None:
        """Put the selected layers above each other, in the middle."""
        self._align(tr("Align centres"), 0, _mean)

    def align_top(self: CanvasView) -> None:
        """Put the selected layers beside each other, at the topmost."""
        self._align(tr("Align top"), 1, min)

    def align_bottom(self: CanvasView) -> None:
        """Put the selected layers beside each other, at the lowest."""
        self._align(tr("Align bottom"), 1, max)

    def align_middle(self: CanvasView) -> None:
        """Put the selected layers beside each other, in the middle."""
        self._align(tr("Align middles"), 1, _mean)

    def _align(self: CanvasView, label: str, axis: int, pick: Callable[[list[float]], float]) -> None:
        ids = self.workspace.selection
        if len(ids) < 2:
            return

        def change(graph: Graph) -> Graph:
            places = {i: [graph[i].x, graph[i].y] for i in ids}
            line = snapped(pick([p[axis] for p in places.values()]), 0)[0]
            for place in places.values():
                place[axis] = line
            return edits.move(graph, {i: (p[0], p[1]) for i, p in places.items()})

        self.edit(label, change)

    def distribute_horizontally(self: CanvasView) -> None:
        """Give the selected layers equal distances from left to right."""
        self._distribute(tr("Distribute horizontally"), 0)

    def distribute_vertically(self: CanvasView) -> None:
        """Give the selected layers equal distances from top to bottom."""
        self._distribute(tr("Distribute vertically"), 1)

    def _distribute(self: CanvasView, label: str, axis: int) -> None:
        ids = self.workspace.selection
        if len(ids) < 3:
            return

        def change(graph: Graph) -> Graph:
            places = sorted(([graph[i].x, graph[i].y], i) for i in ids)
            places.sort(key=lambda pair: pair[0][axis])
            first, last = places[0][0][axis], places[-1][0][axis]
            for number, (place, _) in enumerate(places):
                place[axis] = first + (last - first) * number / (len(places) - 1)
            return edits.move(graph, {i: snapped(*p) for p, i in places})

        self.edit(label, change)

    def edit_selected(self: CanvasView) -> None:
        """Edit the main setting of the selected layer in its place."""
        if len(self.workspace.selection) == 1:
            self.edit_in_place(next(iter(self.workspace.selection)))

    def edit_in_place(self: CanvasView, id_: str) -> None:
        """Open a field over the title of node `id_` for its main setting."""
        layer = self.workspace.graph[id_].layer
        name, kind = layer.main_setting, dict(settings_of(layer)).get(layer.main_setting)
        if kind is None:
            self.complain(tr("{title} has nothing to set here.").format(title=tr(layer.title)))
            return
        self.workspace.select({id_})
        item = self.canvas.nodes[id_]
        self.ensureVisible(item.card(), 24, 24)
        corner = self.mapFromScene(item.card().topLeft())
        width = max(int(CARD_WIDTH * self.zoom), 130)

        def taken(value: Any) -> None:
            label = tr("Change {setting} of {name}").format(
                setting=tr(kind.label), name=self.workspace.graph[id_].name
            )
            if id_ in self.workspace.graph:
                self.edit(label, lambda g: edits.set_layer(g, id_, replace(g[id_].layer, **{name: value})))

        # Over the title, whose middle is 17 below the card's top.
        area = QRect(corner.x(), corner.y() + round(17 * self.zoom) - 16, width, 32)
        self.editor.open(area, kind, getattr(layer, name), taken, self.complain)


def _mean(values: Collection[float]) -> float:
    return sum(values) / len(values)


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
