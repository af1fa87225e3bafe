"""All weights as a table for Qt: now, gradient, step, after."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from nnsim.base.errors import NnsimError
from nnsim.base.event import Event
from nnsim.base.text import tr
from nnsim.lab.byhand.address import Address, Of
from nnsim.lab.byhand.symbols import LOSS
from nnsim.lab.byhand.typed_in import typed_number
from nnsim.lab.byhand.worksheet import Weight
from nnsim.lab.byhand.written import fixed
from nnsim.ui.byhand.marks import fitting
from nnsim.ui.byhand.working import Working
from nnsim.ui.look import fonts

Index = QModelIndex | QPersistentModelIndex
ROOM = 8
"""Signs of a number where there is little room."""
NOW = 1
"""The column one can type into."""
_COLUMNS = (Of.WEIGHT, Of.WEIGHT, Of.GRADIENT, Of.STEP, Of.AFTER)
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class WeightsModel(QAbstractTableModel):
    """The weights of what is worked out; a number typed into *now* changes the worksheet.

    Events
    ------
    refused(sentence)
        What was typed is no number.
    """

    def __init__(self, working: Working) -> None:
        super().__init__()
        self.refused: Event[[str]] = Event()
        self._working = working
        self.narrow = False
        """Whether there is room for a few figures only."""
        self._weights = working.sheet.weights
        self._font = fonts.tabular(fonts.ui_font())
        working.changed.connect(self._take)

    def weight(self, row: int) -> Weight:
        """Return the weight of a row."""
        return self._weights[row]

    def row_of(self, address: Address) -> int | None:
        """Return the row of the weight that an address is of; None where it is of something else."""
        return next((row for row, w in enumerate(self._weights) if w.at == address.at), None)

    def _take(self) -> None:
        weights = self._working.sheet.weights
        if [w.symbol for w in weights] != [w.symbol for w in self._weights]:
            self.beginResetModel()
            self._weights = weights
            self.endResetModel()
            return
        self._weights = weights
        if weights:
            self.dataChanged.emit(self.index(0, 0), self.index(len(weights) - 1, len(_COLUMNS) - 1))

    # ---- Qt ------------------------------------------------------------------------------------

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._weights)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(_COLUMNS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if section else Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.DisplayRole:
            gradient = f"∂{LOSS}/∂w"
            step = f"−η·{gradient}" if self.narrow else f"{tr('step')} −η·{gradient}"
            return (tr("weight"), tr("now"), gradient, step, tr("after"))[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        weight, column = self._weights[index.row()], index.column()
        if role == Qt.ItemDataRole.FontRole:
            return self._font
        if role == Qt.ItemDataRole.TextAlignmentRole and column:
            return _RIGHT
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._where(weight)
        if role == Qt.ItemDataRole.EditRole and column == NOW:
            return repr(self._working.sheet.value(Address(Of.WEIGHT, weight.at)))
        if role == Qt.ItemDataRole.DisplayRole:
            return weight.symbol if not column else self._number(weight, _COLUMNS[column])
        return None

    def _number(self, weight: Weight, of: Of) -> str:
        if of is not Of.WEIGHT and not self._working.sheet.can_learn:
            return "–"
        if of is Of.STEP and not weight.moves:
            return tr("held")
        value, signed = self._working.sheet.value(Address(of, weight.at)), of is Of.STEP
        if not self.narrow:
            return fixed(value, signed=signed)
        return ("+" if signed and value > 0 else "") + fitting(value, ROOM - signed)

    def set_narrow(self, narrow: bool) -> None:
        """Write fewer figures, or all."""
        if narrow != self.narrow:
            self.narrow = narrow
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(_COLUMNS) - 1)
            self._take()

    @staticmethod
    def _where(weight: Weight) -> str:
        place = ", ".join(str(i + 1) for i in weight.index)
        return f"{weight.array} [{place}]"

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsEditable if index.column() == NOW else flags

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.EditRole or value == self.data(index, role):
            return False
        try:
            sheet = self._working.sheet.with_weight(self._weights[index.row()].at, typed_number(str(value)))
        except NnsimError as error:
            self.refused.fire(str(error))
            return False
        self._working.change(sheet)
        return True
