"""All rows of the data as the source gave them; a cell is looked up when it is shown."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, QPointF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap

from nnsim.base.text import ntr, tr
from nnsim.data.clock import Clock
from nnsim.data.row_choice import PART, Order, RowTable
from nnsim.data.summary import column_name
from nnsim.figures.figure import Shape
from nnsim.ui.charts.symbols import symbol
from nnsim.ui.datapage.examples import LEFT_OUT, PART_SHAPES, colours
from nnsim.ui.datapage.rows_header import KIND, LACKS
from nnsim.ui.look.theme import theme

TARGET = Qt.ItemDataRole.UserRole
"""Role that tells whether a column is a target."""

_Index = QModelIndex | QPersistentModelIndex
_Role = Qt.ItemDataRole


class RowsModel(QAbstractTableModel):
    """Part, inputs, then targets, in raw units; of those rows, and in that order, that somebody asked for."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.table: RowTable | None = None
        self._order: Order | None = None
        self._clock: Clock | None = None
        self._missing = np.zeros(0, np.int64)

    def set_table(self, table: RowTable | None) -> None:
        """Show all rows of other examples, or none."""
        self.beginResetModel()
        self.table, self._order = table, None
        timed = table is not None and table.dataset.moments is not None and table.dataset.moments_are_dates
        self._clock = Clock(table.dataset) if table is not None and timed else None
        self._missing = np.zeros(0, np.int64)
        self.endResetModel()

    def set_order(self, order: Order | None) -> None:
        """Show some of the rows, in this order; None: all as they were given."""
        if order is None and self._order is None:
            return
        self.beginResetModel()
        self._order = order
        self.endResetModel()

    def set_missing(self, counts: np.ndarray) -> None:
        """Tell how many values each input lacks."""
        self._missing = counts
        if self.columnCount():
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, self.columnCount() - 1)

    def row_at(self, shown: int) -> int:
        """Return which row of the data stands in a line of the table."""
        return shown if self._order is None else int(self._order[shown])

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        if parent.isValid() or self.table is None:
            return 0
        return len(self.table) if self._order is None else len(self._order)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() or self.table is None else self.table.columns

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _Role.DisplayRole) -> object:
        if orientation == Qt.Orientation.Vertical:
            return self._side(self.row_at(section)) if role == _Role.DisplayRole else None
        if role == _Role.DisplayRole:
            return self._heading(section)
        if role == _Role.TextAlignmentRole:
            return self._alignment(section)
        if role == KIND:
            return self._kind(section)
        if role == LACKS:
            return self._lacking(section) > 0
        if role in (_Role.ToolTipRole, _Role.AccessibleTextRole):
            return ", ".join(text for text in (self._heading(section), self._kind(section)) if text)
        return None

    def data(self, index: _Index, role: int = _Role.DisplayRole) -> object:
        if not index.isValid():
            return None
        row, column = self.row_at(index.row()), index.column()
        if role == _Role.DisplayRole:
            return self._text(row, column)
        if role == _Role.TextAlignmentRole:
            return self._alignment(column)
        if role == _Role.ForegroundRole:
            return QColor(theme().muted) if self._is_faint(row, column) else None
        if role == _Role.DecorationRole:
            return self._mark(row, column)
        if role == _Role.ToolTipRole:
            names = self._known.dataset.row_names
            return names[row] if names else None
        return self._known.target(column) is not None if role == TARGET else None

    def _side(self, row: int) -> str:
        """Return what stands beside a row: when it is, where that is known as a date, and its number."""
        number = str(row + 1)
        return f"{self._clock.written_of(row)}  {number}" if self._clock is not None else number

    @property
    def _known(self) -> RowTable:
        assert self.table is not None
        return self.table

    def _is_class(self, column: int) -> bool:
        return self._known.target(column) is not None and self._known.dataset.task == "classes"

    def _heading(self, column: int) -> str:
        table, dataset = self._known, self._known.dataset
        if column == PART:
            return tr("Part")
        target = table.target(column)
        if target is None:
            place = table.place(column)
            return with_unit(column_name(dataset, place), dataset.input_units, place[0])
        if dataset.task == "classes":
            return tr("class")
        return with_unit(dataset.target_names[target], dataset.target_units, target)

    def _kind(self, column: int) -> str:
        """Return what stands below a heading: what numbers are, and how many are missing."""
        if column == PART:
            return ""
        if self._known.target(column) is not None:
            return tr("target")
        lacking = self._lacking(column)
        kind = self._known.kind(column)
        if not lacking:
            return kind
        return f"{kind} · " + ntr("{n} missing", "{n} missing", lacking).format(n=f"{lacking:,}")

    def _lacking(self, column: int) -> int:
        return int(self._missing[column - 1]) if 0 < column <= len(self._missing) else 0

    def _text(self, row: int, column: int) -> str:
        table, dataset = self._known, self._known.dataset
        if column == PART:
            return table.part_names[int(table.parts[row])]
        if self._is_class(column):
            return dataset.target_names[int(dataset.targets[row])]
        value = table.value(row, column)
        return tr("missing") if np.isnan(value) else f"{value:.6g}"

    def _is_faint(self, row: int, column: int) -> bool:
        table = self._known
        if column == PART or table.target(column) is not None:
            return column == PART
        return table.parts[row] == LEFT_OUT or bool(np.isnan(table.value(row, column)))

    def _alignment(self, column: int) -> Qt.AlignmentFlag:
        words = column == PART or self._is_class(column)
        side = Qt.AlignmentFlag.AlignLeft if words else Qt.AlignmentFlag.AlignRight
        return side | Qt.AlignmentFlag.AlignVCenter

    def _mark(self, row: int, column: int) -> QIcon | None:
        table = self._known
        if column == PART and table.parts[row] != LEFT_OUT:
            part = int(table.parts[row])
            return mark_icon(PART_SHAPES[part], 0, part_colour(part))
        if self._is_class(column):
            k = int(table.dataset.targets[row])
            return mark_icon("circle", k, colours().of_class(k))
        return None


def part_colour(part: int) -> str:
    """Return the colour of training, validation or test, as in the bar that is cut into them."""
    return theme().colour("accent", (1.0, 0.6, 0.3)[part]).name(QColor.NameFormat.HexArgb)


def with_unit(name: str, units: tuple[str, ...], place: int) -> str:
    """Return the name of a column with its unit of measure, where one is known."""
    unit = units[place] if units else ""
    return f"{name} ({unit})" if unit else name


_icons: dict[tuple[str, int, str], QIcon] = {}


def mark_icon(shape: Shape, mark: int, colour: str) -> QIcon:
    """Return a symbol of the scatter plot, sharp up to a scale of 300 %."""
    key = (shape, mark, colour)
    if key not in _icons:
        pixmap = QPixmap(36, 36)
        pixmap.setDevicePixelRatio(3)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(QPointF(6, 6))
        painter.scale(9, 9)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colour))
        painter.drawPath(symbol(shape, mark))
        painter.end()
        _icons[key] = QIcon(pixmap)
    return _icons[key]
