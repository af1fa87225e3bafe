"""The drawing as a plain list, for screen readers and for whoever prefers one."""

from __future__ import annotations

from PySide6.QtCore import QItemSelection, QItemSelectionModel, Qt
from PySide6.QtGui import QKeyEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QAbstractItemView, QTreeView, QWidget

from nnsim.base.errors import NnsimError
from nnsim.base.event import Event
from nnsim.base.text import ntr, tr
from nnsim.document import edits
from nnsim.ui.canvas.faces import layer_title, shape_text
from nnsim.ui.workspace import Workspace

_ID = Qt.ItemDataRole.UserRole


class GraphListView(QTreeView):
    """One row a layer, in running order: type, shape, parameters, inputs, outputs, problems.

    Shares the selection with the canvas. F2 renames, Delete removes.
    """

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.workspace = workspace
        self.complained: Event[[str]] = Event()
        self._rows = QStandardItemModel(self)
        self._busy = False
        self.setModel(self._rows)
        self.setAccessibleName(tr("Layers in running order"))
        self.setRootIsDecorated(False)
        self.setAllColumnsShowFocus(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self._rows.itemChanged.connect(self._on_renamed)
        self.selectionModel().selectionChanged.connect(self._on_chosen)
        links = [
            workspace.resolved_changed.connect(self.refresh),
            workspace.project_changed.connect(lambda old, new: self._on_project(old.graph, new.graph)),
            workspace.selection_changed.connect(self._show_selection),
        ]
        self.destroyed.connect(lambda: [leave() for leave in links])
        self.refresh()

    def refresh(self) -> None:
        """Write all rows anew."""
        self._busy = True
        self._rows.clear()
        self._rows.setHorizontalHeaderLabels(
            [
                tr("Name"),
                tr("Layer"),
                tr("Output shape"),
                tr("Parameters"),
                tr("Inputs"),
                tr("Feeds"),
                tr("Problems"),
            ]
        )
        graph, resolved = self.workspace.graph, self.workspace.resolved
        running = [s.id for s in resolved.stages if s.id in graph]
        seen = set(running)
        for id_ in running + [n.id for n in graph.nodes if n.id not in seen]:
            self._rows.appendRow(self._row(id_))
        self._busy = False
        self._show_selection()

    def _row(self, id_: str) -> list[QStandardItem]:
        graph, resolved = self.workspace.graph, self.workspace.resolved
        words = {"error": tr("Error"), "warning": tr("Warning")}
        problems = "; ".join(f"{words[p.severity]}: {p.text}" for p in resolved.problems_of(id_))
        feeds = [graph[e.target].name for e in graph.outgoing.get(id_, ())]
        texts = [
            graph[id_].name,
            layer_title(graph[id_].layer),
            shape_text(resolved.shapes.get(id_)),
            f"{resolved.parameters.get(id_, 0):,}",
            ", ".join(graph[source].name for source in graph.sources_of(id_)),
            ", ".join(feeds),
            problems,
        ]
        items = [QStandardItem(text) for text in texts]
        for item in items:
            item.setData(id_, _ID)
            item.setEditable(item is items[0])
            item.setToolTip(item.text())
        return items

    def _on_project(self, old: object, new: object) -> None:
        if old is not new and old != new:
            self.refresh()

    def _on_renamed(self, item: QStandardItem) -> None:
        if self._busy:
            return
        id_, name = item.data(_ID), item.text()
        try:
            self.workspace.edit_graph(
                tr("Rename {name}").format(name=self.workspace.graph[id_].name),
                lambda graph: edits.rename(graph, id_, name),
            )
        except NnsimError as error:
            self.complained.fire(str(error))
            self.refresh()

    def _on_chosen(self, _chosen: QItemSelection, _left: QItemSelection) -> None:
        if not self._busy:
            self.workspace.select(index.data(_ID) for index in self.selectionModel().selectedRows())

    def _show_selection(self) -> None:
        if self._busy:
            return
        self._busy = True
        chosen = self.selectionModel()
        chosen.clearSelection()
        flags = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
        for row in range(self._rows.rowCount()):
            if self._rows.item(row).data(_ID) in self.workspace.selection:
                chosen.select(self._rows.index(row, 0), flags)
        self._busy = False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        ids = self.workspace.selection
        if event.key() == Qt.Key.Key_Delete and ids:
            label = ntr("Delete {n} layer", "Delete {n} layers", len(ids)).format(n=len(ids))
            self.workspace.edit_graph(label, lambda graph: edits.remove(graph, ids))
            return
        super().keyPressEvent(event)
