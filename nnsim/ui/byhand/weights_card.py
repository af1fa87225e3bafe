"""All weights in a table: what each is, its gradient, its step, and what it becomes."""

from __future__ import annotations

from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from nnsim.base.text import tr
from nnsim.ui.byhand.card import Card
from nnsim.ui.byhand.weights_model import WeightsModel
from nnsim.ui.byhand.working import Working
from nnsim.ui.look import fonts

_ROW = 27
_MOST_ROWS = 7


class WeightsCard(Card):
    """A row that is chosen is spelled out; a number in *now* can be typed."""

    def __init__(self, working: Working) -> None:
        super().__init__(tr("All weights"), tr("double-click a number to type another"))
        self._working = working
        self.model = WeightsModel(working)
        self.table = QTableView()
        self.table.setModel(self.model)
        self.table.setAccessibleName(tr("All weights"))
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setShowGrid(False)
        self.table.setTabKeyNavigation(False)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(fonts.grown(_ROW))
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        header.setHighlightSections(False)
        self.table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.column.addWidget(self.table)
        self.table.selectionModel().currentRowChanged.connect(self._choose)
        working.pointed.connect(self._point)
        self.model.modelReset.connect(self._resize)
        self._resize()
        self._point()

    def _resize(self) -> None:
        """Ask for the room of all rows, or of as many as one wants to see at once."""
        rows = self.model.rowCount()
        header = self.table.horizontalHeader().sizeHint().height()

        def room(count: int) -> int:
            return header + fonts.grown(_ROW) * count + 4

        self.table.setFixedHeight(room(min(max(rows, 1), _MOST_ROWS)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        widest = self.table.fontMetrics().horizontalAdvance("−.000000000") + 18
        first = self.table.horizontalHeader().sectionSize(0)
        self.model.set_narrow(self.table.width() - first < 4 * widest)

    def _choose(self) -> None:
        row = self.table.currentIndex().row()
        # A row that only follows what is chosen elsewhere changes nothing about that.
        if row >= 0 and self.model.row_of(self._working.chosen) != row:
            self._working.choose_weight(self.model.weight(row).at)

    def _point(self) -> None:
        row, selection = self.model.row_of(self._working.chosen), self.table.selectionModel()
        if row is None:
            selection.clear()
            return
        index = self.model.index(row, max(self.table.currentIndex().column(), 0))
        how = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        selection.setCurrentIndex(index, how)
        self.table.scrollTo(index)
