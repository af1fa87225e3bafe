"""Choice of columns and arrays by their names in the file, so that nobody types them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from nnsim.base.errors import NnsimError
from nnsim.base.text import tr
from nnsim.data.sources.csv_file import CsvFile
from nnsim.data.sources.npz_file import NpzFile
from nnsim.data.tables.columns import pick, written
from nnsim.data.tables.glance import Glance
from nnsim.data.tables.layout import Layout
from nnsim.ui.datapage.check_list import CheckList
from nnsim.ui.datapage.glancer import Glancer
from nnsim.ui.look import fonts
from nnsim.ui.widgets.choice_field import ChoiceField
from nnsim.ui.widgets.style import label

_FIELD = 160
_SEVERAL = "several"

_BY_START = Qt.MatchFlag.MatchStartsWith | Qt.MatchFlag.MatchWrap
"""How Qt compares unless it is told otherwise."""

_Index = QModelIndex | QPersistentModelIndex


class NamedOptions(QAbstractListModel):
    """The columns as options of a combo box, keyed by their places, and one more option below."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._names: Sequence[str] = ()
        self._last = ("", "")

    def set_names(self, names: Sequence[str], last: tuple[str, str]) -> None:
        """Offer other columns, and below them a text with its key."""
        if (names, last) != (self._names, self._last):
            self.beginResetModel()
            self._names, self._last = names, last
            self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() or not self._names else len(self._names) + 1

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = index.row()
        text, key = (self._names[row], str(row)) if row < len(self._names) else self._last
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return text
        return key if role == Qt.ItemDataRole.UserRole else None

    def match(
        self, start: _Index, role: int, value: object, hits: int = 1, flags: Qt.MatchFlag = _BY_START
    ) -> list[QModelIndex]:
        """Return where an option of this key is: at once, for a combo box asks at every turn."""
        if role != Qt.ItemDataRole.UserRole:
            return super().match(start, role, value, hits, flags)
        if value == self._last[1]:
            return [self.index(len(self._names))]
        key = str(value)
        is_place = key.isdecimal() and int(key) < len(self._names)
        return [self.index(int(key))] if is_place else []


class TableColumns(QWidget):
    """Which columns of a table are predicted, and from which."""

    edited = Signal(object, str)
    """A user chose other columns: the new source, and the name of the setting."""
    seen = Signal(object)
    """The first lines of the file were looked at: a `Glance`, or None while it cannot be read."""

    without = ("path", "target", "inputs")

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._source = CsvFile()
        self._layout: Layout | None = None
        self._left_out: frozenset[str] | None = None
        """Columns that are no inputs unless chosen; None before that is known."""
        self._several = False
        self.glancer = Glancer(self)
        self.glancer.seen.connect(self._on_seen)
        self.target = ChoiceField([])
        self.target.setFixedWidth(fonts.grown(_FIELD))
        self.target.setAccessibleName(tr("Target"))
        self._options = NamedOptions(self)
        self.target.setModel(self._options)
        self.targets = CheckList(tr("Targets"))
        self.targets.all.hide()
        self.inputs = CheckList(tr("Inputs"))
        row = QHBoxLayout()
        name = label(tr("Target"))
        name.setBuddy(self.target)
        row.addWidget(name, 1)
        row.addWidget(self.target)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(row)
        column.addWidget(self.targets)
        column.addWidget(label(tr("Inputs")))
        column.addWidget(self.inputs)
        self.target.valueEdited.connect(self._on_target)
        self.targets.edited.connect(self._take_targets)
        self.inputs.edited.connect(self._on_inputs)
        self.hide()

    def set_source(self, source: CsvFile) -> None:
        """Show the columns of `source` as soon as its file was looked at; hidden while it cannot be read."""
        if source.place != self._source.place:
            self._several = False
            self._left_out = None
            self.hide()
        self._source = source
        if source.path:
            self.glancer.look(source)

    @property
    def source(self) -> CsvFile:
        """Whose columns are shown."""
        return self._source

    def set_left_out(self, names: Sequence[str]) -> None:
        """Show which columns are no inputs where nobody has chosen the inputs."""
        if not self._source.inputs and frozenset(names) != self._left_out:
            self._left_out = frozenset(names)
            self._refresh()

    def _on_seen(self, source: CsvFile, glance: Glance | None) -> None:
        self._layout = glance.layout if glance is not None and source == self._source else None
        self._refresh()
        self.seen.emit(glance)

    def _refresh(self) -> None:
        """Show the columns, unless the settings name some that are not there."""
        shown = self._layout is not None and len(self._names) > 1
        if shown:
            try:
                chosen = self._chosen()
            except NnsimError:
                # Reading the whole file says the same, and its sentence is shown.
                shown = False
            else:
                self._show(*chosen)
        self.setVisible(shown)

    @property
    def _names(self) -> tuple[str, ...]:
        return self._layout.names if self._layout is not None else ()

    def _chosen(self) -> tuple[list[int], list[int]]:
        """Return the places of targets and inputs."""
        assert self._layout is not None
        targets = self._source.targets_of(self._layout)
        inputs = pick(self._source.inputs, self._names)
        taken = set(targets)
        return targets, [place for place in inputs if place not in taken] or self._by_default(targets)

    def _by_default(self, targets: Sequence[int]) -> list[int]:
        """Return the inputs when none are chosen."""
        taken = set(targets)
        rest = [place for place in range(len(self._names)) if place not in taken]
        return [place for place in rest if self._names[place] not in (self._left_out or ())]

    def _show(self, targets: list[int], inputs: list[int]) -> None:
        several = self._several or len(targets) > 1
        names, taken = self._names, set(targets)
        self._options.set_names(names, (tr("several columns…"), _SEVERAL))
        self.target.set_value(_SEVERAL if several else str(targets[0]))
        self.target.setToolTip(", ".join(names[place] for place in targets))
        everything = range(len(names))
        self.targets.setVisible(several)
        if several:
            self.targets.set_names(names, everything, targets)
        self.inputs.set_names(names, [p for p in everything if p not in taken], inputs)

    def _on_target(self, key: str) -> None:
        self._several = key == _SEVERAL
        targets, inputs = self._chosen()
        if self._several:
            self._show(targets, inputs)
        else:
            self._take_targets([int(key)])

    def _take_targets(self, targets: list[int]) -> None:
        """Predict other columns; a column that was a target and is none now becomes an input."""
        if len(targets) == len(self._names):
            # Something must be left to predict from.
            self._show(*self._chosen())
            return
        assert self._layout is not None
        chosen = pick(self._source.inputs, self._names)
        inputs = written([place for place in chosen if place not in targets], self._names) if chosen else ""
        task = "auto" if len(targets) > 1 and self._source.task == "classes" else self._source.task
        usual = replace(self._source, target="").targets_of(self._layout)
        text = "" if targets == usual else written(targets, self._names)
        self.edited.emit(replace(self._source, target=text, inputs=inputs, task=task), "target")

    def _on_inputs(self, inputs: list[int]) -> None:
        by_default = self._left_out is not None and inputs == self._by_default(self._chosen()[0])
        text = "" if by_default else written(inputs, self._names)
        self.edited.emit(replace(self._source, inputs=text), "inputs")


class ArrayNames(QWidget):
    """Which arrays of a file are inputs and targets."""

    edited = Signal(object, str)
    """A user chose other arrays: the new source, and the name of the setting."""

    without = ("path", "inputs", "targets")

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._source = NpzFile()
        self.waits = False
        """Whether the file has to be taken out of the project before its arrays can be shown."""
        self.inputs, self.targets = ChoiceField([]), ChoiceField([])
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setColumnStretch(0, 1)
        for row, (field, words) in enumerate(
            ((self.inputs, tr("Array of inputs")), (self.targets, tr("Array of targets")))
        ):
            field.setFixedWidth(fonts.grown(_FIELD))
            field.setAccessibleName(words)
            name = QLabel(words)
            name.setBuddy(field)
            grid.addWidget(name, row, 0)
            grid.addWidget(field, row, 1)
        self.inputs.valueEdited.connect(
            lambda key: self.edited.emit(replace(self._source, inputs=key), "inputs")
        )
        self.targets.valueEdited.connect(
            lambda key: self.edited.emit(replace(self._source, targets=key), "targets")
        )

    def set_source(self, source: NpzFile) -> None:
        """Show the arrays of `source`; hidden while its file cannot be read, or is not yet taken out of the project."""
        self._source = source
        self.waits = not source.is_at_hand
        try:
            names = source.arrays() if source.path and not self.waits else ()
        except NnsimError:
            names = ()
        self.setVisible(bool(names))
        for field, value in ((self.inputs, source.inputs), (self.targets, source.targets)):
            field.clear()
            field.addItem(tr("by usual name"), "")
            for name in names:
                field.addItem(name, name)
            field.set_value(value)
