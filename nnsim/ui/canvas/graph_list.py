"""The drawing as a plain list, for screen readers and for whoever prefers one."""

from __future__ import annotations

from PySide6.QtCore import QItemSelection, QItemSelectionModel, Qt
from PySide6.QtGui import QKeyEvent, QShowEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QAbstractItemView, QTreeView, QWidget

from nnsim.base.errors import NnsimError
from nnsim.base.event import Event
from nnsim.base.text import ntr, tr
from nnsim.document import edits
from nnsim.document.resolve import SEVERITIES
from nnsim.ui.canvas.faces import known_shape, layer_title
from nnsim.ui.sitting.workspace import Workspace
from nnsim.ui.widgets.style import wrapped

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
        self._stale = False
        self.setModel(self._rows)
        self.setAccessibleName(tr("Layers in running order"))
        self.setRootIsDecorated(False)
        self.setAllColumnsShowFocus(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self._rows.itemChanged.connect(self._on_renamed)
        self.selectionModel().selectionChanged.connect(self._on_chosen)
        links = [
            # Every change of the drawing ends with this one.
            workspace.resolved_changed.connect(self._on_resolved),
            workspace.selection_changed.connect(self._show_selection),
        ]
        self.destroyed.connect(lambda: [leave() for leave in links])
        self.refresh()

    def refresh(self) -> None:
        """Write all rows anew.

        Items are kept and written over: this also runs while one of them tells of its renaming.
        """
        self._busy = True
        self._stale = False
        headings = [tr("Name"), tr("Layer"), tr("Output shape"), tr("Parameters")]
        headings += [tr("Inputs"), tr("Feeds"), tr("Problems")]
        self._rows.setHorizontalHeaderLabels(headings)
        graph = self.workspace.graph
        running = [s.id for s in self.workspace.resolved.stages if s.id in graph]
        seen = set(running)
        order = running + [n.id for n in graph.nodes if n.id not in seen]
        self._rows.setRowCount(len(order))
        for row, id_ in enumerate(order):
            for column, text in enumerate(self._texts(id_)):
                self._write(row, column, id_, text)
        for column in range(len(headings) - 1):
            self.resizeColumnToContents(column)
        self._busy = False
        self._show_selection()

    def _texts(self, id_: str) -> list[str]:
        graph, resolved = self.workspace.graph, self.workspace.resolved
        problems = [
            tr("{kind}: {text}").format(kind=tr(SEVERITIES[resolved.severity_of(p)]), text=p.text)
            for p in resolved.problems_of(id_)
        ]
        return [
            graph[id_].name,
            layer_title(graph[id_].layer),
            known_shape(resolved.shapes.get(id_)),
            f"{resolved.parameters.get(id_, 0):,}",
            ", ".join(graph[source].name for source in graph.sources_of(id_)),
            ", ".join(graph[e.target].name for e in graph.outgoing.get(id_, ())),
            "; ".join(problems),
        ]

    def _write(self, row: int, column: int, id_: str, text: str) -> None:
        item = self._rows.item(row, column)
        if item is None:
            item = QStandardItem()
            item.setEditable(column == 0)
            self._rows.setItem(row, column, item)
        item.setData(id_, _ID)
        item.setText(text)
        item.setToolTip(wrapped(text))

    def _on_resolved(self) -> None:
        if self.isVisible():
            self.refresh()
        else:
            self._stale = True

    def showEvent(self, event: QShowEvent) -> None:
        if self._stale:
            self.refresh()
        super().showEvent(event)

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
