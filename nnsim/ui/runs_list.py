"""The dock of runs: all of this sitting in a table, to be compared, named, shown, played on and put back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial

from PySide6.QtCore import QItemSelectionModel, QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QMenu,
    QMessageBox,
    QStackedLayout,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from nnsim.base.text import ntr, tr
from nnsim.training.picture import Asked
from nnsim.ui.background_share import BackgroundShare
from nnsim.ui.fonts import grown
from nnsim.ui.icons import icon
from nnsim.ui.preferences import Preferences
from nnsim.ui.run_entry import LOOKS, RunEntry, screen_colour
from nnsim.ui.runs_file import RunsFile
from nnsim.ui.runs_model import NUMBER, RunsModel, dash_name, sample
from nnsim.ui.session import Session
from nnsim.ui.theme import manager
from nnsim.ui.widgets.style import icon_button, label

LONG = 1000
"""Steps of a run from which throwing it away is asked about."""
_WIDEST = 220
"""Pixels that a column takes of itself at most."""


class _View(QTableView):
    """A table whose keys do what its menu does."""

    def __init__(self, keys: Callable[[QKeyEvent], bool]) -> None:
        super().__init__()
        self._keys = keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Enter in the field of a name comes by here, too.
        if self.state() != QAbstractItemView.State.EditingState and self._keys(event):
            event.accept()
        else:
            super().keyPressEvent(event)


class RunsList(QWidget):
    """All runs of a session; a viewer of its feed, so that the numbers keep up."""

    def __init__(self, session: Session, preferences: Preferences) -> None:
        super().__init__()
        self._session = session
        self.setProperty("role", "panel")
        self.setAccessibleName(tr("Runs"))
        self.model = RunsModel(session, self)
        self._make_table()
        self.share = BackgroundShare(session.background, preferences)
        self.file = RunsFile(session, lambda: self.model.values.table(), self)
        self._lay_out()
        self._header: tuple[QWidget, ...] = tuple(self._buttons())
        self._leave = [
            session.runs.changed.connect(self.refresh),
            manager().changed.connect(self.model.retheme),
        ]
        self.refresh()

    def release(self) -> None:
        """Listen no more."""
        for leave in self._leave:
            leave()

    # ---- building -------------------------------------------------------------------------------

    def _make_table(self) -> None:
        self.view = _View(self._on_key)
        self.view.setModel(self.model)
        self.view.setAccessibleName(tr("Runs"))
        self.view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        triggers = QAbstractItemView.EditTrigger
        self.view.setEditTriggers(triggers.EditKeyPressed | triggers.DoubleClicked)
        self.view.setShowGrid(False)
        self.view.setTabKeyNavigation(False)
        self.view.verticalHeader().hide()
        self.view.verticalHeader().setDefaultSectionSize(grown(28))
        header = self.view.horizontalHeader()
        header.setSortIndicatorClearable(True)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        header.setMaximumSectionSize(grown(600))
        self.view.setSortingEnabled(True)
        self.view.selectionModel().selectionChanged.connect(lambda *_: self._enable())
        self.model.modelReset.connect(self._fit)
        self._notice = label(
            tr(
                "Runs you have trained stand here: change a setting or the drawing, fork or press Reset, and the"
                " one before stays, to be compared and put back."
            ),
            "muted",
        )
        self._notice.setWordWrap(True)
        self._notice.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._notice.setMargin(16)
        self._gone = label("", "muted")
        self._gone.setWordWrap(True)
        self._gone.setMargin(4)

    def _lay_out(self) -> None:
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for widget in (self.view, self._gone, self.share):
            column.addWidget(widget)
        self._pages = QStackedLayout(self)
        self._pages.addWidget(body)
        self._pages.addWidget(self._notice)

    def _buttons(self) -> Iterable[QWidget]:
        self._back = icon_button("undo", tr("Put back on the canvas, with everything (Enter)"), self.put_back)
        self._fork = icon_button("fork", tr("Fork: go on from there as another run (Ctrl+Enter)"), self.fork)
        self._play = icon_button(
            "play", tr("Play on in the background, or pause there (B)"), self.toggle_play
        )
        self._away = icon_button("trash", tr("Throw away (Delete)"), self.throw_away)
        save = icon_button("download", tr("Save or copy this table"))
        save.clicked.connect(lambda: self._save_menu().popup(save.mapToGlobal(QPoint(0, save.height()))))
        return self._back, self._fork, self._play, self._away, save

    def header(self) -> Sequence[QWidget]:
        """Return the small controls for the dock's title bar."""
        return self._header

    # ---- a viewer of the feed -------------------------------------------------------------------

    def wants(self) -> Iterable[Asked]:
        """Return nothing: no picture is needed."""
        return ()

    def show_frame(self) -> None:
        """Show the numbers as they are now."""
        self.refresh()

    def clear(self) -> None:
        """Do nothing: that another run begins is said by the runs themselves."""

    def refresh(self) -> None:
        """Show everything as it is now."""
        if self.view.state() == QAbstractItemView.State.EditingState:
            return
        chosen, current = self._chosen_numbers(), self.view.currentIndex().data(NUMBER)
        self.model.refresh()
        if chosen and not self._chosen_numbers():
            self._choose(chosen, current)
        runs = self._session.runs
        self._pages.setCurrentIndex(int(self.model.values.is_empty))
        self.share.setVisible(any(entry.in_background for entry in runs))
        self._gone.setVisible(runs.let_go > 0)
        self._gone.setText(
            ntr(
                "{n} old run was let go of to make room.",
                "{n} old runs were let go of to make room.",
                runs.let_go,
            ).format(n=runs.let_go)
        )
        self._enable()

    # ---- what is chosen --------------------------------------------------------------------------

    def chosen(self) -> list[RunEntry]:
        """Return the runs of the selected rows."""
        rows = sorted(index.row() for index in self.view.selectionModel().selectedRows())
        return [self.model.entry(row) for row in rows if row < self.model.rowCount()]

    def _chosen_numbers(self) -> list[int]:
        return [entry.number for entry in self.chosen()]

    def _choose(self, numbers: Sequence[int], current: int | None) -> None:
        flags = QItemSelectionModel.SelectionFlag
        model = self.view.selectionModel()
        for row in range(self.model.rowCount()):
            index = self.model.index(row, 0)
            if index.data(NUMBER) == current:
                model.setCurrentIndex(index, flags.NoUpdate)
            if index.data(NUMBER) in numbers:
                model.select(index, flags.Select | flags.Rows)

    def _one(self) -> RunEntry | None:
        """Return the run that is chosen, if it is one."""
        chosen = self.chosen()
        return chosen[0] if len(chosen) == 1 else None

    def _can_be_put_back(self, entry: RunEntry | None) -> bool:
        return entry is not None and not self._is_drawn(entry) and entry.has_weights

    def _enable(self) -> None:
        entry = self._one()
        can = self._can_be_put_back(entry)
        self._back.setEnabled(can)
        self._play.setEnabled(can)
        self._fork.setEnabled(can or (entry is not None and self._is_drawn(entry)))
        self._away.setEnabled(any(not self._is_drawn(e) for e in self.chosen()))
        playing = entry is not None and entry.plays_in_background
        self._play.setIcon(icon("pause" if playing else "play", "muted"))

    # ---- what can be done ------------------------------------------------------------------------

    def put_back(self) -> None:
        """Put the chosen run back on the canvas."""
        entry = self._one()
        if entry is not None and self._can_be_put_back(entry):
            self._session.revival.put_back(entry.number)

    def fork(self) -> None:
        """Go on from where the chosen run has come to, as another one."""
        entry = self._one()
        if entry is not None and self._is_drawn(entry):
            self._session.past.fork()
        elif entry is not None and self._can_be_put_back(entry):
            self._session.revival.put_back(entry.number, fork=True)

    def toggle_play(self) -> None:
        """Play the chosen run on in the background, or let it pause there."""
        entry = self._one()
        if entry is None or not self._can_be_put_back(entry):
            return
        if entry.plays_in_background:
            self._session.background.pause(entry.number)
        else:
            self._session.background.play(entry.number)

    def throw_away(self) -> None:
        """Forget the chosen runs; where some were trained for long that is asked about first."""
        away = [entry for entry in self.chosen() if not self._is_drawn(entry)]
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
        box.addButton(tr("Keep"), QMessageBox.ButtonRole.RejectRole)
        yes.clicked.connect(lambda _checked=False: self._session.runs.throw_away(numbers))
        box.open()

    def rename(self) -> None:
        """Write another name into the table."""
        self.view.edit(self.model.index(self.view.currentIndex().row(), 0))

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
        else:
            return False
        return True

    # ---- menus and files -------------------------------------------------------------------------

    def menu(self) -> QMenu:
        """Return the menu of things to do with what is chosen; the caller shows it once."""
        menu, entry = self._menu(), self._one()
        can, drawn = self._can_be_put_back(entry), entry is not None and self._is_drawn(entry)
        playing = entry is not None and entry.plays_in_background
        words = tr("Pause in the background") if playing else tr("Play on in the background")
        rows: list[tuple[str, Callable[[], object], bool]] = [
            (tr("Put back on the canvas") + "\tEnter", self.put_back, can),
            (tr("Fork") + "\tCtrl+Enter", self.fork, can or drawn),
            (words + "\tB", self.toggle_play, can),
        ]
        if entry is not None and entry.in_background:
            rows.append(
                (tr("Stop in the background"), partial(self._session.background.stop, entry.number), True)
            )
        if entry is not None:
            rows.append((tr("Rename") + "\tF2", self.rename, True))
        rows.append(
            (tr("Throw away") + "\tDel", self.throw_away, any(not self._is_drawn(e) for e in self.chosen()))
        )
        for text, act, enabled in rows:
            menu.addAction(text, act).setEnabled(enabled)
        if entry is not None and not drawn:
            self._add_colours(menu, entry)
        menu.addSeparator()
        if self._session.twin.is_there:
            menu.addAction(tr("End twin"), self._session.twin.end)
        else:
            menu.addAction(tr("Duplicate as twin"), self._session.twin.begin)
        menu.addSeparator()
        self.file.add_to(menu)
        return menu

    def _is_drawn(self, entry: RunEntry) -> bool:
        return entry.number == self._session.run

    def _menu(self) -> QMenu:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        return menu

    def _save_menu(self) -> QMenu:
        menu = self._menu()
        self.file.add_to(menu)
        return menu

    def _add_colours(self, menu: QMenu, entry: RunEntry) -> None:
        colours = menu.addMenu(tr("Colour and line"))
        for colour in range(LOOKS):
            dash = RunEntry(0, "", entry.project, entry.feed, colour).dash
            text = tr("{n}: {line}").format(n=colour + 1, line=dash_name(dash))
            made = colours.addAction(sample(screen_colour(colour), dash), text)
            made.setCheckable(True)
            made.setChecked(colour == entry.colour)
            made.triggered.connect(
                lambda _checked=False, c=colour: self._session.runs.recolour(entry.number, c)
            )

    # ---- reactions ------------------------------------------------------------------------------

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        at = event.globalPos()
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            corner = self.view.visualRect(self.view.currentIndex()).bottomLeft()
            at = self.view.viewport().mapToGlobal(corner)
        self.menu().popup(at)
        event.accept()

    def _fit(self) -> None:
        """Give the columns the room their words need."""
        self.view.resizeColumnsToContents()
        for column in range(self.model.columnCount()):
            if self.view.columnWidth(column) > grown(_WIDEST):
                self.view.setColumnWidth(column, grown(_WIDEST))
