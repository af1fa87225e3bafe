"""The table of runs for Qt: names that can be edited, ticks that show curves, rows in any order."""

from __future__ import annotations

from copy import copy

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap

from nnsim.base.text import tr
from nnsim.figures.figure import Style
from nnsim.ui.charts.ghosts import PEN_STYLES
from nnsim.ui.look.theme import theme
from nnsim.ui.runs_table.runs_table import RunsTable
from nnsim.ui.sitting.run_entry import RunEntry, screen_colour
from nnsim.ui.sitting.session import Session

NUMBER = Qt.ItemDataRole.UserRole
"""Role of the number of a row's run."""
_SAMPLE = (26, 14)
_Index = QModelIndex | QPersistentModelIndex
_Role = Qt.ItemDataRole


def sample(colour: str, dash: Style) -> QIcon:
    """Return a piece of a line as an icon."""
    ratio = 2
    picture = QPixmap(_SAMPLE[0] * ratio, _SAMPLE[1] * ratio)
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setPen(QPen(QColor(colour), 2, PEN_STYLES[dash]))
    painter.drawLine(QPointF(1, _SAMPLE[1] / 2), QPointF(_SAMPLE[0] - 1, _SAMPLE[1] / 2))
    painter.end()
    return QIcon(picture)


def dash_name(dash: Style) -> str:
    """Return what a style of line is called."""
    return {
        "solid": tr("solid line"),
        "dashed": tr("dashed line"),
        "dotted": tr("dotted line"),
        "dash-dotted": tr("dashes and dots"),
    }[dash]


class RunsModel(QAbstractTableModel):
    """One row a run, one column for each number and each setting that differs.

    Signals
    -------
    named()
        A run is called otherwise: its column may need other room.
    """

    named = Signal()

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.values = RunsTable(session)
        self._order: tuple[int, bool] | None = None

    def refresh(self) -> None:
        """Show everything as it is now; what is selected and edited stays where the rows are the same."""
        old = self.values
        new = copy(old)  # what differs among the projects was found, and mostly still holds
        new.refresh()
        if self._order is not None:
            new.sort(*self._order)
        if _shape(old) != _shape(new):
            self.beginResetModel()
            self.values = new
            self.endResetModel()
            return
        self.values = new
        if [row[0] for row in old.rows] != [row[0] for row in new.rows]:
            self.named.emit()
        for row, (before, after) in enumerate(zip(old.rows, new.rows, strict=True)):
            if before != after or old.entries[row] is not new.entries[row]:
                last = len(new.columns) - 1
                self.dataChanged.emit(self.index(row, 0), self.index(row, last))

    def retheme(self) -> None:
        """Draw all samples anew."""
        if self.values.rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.values.rows) - 1, 0))

    def entry(self, row: int) -> RunEntry:
        """Return the run of a row."""
        return self.values.entries[row]

    # ---- what Qt asks ---------------------------------------------------------------------------

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.values.rows)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.values.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _Role.DisplayRole) -> object:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self.values.columns):
            return None
        column = self.values.columns[section]
        if role == _Role.DisplayRole:
            return column.title
        return column.tip if role == _Role.ToolTipRole else None

    def flags(self, index: _Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        if index.isValid() and index.column() == 0:
            flags |= Qt.ItemFlag.ItemIsEditable
            if self.entry(index.row()).number != self._session.run:
                flags |= Qt.ItemFlag.ItemIsUserCheckable
        return flags

    def data(self, index: _Index, role: int = _Role.DisplayRole) -> object:
        if not index.isValid():
            return None
        entry, cell = self.entry(index.row()), self.values.rows[index.row()][index.column()]
        if role in (_Role.DisplayRole, _Role.EditRole, _Role.ToolTipRole):
            return cell.text
        if role == NUMBER:
            return entry.number
        if role == _Role.TextAlignmentRole and isinstance(cell.value, float):
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if index.column() == 0:
            return self._of_name(entry, role)
        return None

    def _of_name(self, entry: RunEntry, role: int) -> object:
        is_drawn = entry.number == self._session.run
        if role == _Role.DecorationRole:
            if is_drawn:
                return sample(theme().series[0], "solid")
            return sample(screen_colour(entry.colour), entry.dash)
        if role == _Role.CheckStateRole and not is_drawn:
            return Qt.CheckState.Checked if entry.shown else Qt.CheckState.Unchecked
        if role == _Role.AccessibleTextRole:
            return tr("{run}, {line}").format(
                run=entry.name, line=dash_name("solid" if is_drawn else entry.dash)
            )
        return None

    def setData(self, index: _Index, value: object, role: int = _Role.EditRole) -> bool:
        if not index.isValid() or index.column() != 0:
            return False
        number = self.entry(index.row()).number
        if role == _Role.CheckStateRole:
            self._session.runs.show(number, Qt.CheckState(value) == Qt.CheckState.Checked)
            return True
        if role == _Role.EditRole:
            self._session.runs.rename(number, str(value))
            return True
        return False

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self._order = (column, order == Qt.SortOrder.DescendingOrder) if column >= 0 else None
        self.refresh()


def _shape(values: RunsTable) -> tuple[object, ...]:
    """Return what must be the same for a selection to make sense."""
    return tuple(entry.number for entry in values.entries), values.columns
