"""The picture kept as the drawing is: every change of the workspace is shown."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QGraphicsView, QLabel, QToolTip

from nnsim.base.text import ntr, tr
from nnsim.document.project import Project
from nnsim.ui.canvas.deeds import Deeds
from nnsim.ui.canvas.geometry import TEXT_FROM
from nnsim.ui.look.theme import theme


class Following:
    """Follows the workspace of `deeds` with its scene, and says what is selected; `release` ends that.

    On an empty canvas a hint over `view` says how to begin.
    """

    def __init__(self, view: QGraphicsView, deeds: Deeds) -> None:
        self._deeds = deeds
        self._hint = QLabel(tr("Drag an Input here, or double-click to add a layer"), view)
        self._hint.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        workspace = deeds.workspace
        self._leave = [
            workspace.project_changed.connect(self._on_project),
            workspace.resolved_changed.connect(self._on_resolved),
            workspace.selection_changed.connect(self._on_selection),
        ]
        # What was dragged and put back may stand in the map where it was dragged to.
        deeds.gesture.ended.connect(deeds.minimap.redraw)
        deeds.scene.apply(type(workspace.graph)(), workspace.graph, workspace.resolved)
        self._on_selection()
        self._on_graph_shown()

    @property
    def hints(self) -> bool:
        """Whether the hint is shown."""
        return not self._hint.isHidden()

    def release(self) -> None:
        """Stop listening to the workspace, which outlives the canvas."""
        for leave in self._leave:
            leave()

    def retheme(self) -> None:
        """Draw everything in the colours of the theme in use."""
        self._hint.setStyleSheet(f"color: {theme().muted}; background: transparent;")
        self._deeds.scene.retheme()
        self._deeds.minimap.redraw()
        self._deeds.adder.box.retheme()

    def resize(self, room: QRect) -> None:
        """Fit what stands over the canvas into its new size."""
        self._hint.setGeometry(room)
        self._deeds.minimap.follow(room.width())
        self._deeds.camera.moved.fire()

    def _on_project(self, old: Project, new: Project) -> None:
        if old.graph == new.graph:
            return
        deeds = self._deeds
        deeds.gesture.cancel()
        deeds.talker.hide()
        QToolTip.hideText()  # it may be of a layer that goes
        deeds.in_place.box.close_editor(take=False)
        deeds.scene.apply(old.graph, new.graph, deeds.workspace.resolved)
        deeds.selection.select_edges(deeds.selection.edges)
        self._on_graph_shown()
        if old.graph.nodes and len(new.graph.nodes) > 1 and not old.graph.by_id.keys() & new.graph.by_id:
            deeds.navigator.fit()  # another drawing
        elif old.graph.by_id.keys() != new.graph.by_id.keys():
            deeds.framing.follow_drawing()

    def _on_resolved(self) -> None:
        self._deeds.scene.refresh_faces(self._deeds.workspace.graph, self._deeds.workspace.resolved)
        self._deeds.minimap.redraw()

    def _on_selection(self) -> None:
        self._deeds.selection.show()
        self._deeds.minimap.redraw()
        self._deeds.talker.announce(self._selection_text())

    def _on_graph_shown(self) -> None:
        self._hint.setVisible(not self._deeds.workspace.graph.nodes)
        self._deeds.scene.show_texts(self._deeds.camera.zoom >= TEXT_FROM)
        self._deeds.minimap.redraw()

    def _selection_text(self) -> str:
        chosen, nodes = self._deeds.selection.nodes, self._deeds.scene.nodes
        if not chosen:
            text = ntr("{n} layer on the canvas", "{n} layers on the canvas", len(nodes))
            return text.format(n=len(nodes))
        if len(chosen) > 1:
            return ntr("{n} layer selected", "{n} layers selected", len(chosen)).format(n=len(chosen))
        item = nodes.get(next(iter(chosen)))
        return item.face.tooltip if item is not None else ""
