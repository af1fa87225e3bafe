"""Choice of columns and arrays by their names in the file, so that nobody types them."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from nnsim.base.errors import NnsimError
from nnsim.base.text import ntr, tr
from nnsim.data.columns import pick, written
from nnsim.data.sources.csv_file import CsvFile
from nnsim.data.sources.npz_file import NpzFile
from nnsim.ui import fonts
from nnsim.ui.widgets.choice_field import ChoiceField
from nnsim.ui.widgets.style import button, label
from nnsim.ui.widgets.text_field import SearchField

_FIELD = 160
_SEVERAL = "several"
_SEARCHED_FROM = 12
_PLACE = Qt.ItemDataRole.UserRole


class CheckList(QWidget):
    """Names to be ticked, with a search when there are many; at least one stays ticked."""

    edited = Signal(list)
    """A user ticked others: the places, in order."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._quiet = False
        self.search = SearchField(tr("Search columns"), key="")
        self.search.setAcceptDrops(False)
        self.list = QListWidget()
        self.list.setAccessibleName(name)
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.list.setSpacing(0)
        self.count = label("", "muted")
        self.count.setFont(fonts.ui_font(fonts.SMALL))
        self.all = button(tr("All"), lambda: self._tick_all(True), variant="flat")
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
        self.search.textChanged.connect(self._filter)
        self.list.itemChanged.connect(self._on_changed)

    def set_names(self, names: Sequence[str], offered: Sequence[int], ticked: Sequence[int]) -> None:
        """Offer the columns at these places, with these ticked; tells nobody."""
        self._quiet = True
        if [(item.data(_PLACE), item.text()) for item in self._items()] != [(p, names[p]) for p in offered]:
            self.list.clear()
            for place in offered:
                item = QListWidgetItem(names[place], self.list)
                item.setData(_PLACE, place)
                item.setToolTip(names[place])
                item.setFlags(
                    Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsSelectable
                )
        chosen = set(ticked)
        for item in self._items():
            state = Qt.CheckState.Checked if item.data(_PLACE) in chosen else Qt.CheckState.Unchecked
            item.setCheckState(state)
        self._quiet = False
        self.search.setVisible(len(offered) >= _SEARCHED_FROM)
        self.list.setFixedHeight(fonts.grown(28) * min(max(len(offered), 1), 7) + 2)
        self._count()

    def ticked(self) -> list[int]:
        """Return the places that are ticked."""
        return [i.data(_PLACE) for i in self._items() if i.checkState() == Qt.CheckState.Checked]

    def _items(self) -> list[QListWidgetItem]:
        return [self.list.item(row) for row in range(self.list.count())]

    def _on_changed(self, item: QListWidgetItem) -> None:
        if self._quiet:
            return
        if not self.ticked():
            self._quiet = True
            item.setCheckState(Qt.CheckState.Checked)
            self._quiet = False
            self.count.setText(tr("At least one must stay ticked."))
            return
        self._count()
        self.edited.emit(self.ticked())

    def _tick_all(self, ticked: bool) -> None:
        self._quiet = True
        for item in self._items():
            if not item.isHidden():
                item.setCheckState(Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked)
        self._quiet = False
        self._count()
        self.edited.emit(self.ticked())

    def _filter(self, text: str) -> None:
        for item in self._items():
            item.setHidden(text.casefold() not in item.text().casefold())

    def _count(self) -> None:
        n, of = len(self.ticked()), self.list.count()
        self.count.setText(
            ntr("{n} of {of} column", "{n} of {of} columns", of).format(n=f"{n:,}", of=f"{of:,}")
        )


class TableColumns(QWidget):
    """Which columns of a table are predicted, and from which."""

    edited = Signal(object, str)
    """A user chose other columns: the new source, and the name of the setting."""

    without = ("path", "target", "inputs")

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._source = CsvFile()
        self._names: tuple[str, ...] = ()
        self._several = False
        self._seen: tuple[CsvFile, tuple[int, ...]] | None = None
        self.target = ChoiceField([])
        self.target.setFixedWidth(fonts.grown(_FIELD))
        self.target.setAccessibleName(tr("Target"))
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

    def set_source(self, source: CsvFile) -> None:
        """Show the columns of `source`; hidden while its file cannot be read."""
        seen = (source, _stamp(source.place))
        if seen == self._seen:
            return
        if source.place != self._source.place:
            self._several = False
        self._source, self._seen = source, seen
        try:
            self._names = source.columns() if source.path else ()
            targets, inputs = self._chosen()
        except NnsimError:
            # Reading the whole file says the same, and its sentence is shown.
            self._names = ()
        self.setVisible(len(self._names) > 1)
        if len(self._names) > 1:
            self._show(targets, inputs)

    def _chosen(self) -> tuple[list[int], list[int]]:
        last = len(self._names) - 1
        targets = pick(self._source.target, self._names) or [last]
        inputs = pick(self._source.inputs, self._names)
        rest = [place for place in range(last + 1) if place not in targets]
        return targets, [place for place in inputs if place not in targets] or rest

    def _show(self, targets: list[int], inputs: list[int]) -> None:
        several = self._several or len(targets) > 1
        self.target.clear()
        for place, name in enumerate(self._names):
            self.target.addItem(name, str(place))
        self.target.addItem(tr("several columns…"), _SEVERAL)
        self.target.set_value(_SEVERAL if several else str(targets[0]))
        self.target.setToolTip(", ".join(self._names[place] for place in targets))
        everything = range(len(self._names))
        self.targets.setVisible(several)
        if several:
            self.targets.set_names(self._names, everything, targets)
        self.inputs.set_names(self._names, [p for p in everything if p not in targets], inputs)

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
        chosen = pick(self._source.inputs, self._names)
        inputs = written([place for place in chosen if place not in targets], self._names) if chosen else ""
        task = "auto" if len(targets) > 1 and self._source.task == "classes" else self._source.task
        last = [len(self._names) - 1]
        text = "" if targets == last else written(targets, self._names)
        self.edited.emit(replace(self._source, target=text, inputs=inputs, task=task), "target")

    def _on_inputs(self, inputs: list[int]) -> None:
        everything = len(inputs) == self.inputs.list.count()
        text = "" if everything else written(inputs, self._names)
        self.edited.emit(replace(self._source, inputs=text), "inputs")


def _stamp(path: str) -> tuple[int, ...]:
    """Return what changes when the file does; empty while there is none."""
    try:
        found = os.stat(path)
    except (OSError, ValueError):
        return ()
    return found.st_mtime_ns, found.st_size


class ArrayNames(QWidget):
    """Which arrays of a file are inputs and targets."""

    edited = Signal(object, str)
    """A user chose other arrays: the new source, and the name of the setting."""

    without = ("path", "inputs", "targets")

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._source = NpzFile()
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
        self.inputs.valueEdited.connect(lambda key: self._take("inputs", key))
        self.targets.valueEdited.connect(lambda key: self._take("targets", key))

    def set_source(self, source: NpzFile) -> None:
        """Show the arrays of `source`; hidden while its file cannot be read."""
        self._source = source
        try:
            names = source.arrays() if source.path else ()
        except NnsimError:
            names = ()
        self.setVisible(bool(names))
        for field, value in ((self.inputs, source.inputs), (self.targets, source.targets)):
            field.clear()
            field.addItem(tr("by usual name"), "")
            for name in names:
                field.addItem(name, name)
            field.set_value(value)

    def _take(self, name: str, key: str) -> None:
        self.edited.emit(replace(self._source, **{name: key}), name)
