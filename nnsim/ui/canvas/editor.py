"""Changing the drawing: every method is one step that can be undone."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QApplication

from nnsim.base.errors import NnsimError
from nnsim.base.text import ntr, tr
from nnsim.document import edits
from nnsim.document.graph import Graph
from nnsim.document.spreading import spread, spread_of
from nnsim.ui.canvas import clipboard
from nnsim.ui.canvas.camera import Camera
from nnsim.ui.canvas.geometry import snapped
from nnsim.ui.canvas.selection import Selection
from nnsim.ui.canvas.talker import Talker
from nnsim.ui.sitting.workspace import Workspace

_PASTE_STEP = 24.0


class Editor:
    """Edits the drawing of `workspace`; what cannot be is said by `talker`."""

    def __init__(self, workspace: Workspace, selection: Selection, camera: Camera, talker: Talker) -> None:
        self._workspace, self._selection = workspace, selection
        self._camera, self._talker = camera, talker
        self._pasted = 0

    @property
    def graph(self) -> Graph:
        """The drawing."""
        return self._workspace.graph

    def edit(self, label: str, change: Callable[[Graph], Graph], merge_key: str = "") -> bool:
        """Change the drawing in one undoable step; say so beside the mouse when it cannot be."""
        try:
            self._workspace.edit_graph(label, change, merge_key)
        except NnsimError as error:
            self._talker.complain(str(error))
            return False
        return True

    def connect(self, source: str, target: str) -> None:
        """Draw an edge."""
        self.edit(tr("Connect"), lambda graph: edits.connect(graph, source, target))

    def disconnect_selected(self) -> None:
        """Remove every edge that touches a selected layer, and the selected edges."""
        ids, chosen = self._selection.nodes, self._selection.edges
        touching = {e for e in self.graph.edges if {e.source, e.target} & ids} | chosen
        if touching:
            self.edit(tr("Disconnect"), lambda graph: edits.disconnect(graph, touching))

    def nudge(self, dx: float, dy: float) -> None:
        """Move the selected layers a little; presses in a row are one step. Without any, move the paper."""
        ids = sorted(self._selection.nodes)
        if not ids:
            self._camera.pan(-dx * 4, -dy * 4)
            return
        label = ntr("Nudge {n} layer", "Nudge {n} layers", len(ids)).format(n=len(ids))
        self.edit(
            label,
            lambda g: edits.move(g, {i: (g[i].x + dx, g[i].y + dy) for i in ids}),
            "nudge:" + "\n".join(ids),
        )

    def spread_activation(self) -> None:
        """Give all hidden layers the activation of the selected layer."""
        chosen = self._selection.nodes
        id_ = next(iter(chosen)) if len(chosen) == 1 else ""
        activation = self.graph[id_].layer.activation_function() if id_ else None
        if activation is None:
            self._talker.complain(tr("Select one layer that has an activation."))
        elif not spread_of(self.graph, id_):
            self._talker.complain(tr("All hidden layers have this activation."))
        else:
            label = tr("{activation} in all hidden layers").format(activation=tr(activation.title))
            self.edit(label, lambda graph: spread(graph, id_))

    def delete(self) -> None:
        """Remove the selected layers and edges; what fed a layer then feeds what it fed, where it fits."""
        self._delete(tr("Delete {what}"))

    def delete_leaving_gap(self) -> None:
        """Remove the selected layers and edges, and leave the gaps."""
        self._delete(tr("Delete {what}"), close=False)

    def _delete(self, label: str, close: bool = True) -> None:
        ids, edges = self._selection.nodes, self._selection.edges
        shapes = self._workspace.resolved.shapes
        if ids or edges:
            names = [self.graph[i].name for i in ids]
            what = names[0] if len(names) == 1 and not edges else _counted(len(ids), len(edges))

            def change(graph: Graph) -> Graph:
                kept = edits.disconnect(graph, edges)
                return edits.remove_closing(kept, ids, shapes) if close else edits.remove(kept, ids)

            self.edit(label.format(what=what), change)

    # --- the clipboard ---

    def copy(self) -> None:
        """Put the selected layers, with the edges among them, on the clipboard."""
        if self._selection.nodes:
            fragment = self.graph.fragment(self._selection.nodes)
            QApplication.clipboard().setMimeData(clipboard.mime_of(fragment))
            self._pasted = 0

    def cut(self) -> None:
        """Copy the selected layers, and remove them."""
        if self._selection.nodes:
            self.copy()
            self._selection.select_edges(())
            self._delete(tr("Cut {what}"))

    def paste(self, at: QPointF | None = None) -> None:
        """Add what is on the clipboard, at `at` (scene) or a little beside where it came from."""
        try:
            fragment = clipboard.fragment_in(QApplication.clipboard().mimeData())
        except NnsimError as error:
            self._talker.complain(str(error))
            return
        if fragment is None or not fragment.nodes:
            self._talker.complain(tr("There is no layer on the clipboard. Copy one first."))
            return
        self._pasted += 1
        dx = dy = _PASTE_STEP * self._pasted
        middle = QPointF(
            sum(n.x for n in fragment.nodes) / len(fragment.nodes),
            sum(n.y for n in fragment.nodes) / len(fragment.nodes),
        )
        seen = self._camera.seen()
        if at is None and not seen.contains(middle + QPointF(dx, dy)):
            at = seen.center()
        if at is not None:
            dx, dy = snapped(at.x() - middle.x(), at.y() - middle.y())
        self._put(tr("Paste {what}"), fragment, dx, dy)

    def duplicate(self) -> None:
        """Add a copy of the selected layers beside them; the clipboard stays as it is."""
        fragment = self.graph.fragment(self._selection.nodes)
        if fragment.nodes:
            self._put(tr("Duplicate {what}"), fragment, _PASTE_STEP, _PASTE_STEP)

    def _put(self, label: str, fragment: Graph, dx: float, dy: float) -> None:
        added: list[str] = []

        def change(graph: Graph) -> Graph:
            grown, ids = edits.paste(graph, fragment, dx, dy)
            added.extend(ids)
            return grown

        if self.edit(label.format(what=_counted(len(fragment.nodes), 0)), change):
            self._selection.select(added)


def _counted(layers: int, edges: int) -> str:
    if layers:
        return ntr("{n} layer", "{n} layers", layers).format(n=layers)
    return ntr("{n} edge", "{n} edges", edges).format(n=edges)
