"""Names to be ticked: a list that takes ten thousand of them as quickly as ten."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    Qt,
    Signal,
)
from PySide6.QtWidgets import QFrame, QHBoxLayout, QListView, QVBoxLayout, QWidget

from nnsim.base.text import ntr, tr
from nnsim.ui.look import fonts
from nnsim.ui.widgets.check_delegate import CheckDelegate
from nnsim.ui.widgets.style import button, label
from nnsim.ui.widgets.text_field import SearchField

_SEARCHED_FROM = 12

_Index = QModelIndex | QPersistentModelIndex


class TickModel(QAbstractListModel):
    """Names, each of them ticked or not."""

    ticked_by_hand = Signal(int)
    """A user ticked or cleared the name at this place."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._names: list[str] = []
        self._ticked: set[int] = set()

    def set_names(self, names: Sequence[str], ticked: Iterable[int]) -> None:
        """Offer other names, with those at the places `ticked`."""
        if list(names) != self._names:
            self.beginResetModel()
            self._names, self._ticked = list(names), set(ticked)
            self.endResetModel()
        else:
            self.set_ticked(ticked)

    def ticked(self) -> list[int]:
        """Return the places that are ticked, in order."""
        return sorted(self._ticked)

    def set_ticked(self, places: Iterable[int]) -> None:
        """Tick just these places; tells nobody but the views."""
        self._ticked = set(places)
        if self._names:
            self.dataChanged.emit(self.index(0), self.index(len(self._names) - 1))

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._names)

    def flags(self, index: _Index) -> Qt.ItemFlag:
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self._names[index.row()]
        if role == Qt.ItemDataRole.CheckStateRole:
            return Qt.CheckState.Checked if index.row() in self._ticked else Qt.CheckState.Unchecked
        return None

    def setData(self, index: _Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.CheckStateRole:
            return False
        wanted = Qt.CheckState(value) == Qt.CheckState.Checked
        if wanted == (index.row() in self._ticked):
            return False
        self._ticked ^= {index.row()}
        self.dataChanged.emit(index, index)
        self.ticked_by_hand.emit(index.row())
        return True


class CheckList(QWidget):
    """Names to be ticked, with a search when there are many; at least one stays ticked."""

    edited = Signal(list)
    """A user ticked others: the places, in order."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._places: list[int] = []
        self.model = TickModel(self)
        self._shown = QSortFilterProxyModel(self)
        self._shown.setSourceModel(self.model)
        self._shown.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.search = SearchField(tr("Search columns"), key="")
        self.search.setAcceptDrops(False)
        self.list = QListView()
        self.list.setModel(self._shown)
        self.list.setItemDelegate(CheckDelegate(self.list))
        self.list.setUniformItemSizes(True)
        self.list.setAccessibleName(name)
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.list.setSpacing(0)
        self.count = label("", "muted")
        self.count.setFont(fonts.ui_font(fonts.SMALL))
        self.all = button(tr("All"), self._tick_all, variant="flat")
        self.all.setAccessibleName(tr("Tick all in {list}").format(list=name))
        foot = QHBoxLayout()
        foot.addWidget(self.count, 1)
        foot.addWidget(self.all)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.search)
        column.addWidget(self.list)
        column.addLayout(foot)
        self.search.textChanged.connect(self._shown.setFilterFixedString)
        self.model.ticked_by_hand.connect(self._on_ticked)

    def set_names(self, names: Sequence[str], offered: Sequence[int], ticked: Sequence[int]) -> None:
        """Offer the columns at these places, with these ticked; tells nobody."""
        self._places = list(offered)
        row_of = {place: row for row, place in enumerate(offered)}
        self.model.set_names([names[place] for place in offered], {row_of[p] for p in ticked if p in row_of})
        self.search.setVisible(len(offered) >= _SEARCHED_FROM)
        self.list.setFixedHeight(fonts.grown(28) * min(max(len(offered), 1), 7) + 2)
        self._count()

    def ticked(self) -> list[int]:
        """Return the places that are ticked."""
        return [self._places[row] for row in self.model.ticked()]

    def _on_ticked(self, row: int) -> None:
        if not self.model.ticked():
            self.model.set_ticked({row})
            self.count.setText(tr("At least one must stay ticked."))
            return
        self._count()
        self.edited.emit(self.ticked())

    def _tick_all(self) -> None:
        shown = (self._shown.index(row, 0) for row in range(self._shown.rowCount()))
        rows = {self._shown.mapToSource(index).row() for index in shown}
        self.model.set_ticked(rows | set(self.model.ticked()))
        self._count()
        self.edited.emit(self.ticked())

    def _count(self) -> None:
        n, of = len(self.model.ticked()), len(self._places)
        self.count.setText(
            ntr("{n} of {of} column", "{n} of {of} columns", of).format(n=f"{n:,}", of=f"{of:,}")
        )
