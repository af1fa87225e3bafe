"""The table of runs on the screen: what is chosen in it, what can be done with that, and its keys."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QMessageBox, QTableView

from nnsim.base.text import tr
from nnsim.ui.look.fonts import grown
from nnsim.ui.runs_table.runs_model import NUMBER, RunsModel
from nnsim.ui.sitting.run_entry import RunEntry
from nnsim.ui.sitting.session import Session
from nnsim.ui.widgets.check_delegate import CheckDelegate

LONG = 1000
"""Steps of a run from which throwing it away is asked about."""
_TICK = 28
_WIDEST = 220
"""Pixels that a column takes of itself at most."""


class RunsView(QTableView):
    """One row a run; its keys do what the menu of the dock does."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.runs = RunsModel(session, self)
        self.setModel(self.runs)
        self.setItemDelegate(CheckDelegate(self))
        self.setAccessibleName(tr("Runs"))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(triggers.EditKeyPressed | triggers.DoubleClicked)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(grown(28))
        header = self.horizontalHeader()
        header.setSortIndicatorClearable(True)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        header.setMaximumSectionSize(grown(600))
        self.setSortingEnabled(True)
        self.runs.modelReset.connect(self._fit)
        self.runs.named.connect(self._fit)

    @property
    def is_editing(self) -> bool:
        """Whether a name is being written."""
        return self.state() == QAbstractItemView.State.EditingState

    def refresh(self) -> None:
        """Show everything as it is now; what is chosen stays chosen."""
        chosen, current = [entry.number for entry in self.chosen()], self.currentIndex().data(NUMBER)
        self.runs.refresh()
        if chosen and not self.chosen():
            self._choose(chosen, current)

    # ---- what is chosen --------------------------------------------------------------------------

    def chosen(self) -> list[RunEntry]:
        """Return the runs of the selected rows."""
        rows = sorted(index.row() for index in self.selectionModel().selectedRows())
        return [self.runs.entry(row) for row in rows if row < self.runs.rowCount()]

    def _choose(self, numbers: Sequence[int], current: int | None) -> None:
        flags = QItemSelectionModel.SelectionFlag
        selection = self.selectionModel()
        for row in range(self.runs.rowCount()):
            index = self.runs.index(row, 0)
            if index.data(NUMBER) == current:
                selection.setCurrentIndex(index, flags.NoUpdate)
            if index.data(NUMBER) in numbers:
                selection.select(index, flags.Select | flags.Rows)

    def one(self) -> RunEntry | None:
        """Return the run that is chosen, if it is one."""
        chosen = self.chosen()
        return chosen[0] if len(chosen) == 1 else None

    def is_drawn(self, entry: RunEntry) -> bool:
        """Return whether a run is the one on the canvas."""
        return entry.number == self._session.run

    def can_be_put_back(self, entry: RunEntry | None) -> bool:
        """Return whether a run waits, plays in the background, or keeps step as a twin."""
        is_twin = entry is not None and entry.number in self._session.twins.numbers
        return is_twin or self.can_play_on(entry)

    def can_play_on(self, entry: RunEntry | None) -> bool:
        """Return whether a run waits, or plays in the background."""
        return entry is not None and not self.is_drawn(entry) and entry.has_weights

    # ---- what can be done ------------------------------------------------------------------------

    def put_back(self) -> None:
        """Put the chosen run back on the canvas."""
        entry = self.one()
        if entry is not None and self.can_be_put_back(entry):
            self._session.revival.put_back(entry.number)

    def fork(self) -> None:
        """Go on from where the chosen run has come to, as another one."""
        entry = self.one()
        if entry is not None and self.is_drawn(entry):
            self._session.past.fork()
        elif entry is not None and self.can_be_put_back(entry):
            self._session.revival.put_back(entry.number, fork=True)

    def toggle_play(self) -> None:
        """Play the chosen run on in the background, or let it pause there."""
        entry = self.one()
        if entry is None or not self.can_play_on(entry):
            return
        if entry.plays_in_background:
            self._session.background.pause(entry.number)
        else:
            self._session.background.play(entry.number)

    def throw_away(self) -> None:
        """Forget the chosen runs; where some were trained for long that is asked about first."""
        away = [entry for entry in self.chosen() if entry.number != self._session.run]
        numbers = [entry.number for entry in away]
        if not away:
            return
        if not any(e.feed.state is not None and e.feed.state.latest >= LONG for e in away):
            self._session.runs.throw_away(numbers)
            return
        box = QMessageBox(self.window())
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setWindowTitle(tr("Throw runs away"))
        names = ", ".join(entry.name for entry in away)
        box.setText(tr("Throw away {names}?").format(names=names))
        box.setInformativeText(tr("Curves, weights and moments are gone for good."))
        yes = box.addButton(tr("Throw away"), QMessageBox.ButtonRole.DestructiveRole)
        box.setDefaultButton(box.addButton(tr("Keep"), QMessageBox.ButtonRole.RejectRole))
        yes.clicked.connect(lambda _checked=False: self._session.runs.throw_away(numbers))
        box.open()

    def toggle_shown(self) -> None:
        """Show the curves of the chosen runs behind those of the one that is drawn, or hide them."""
        for entry in self.chosen():
            if not self.is_drawn(entry):
                self._session.runs.show(entry.number, not entry.shown)

    def rename(self) -> None:
        """Write another name into the table, wherever in its row one is."""
        index = self.runs.index(self.currentIndex().row(), 0)
        if index.isValid():
            self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
            self.edit(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Enter in the field of a name comes by here, too.
        if not self.is_editing and self._on_key(event):
            event.accept()
        else:
            super().keyPressEvent(event)

    def _on_key(self, event: QKeyEvent) -> bool:
        """Do what a key means; return whether it means something."""
        key, ctrl = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        enter = key in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if key == Qt.Key.Key_Delete:
            self.throw_away()
        elif enter and ctrl:
            self.fork()
        elif enter:
            self.put_back()
        elif key == Qt.Key.Key_B and not ctrl:
            self.toggle_play()
        elif key == Qt.Key.Key_F2:
            self.rename()
        elif key == Qt.Key.Key_Space and not ctrl:
            self.toggle_shown()
        else:
            return False
        return True

    def _fit(self) -> None:
        """Give the columns the room their words need."""
        self.resizeColumnsToContents()
        # The style sheet's box for the tick is not in what Qt asks for.
        self.setColumnWidth(0, self.columnWidth(0) + grown(_TICK))
        for column in range(self.runs.columnCount()):
            if self.columnWidth(column) > grown(_WIDEST):
                self.setColumnWidth(column, grown(_WIDEST))
