"""The dock of runs: all of this sitting in a table, to be compared, named, shown, played on and put back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import (
    QMenu,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from nnsim.base.text import ntr, tr
from nnsim.training.picture import Asked
from nnsim.ui.look.icons import icon
from nnsim.ui.look.theme import manager
from nnsim.ui.runs_table.background_share import BackgroundShare
from nnsim.ui.runs_table.runs_file import RunsFile
from nnsim.ui.runs_table.runs_model import dash_name, sample
from nnsim.ui.runs_table.runs_view import RunsView
from nnsim.ui.sitting.preferences import Preferences
from nnsim.ui.sitting.run_entry import LOOKS, RunEntry, screen_colour
from nnsim.ui.sitting.session import Session
from nnsim.ui.twins.compare_window import open_compare
from nnsim.ui.widgets.style import icon_button, label


class RunsList(QWidget):
    """All runs of a session; a viewer of its feed, so that the numbers keep up."""

    def __init__(self, session: Session, preferences: Preferences) -> None:
        super().__init__()
        self._session = session
        self.setProperty("role", "panel")
        self.setAccessibleName(tr("Runs"))
        self._make_table()
        self.share = BackgroundShare(session.background, preferences)
        self.file = RunsFile(session, lambda: self.view.runs.values.table(), self)
        self._lay_out()
        self._header: tuple[QWidget, ...] = tuple(self._buttons())
        self._leave = [
            session.runs.changed.connect(self.refresh),
            manager().changed.connect(self.view.runs.retheme),
        ]
        self.refresh()

    def release(self) -> None:
        """Listen no more."""
        for leave in self._leave:
            leave()

    # ---- building -------------------------------------------------------------------------------

    def _make_table(self) -> None:
        self.view = RunsView(self._session)
        self.view.selectionModel().selectionChanged.connect(lambda *_: self._enable())
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
        self._back = icon_button(
            "undo", tr("Put back on the canvas, with everything (Enter)"), self.view.put_back
        )
        self._fork = icon_button(
            "fork", tr("Fork: go on from there as another run (Ctrl+Enter)"), self.view.fork
        )
        self._play = icon_button(
            "play", tr("Play on in the background, or pause there (B)"), self.view.toggle_play
        )
        self._away = icon_button("trash", tr("Throw away (Delete)"), self.view.throw_away)
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
        if self.view.is_editing:
            return
        self.view.refresh()
        runs = self._session.runs
        self._pages.setCurrentIndex(int(self.view.runs.values.is_empty))
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

    def _enable(self) -> None:
        entry = self.view.one()
        can = self.view.can_be_put_back(entry)
        self._back.setEnabled(can)
        self._play.setEnabled(self.view.can_play_on(entry))
        self._fork.setEnabled(can or (entry is not None and self.view.is_drawn(entry)))
        self._away.setEnabled(any(not self.view.is_drawn(e) for e in self.view.chosen()))
        playing = entry is not None and entry.plays_in_background
        self._play.setIcon(icon("pause" if playing else "play", "muted"))

    # ---- menus and files -------------------------------------------------------------------------

    def menu(self) -> QMenu:
        """Return the menu of things to do with what is chosen; the caller shows it once."""
        menu, entry = self._menu(), self.view.one()
        can, drawn = self.view.can_be_put_back(entry), entry is not None and self.view.is_drawn(entry)
        playing = entry is not None and entry.plays_in_background
        words = tr("Pause in the background") if playing else tr("Play on in the background")
        rows: list[tuple[str, Callable[[], object], bool]] = [
            (tr("Put back on the canvas") + "\tEnter", self.view.put_back, can),
            (tr("Fork") + "\tCtrl+Enter", self.view.fork, can or drawn),
            (words + "\tB", self.view.toggle_play, self.view.can_play_on(entry)),
        ]
        if entry is not None and entry.in_background:
            rows.append(
                (tr("Stop in the background"), partial(self._session.background.stop, entry.number), True)
            )
        if entry is not None:
            rows.append((tr("Rename") + "\tF2", self.view.rename, True))
            words = tr("Hide its curves") if entry.shown else tr("Show its curves")
            rows.append((words + "\t" + tr("Space"), self.view.toggle_shown, not drawn))
        rows.append(
            (
                tr("Throw away") + "\tDel",
                self.view.throw_away,
                any(not self.view.is_drawn(e) for e in self.view.chosen()),
            )
        )
        for text, act, enabled in rows:
            menu.addAction(text, act).setEnabled(enabled)
        if entry is not None and not drawn:
            self._add_colours(menu, entry)
        menu.addSeparator()
        menu.addAction(tr("Compare with…"), lambda: open_compare(self._session, self.window()))
        if self._session.twins.are_there:
            menu.addAction(tr("End comparison"), self._session.twins.end)
        else:
            menu.addAction(tr("Duplicate as twin"), self._session.twins.pin)
        menu.addSeparator()
        self.file.add_to(menu)
        return menu

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
