"""The first lines of a file as they are read: what each is taken for, and where it is cut."""

from __future__ import annotations

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget

from nnsim.base.text import tr
from nnsim.data.tables.first_lines import Line
from nnsim.data.tables.glance import Glance
from nnsim.ui.datapage.plain_table import PlainTable
from nnsim.ui.look import fonts
from nnsim.ui.look.theme import theme

MOST_COLUMNS = 100
_FIRST_WIDTH, _WIDTH = 84, 110

_Index = QModelIndex | QPersistentModelIndex


def role_name(line: Line) -> str:
    """Return what a line is taken for, in a word."""
    return {
        "skipped": tr("skipped"),
        "names": tr("names"),
        "declared": tr("kinds"),
        "row": tr("row"),
        "blank": tr("blank"),
    }[line.role]


class LinesModel(QAbstractTableModel):
    """One row for each line: what it is taken for, then its fields, or its text where it has none."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lines: tuple[Line, ...] = ()
        self._names: tuple[str, ...] = ()

    def set_glance(self, glance: Glance | None) -> None:
        """Show the lines of another file, or none."""
        self.beginResetModel()
        self._lines = glance.lines if glance is not None else ()
        self._names = glance.layout.names[:MOST_COLUMNS] if glance is not None else ()
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() or not self._lines else 1 + len(self._names)

    def spans(self, row: int) -> bool:
        """Return whether the text of a line stands across all columns: it is cut into no fields."""
        return not self._lines[row].fields

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if orientation == Qt.Orientation.Vertical:
            return str(self._lines[section].number)
        return self._names[section - 1] if section else tr("Line")

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        line, column = self._lines[index.row()], index.column()
        if role == Qt.ItemDataRole.ToolTipRole:
            return line.text
        if role == Qt.ItemDataRole.ForegroundRole:
            return QColor(theme().muted) if column == 0 or line.role != "row" else None
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if column == 0:
            return role_name(line)
        if not line.fields:
            return line.text if column == 1 else ""
        return line.fields[column - 1] if column <= len(line.fields) else ""


class LinesView(PlainTable):
    """The lines, as a table."""

    def __init__(self, parent: QWidget | None = None) -> None:
        lines = LinesModel()
        super().__init__(lines, tr("The first lines of the file"), parent)
        self._lines = lines
        self.horizontalHeader().setDefaultAlignment(
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        )
        self.horizontalHeader().setDefaultSectionSize(fonts.grown(_WIDTH))

    def show_glance(self, glance: Glance | None) -> None:
        """Show the first lines of another file, or of the same one read otherwise."""
        self._lines.set_glance(glance)
        self.clearSpans()
        columns = self._lines.columnCount()
        if columns:
            self.setColumnWidth(0, fonts.grown(_FIRST_WIDTH))
        for row in range(self._lines.rowCount()):
            if columns > 2 and self._lines.spans(row):
                self.setSpan(row, 1, 1, columns - 1)
