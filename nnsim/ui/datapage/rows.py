"""All rows of the data, as a table that can be sorted and filtered."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QPainter
from PySide6.QtWidgets import QHeaderView, QMenu, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from nnsim.base.text import tr
from nnsim.data.prepared import Prepared
from nnsim.data.row_choice import AS_GIVEN, RowQuery, RowTable
from nnsim.ui.datapage.examples import part_names, part_of_rows
from nnsim.ui.datapage.plain_table import PlainTable
from nnsim.ui.datapage.row_finder import Found, RowFinder
from nnsim.ui.datapage.rows_header import RowsHeader
from nnsim.ui.datapage.rows_model import TARGET, RowsModel
from nnsim.ui.look import fonts
from nnsim.ui.look.theme import theme

_MOST_FITTED, _ROWS_FITTED = 40, 12
_NARROWEST, _WIDEST = 64, 220


class _TintedTargets(QStyledItemDelegate):
    """Gives target columns a ground of their own (the style sheet leaves no room for a role)."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        if index.data(TARGET):
            painter.fillRect(option.rect, theme().colour("accent", 0.10))
        super().paint(painter, option, index)


class RowsView(PlainTable):
    """The rows, as a table.

    Attributes
    ----------
    query
        Which rows are asked for, and in which order.
    problem
        Why they cannot be told; empty otherwise.
    """

    told = Signal()
    """Other rows are shown, or it is known why none can be."""
    row_wanted = Signal(int)
    """A user wants to see a row of the data large."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self._rows = RowsModel()
        super().__init__(self._rows, tr("The rows"), parent)
        self.query, self.problem = RowQuery(), ""
        self._counted = False
        self.finder = RowFinder(self)
        self.finder.found.connect(self._on_found)
        self.head = RowsHeader(self)
        self.setHorizontalHeader(self.head)
        self.head.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.head.setFont(self.font())
        self.head.sort_wanted.connect(self.sort_by)
        self.setItemDelegate(_TintedTargets(self))
        self.setIconSize(QSize(12, 12))
        side = self.verticalHeader()
        side.setDefaultAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        # Or each of a million rows would be asked for its height.
        side.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.activated.connect(lambda index: self.row_wanted.emit(self._rows.row_at(index.row())))

    def show_examples(self, prepared: Prepared | None) -> None:
        """Show the rows of other examples, or none; of a table with the same columns what was asked for stays."""
        before, table = self._rows.table, _table_of(prepared)
        stays = before is not None and table is not None and _columns(before) == _columns(table)
        self._rows.set_table(table)
        self.finder.drop()
        self._counted, self.problem = False, ""
        if not stays:
            self.query = RowQuery()
            self.head.show_sorting(AS_GIVEN, False)
        self.scrollToTop()
        self._fit_columns()
        self._look()

    def filter_by(self, text: str) -> None:
        """Show the rows that fit a text; see `RowQuery`."""
        self.query = replace(self.query, text=text)
        self._look()

    def sort_by(self, column: int, descending: bool) -> None:
        """Sort by a column, or not at all (`AS_GIVEN`)."""
        self.query = replace(self.query, column=column, descending=descending)
        self.head.show_sorting(column, descending)
        self._look()

    @property
    def shown(self) -> int:
        """Rows that are shown."""
        return self._rows.rowCount()

    @property
    def total(self) -> int:
        """Rows that there are."""
        return 0 if self._rows.table is None else len(self._rows.table)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer to sort by the column of the current cell: the header is out of reach of the keyboard."""
        index = self.currentIndex()
        if event.reason() != QContextMenuEvent.Reason.Keyboard:
            index = self.indexAt(event.pos())
        if index.isValid():
            self.menu(index.column()).popup(event.globalPos())

    def menu(self, column: int) -> QMenu:
        """Return the ways to sort by a column; the caller shows it once."""
        made = QMenu(self)
        made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        name = str(self._rows.headerData(column, Qt.Orientation.Horizontal))
        made.addAction(tr("Sort by {name}, upwards").format(name=name), lambda: self.sort_by(column, False))
        made.addAction(tr("Sort by {name}, downwards").format(name=name), lambda: self.sort_by(column, True))
        made.addAction(tr("In the order of the source"), lambda: self.sort_by(AS_GIVEN, False))
        return made

    def _look(self) -> None:
        """Ask for the rows; what needs no looking is told at once."""
        table = self._rows.table
        if table is None:
            self.told.emit()
            return
        counts = not self._counted and table.dataset.missing != "refuse"
        if self.query.is_all:
            self.problem = ""
            self._rows.set_order(None)
            self.finder.drop()
            self.told.emit()
        if counts or not self.query.is_all:
            self.finder.look(table, self.query, counts)

    def _on_found(self, found: Found) -> None:
        if found.table is not self._rows.table:
            return
        if found.missing is not None:
            self._counted = True
            self._rows.set_missing(found.missing)
            self._fit_columns()
        if found.query == self.query and not found.query.is_all:
            self.problem = found.problem
            if not found.problem:
                self._rows.set_order(found.order)
            self.told.emit()

    def _fit_columns(self) -> None:
        """Make each column as wide as its heading and its first values need."""
        metrics, shown = self.fontMetrics(), min(self._rows.rowCount(), _ROWS_FITTED)
        self.head.setDefaultSectionSize(fonts.grown(76))
        for column in range(min(self._rows.columnCount(), _MOST_FITTED)):
            cells = [self._rows.index(row, column) for row in range(shown)]
            wide = max((metrics.horizontalAdvance(str(cell.data())) for cell in cells), default=0)
            marked = any(cell.data(Qt.ItemDataRole.DecorationRole) is not None for cell in cells)
            wide = max(wide + 30 + (22 if marked else 0), self.head.width_of(column))
            self.head.resizeSection(column, min(_WIDEST, max(_NARROWEST, wide)))


def _table_of(prepared: Prepared | None) -> RowTable | None:
    if prepared is None:
        return None
    names = (*(name.lower() for name in part_names()), tr("left out"))
    return RowTable(prepared.dataset, part_of_rows(prepared), names)


def _columns(table: RowTable) -> tuple[object, ...]:
    dataset = table.dataset
    return dataset.task, dataset.shape, dataset.input_names, dataset.target_names
