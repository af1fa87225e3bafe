"""The first rows of the data, as the source gave them."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QWidget

from nnsim.base.text import tr
from nnsim.data.prepare import Prepared
from nnsim.data.summary import column_name
from nnsim.figures.figure import Shape
from nnsim.ui.charts.symbols import symbol
from nnsim.ui.datapage.examples import LEFT_OUT, PART_SHAPES, colours, part_names, part_of_rows, target_text
from nnsim.ui.datapage.plain_table import PlainTable
from nnsim.ui.look import fonts
from nnsim.ui.look.theme import theme

MOST_ROWS = 200
MOST_COLUMNS = 1000
_MOST_FITTED = 40
TARGET = Qt.ItemDataRole.UserRole
"""Role that tells whether a column is a target."""

_Index = QModelIndex | QPersistentModelIndex


class RowsModel(QAbstractTableModel):
    """Part, inputs, then targets of the first rows, in raw units."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._prepared: Prepared | None = None
        self._names: list[str] = []
        self._inputs = np.zeros((0, 0))
        self._parts = np.zeros(0, np.int8)

    def set_examples(self, prepared: Prepared | None) -> None:
        """Show other examples, or none."""
        self.beginResetModel()
        self._prepared, self._names = prepared, []
        self._inputs = np.zeros((0, 0))
        if prepared is not None:
            dataset = prepared.dataset
            shown = min(len(dataset), MOST_ROWS)
            self._inputs = dataset.values(slice(shown)).reshape(shown, -1)[:, :MOST_COLUMNS]
            places = np.ndindex(*dataset.shape)
            self._names = [
                with_unit(column_name(dataset, place), dataset.input_units, place[0])
                for place, _ in zip(places, self._inputs.T, strict=False)
            ]
            self._parts = part_of_rows(prepared)[:shown]
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._inputs)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        if parent.isValid() or self._prepared is None:
            return 0
        return 1 + len(self._names) + self._targets()

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if role == Qt.ItemDataRole.TextAlignmentRole and orientation == Qt.Orientation.Horizontal:
            return self._alignment(section)
        if role == Qt.ItemDataRole.ToolTipRole and orientation == Qt.Orientation.Horizontal:
            return self._heading(section)
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return str(section + 1) if orientation == Qt.Orientation.Vertical else self._heading(section)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        row, column = index.row(), index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(row, column)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._alignment(column)
        if role == Qt.ItemDataRole.ForegroundRole:
            return QColor(theme().muted) if self._is_faint(row, column) else None
        if role == Qt.ItemDataRole.DecorationRole:
            return self._mark(row, column)
        return self._is_target(column) if role == TARGET else None

    def _targets(self) -> int:
        assert self._prepared is not None
        return 1 if self._prepared.task == "classes" else len(self._prepared.target_names)

    def _is_target(self, column: int) -> bool:
        return column > len(self._names)

    def _heading(self, column: int) -> str:
        assert self._prepared is not None
        if column == 0:
            return tr("Part")
        if not self._is_target(column):
            return self._names[column - 1]
        if self._prepared.task == "classes":
            return tr("class")
        dataset, place = self._prepared.dataset, column - 1 - len(self._names)
        return with_unit(dataset.target_names[place], dataset.target_units, place)

    def _text(self, row: int, column: int) -> str:
        assert self._prepared is not None
        if column == 0:
            part = int(self._parts[row])
            return tr("left out") if part == LEFT_OUT else part_names()[part].lower()
        if not self._is_target(column):
            value = float(self._inputs[row, column - 1])
            return tr("missing") if np.isnan(value) else f"{value:.6g}"
        if self._prepared.task == "classes":
            return target_text(self._prepared.dataset, row)
        return f"{self._prepared.dataset.targets[row, column - 1 - len(self._names)]:.6g}"

    def _is_faint(self, row: int, column: int) -> bool:
        if column == 0 or self._is_target(column):
            return column == 0
        return bool(np.isnan(self._inputs[row, column - 1]) or self._parts[row] == LEFT_OUT)

    def _alignment(self, column: int) -> Qt.AlignmentFlag:
        assert self._prepared is not None
        words = column == 0 or (self._is_target(column) and self._prepared.task == "classes")
        side = Qt.AlignmentFlag.AlignLeft if words else Qt.AlignmentFlag.AlignRight
        return side | Qt.AlignmentFlag.AlignVCenter

    def _mark(self, row: int, column: int) -> QIcon | None:
        assert self._prepared is not None
        if column == 0 and self._parts[row] != LEFT_OUT:
            return _mark_icon(PART_SHAPES[self._parts[row]], 0, theme().muted)
        if self._is_target(column) and self._prepared.task == "classes":
            k = int(self._prepared.dataset.targets[row])
            return _mark_icon("circle", k, colours().of_class(k))
        return None


def with_unit(name: str, units: tuple[str, ...], place: int) -> str:
    """Return the name of a column with its unit of measure, where one is known."""
    unit = units[place] if units else ""
    return f"{name} ({unit})" if unit else name


_icons: dict[tuple[str, int, str], QIcon] = {}


def _mark_icon(shape: Shape, mark: int, colour: str) -> QIcon:
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


class _TintedTargets(QStyledItemDelegate):
    """Gives target columns a ground of their own (the style sheet leaves no room for a role)."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        if index.data(TARGET):
            painter.fillRect(option.rect, theme().colour("accent", 0.10))
        super().paint(painter, option, index)


class RowsView(PlainTable):
    """The rows, as a table."""

    def __init__(self, parent: QWidget | None = None) -> None:
        rows = RowsModel()
        super().__init__(rows, tr("The first rows"), parent)
        self._rows = rows
        self.setItemDelegate(_TintedTargets(self))
        self.setIconSize(QSize(12, 12))
        self.verticalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)

    def show_examples(self, prepared: Prepared | None) -> None:
        """Show the first rows of other examples, or none."""
        self._rows.set_examples(prepared)
        self.scrollToTop()
        self._fit_columns()

    def _fit_columns(self) -> None:
        """Make each column as wide as its heading and its first values need."""
        model, head = self.model(), self.horizontalHeader()
        metrics, widths = self.fontMetrics(), []
        head.setDefaultSectionSize(fonts.grown(76))
        for column in range(min(model.columnCount(), _MOST_FITTED)):
            texts = [model.headerData(column, Qt.Orientation.Horizontal)]
            texts += [model.index(row, column).data() for row in range(min(model.rowCount(), 30))]
            wide = max(metrics.horizontalAdvance(str(text)) for text in texts)
            cells = (model.index(row, column) for row in range(min(model.rowCount(), 30)))
            marked = any(cell.data(Qt.ItemDataRole.DecorationRole) is not None for cell in cells)
            widths.append(min(220, max(64, wide + 34 + (22 if marked else 0))))
        for column, width in enumerate(widths):
            head.resizeSection(column, width)
