"""The Data place: choose examples, see them, split and scale them, and read what was done."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QSplitter, QWidget

from nnsim.base.text import tr
from nnsim.data.files.file_source import FolderSource
from nnsim.data.files.opening import place_of
from nnsim.data.prepared import Prepared
from nnsim.data.source import Source
from nnsim.data.tables.glance import Glance
from nnsim.document.project import Project
from nnsim.document.storage import SUFFIX
from nnsim.ui.datapage import thumbnails
from nnsim.ui.datapage.changed_file import ChangedFileBanner
from nnsim.ui.datapage.examples import kind_of
from nnsim.ui.datapage.files import DropOverlay, dropped_file, open_dialog, open_folder_dialog
from nnsim.ui.datapage.loading import LoadingRow
from nnsim.ui.datapage.misfit import FollowingMisfit
from nnsim.ui.datapage.pasting import paste
from nnsim.ui.datapage.preview import Preview
from nnsim.ui.datapage.problem_banner import ProblemBanner
from nnsim.ui.datapage.reading_page import DataOrReading
from nnsim.ui.datapage.selection import DataSelection
from nnsim.ui.datapage.settings_column import SettingsColumn
from nnsim.ui.datapage.sides import Sides
from nnsim.ui.datapage.source_column import SourceColumn
from nnsim.ui.datapage.surface import Surface
from nnsim.ui.datapage.table import ExamplesTable
from nnsim.ui.look.theme import manager
from nnsim.ui.sitting.session import Session
from nnsim.ui.widgets.style import line
from nnsim.ui.widgets.turns import Turns

_FEW = 200_000
"""Numbers that are shown in a blink; of more, one part of the page after the other."""


class DataPage(QWidget):
    """The place where data are chosen and looked at.

    A file may be dropped anywhere on it. Call `release` before the page goes: the session lives on.
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.setAccessibleName(tr("Data"))
        self.setAcceptDrops(True)
        self.selection = DataSelection(session, self)
        self._turns = Turns(self)
        self.sources, self.preview, self.table = SourceColumn(), Preview(), ExamplesTable()
        self.preview.let_paint(session.workspace)
        self.settings = SettingsColumn()
        self.problem = ProblemBanner(self.selection, self.open_dialog, partial(self.open_dialog, find=True))
        selection = self.selection
        self.loading = LoadingRow((session.loader, selection.trial, selection.keeper, selection.recogniser))
        self.overlay = DropOverlay(self, self.selection.open_file)
        self.setFocusProxy(self.sources.gallery.list)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # or nothing could set its place in the order of Tab
        self._lay_out()
        self._join()
        self._show_settings()
        self._show_data()

    def release(self) -> None:
        """Let go of the session; the page may be thrown away after that."""
        self._turns.drop()
        self.selection.release()
        self.loading.release()
        self.preview.release()
        for banner in self.findChildren(ChangedFileBanner):
            banner.release()
        for row in self.findChildren(FollowingMisfit):
            row.release()
        for leave in self._leave:
            leave()

    def open_file(self, path: Path) -> None:
        """Read a table or an archive of arrays, and use it as the data when it can be used."""
        self.selection.open_file(str(path))

    def open_dialog(self, *, folder: bool | None = None, find: bool = False) -> QFileDialog:
        """Ask for a file, or for a folder; None: for what the source on show reads, or to `find` where it has gone."""
        source = self.selection.shown.source
        wants_folder = isinstance(source, FolderSource) if folder is None else folder
        ask = open_folder_dialog if wants_folder else open_dialog
        use = self.selection.find_file if find else self.selection.open_file
        return ask(self, use, place_of(source))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        path = dropped_file(event.mimeData())
        if path.lower().endswith(SUFFIX):
            # The window opens projects.
            event.ignore()
        elif path:
            event.acceptProposedAction()
            self.overlay.begin()

    def dropEvent(self, event: QDropEvent) -> None:
        # The overlay takes most drops; this one came before it was on show.
        self.overlay.dropEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.overlay.setGeometry(self.rect())
        self.table.set_narrow(self._sides.share(event.size().width()))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.EnabledChange:
            self.overlay.hide()

    # ---- building ----------------------------------------------------------------------------

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        splitter = QSplitter(Qt.Orientation.Vertical)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(self.preview)
        splitter.addWidget(self.table)
        splitter.setStretchFactor(0, 3)
        splitter.setStretchFactor(1, 2)
        splitter.setSizes([600, 400])
        middle, right = Surface(), Surface()
        middle.column.addWidget(self.loading)
        middle.column.addWidget(self.problem)
        middle.column.addWidget(ChangedFileBanner(self.session))
        middle.column.addWidget(FollowingMisfit(self.session))
        shown = DataOrReading(splitter, self.session, self.selection, self.loading)
        middle.column.addWidget(shown, 1)
        right.column.addWidget(self.settings)
        row.addWidget(self.sources)
        row.addWidget(line(vertical=True))
        row.addWidget(middle, 1)
        row.addWidget(line(vertical=True))
        row.addWidget(right)
        self._sides = Sides(self.sources, right)
        self.table.set_narrow(True)

    def _join(self) -> None:
        selection = self.selection
        self.sources.gallery.chosen.connect(selection.choose)
        self.sources.file_wanted.connect(lambda: self.open_dialog(folder=False))
        self.sources.folder_wanted.connect(lambda: self.open_dialog(folder=True))
        pasting = partial(paste, selection, self.session.voice.complained.fire)
        self.sources.paste_wanted.connect(pasting)
        # A field that is typed into takes the keys for itself.
        shortcut = QShortcut(QKeySequence(QKeySequence.StandardKey.Paste), self, pasting)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.settings.source_edited.connect(selection.change_source)
        self.settings.settings_edited.connect(selection.change_settings)
        self.settings.file_wanted.connect(self.open_dialog)
        self.settings.glanced.connect(self._show_lines)
        self.loading.cancelled.connect(self._cancel)
        self.table.rows.row_wanted.connect(self.preview.enlarge)
        for look in self.preview.points.looks.values():
            look.files.failed.connect(self.session.voice.complained.fire)
        # First of all: reading the head of a file for the form takes its time, too.
        selection.changed.connect(self.loading.follow)
        selection.changed.connect(self._show_settings)
        workspace = self.session.workspace
        self._leave = [
            workspace.project_changed.connect(self._on_project),
            workspace.data_changed.connect(self._show_data),
            manager().changed.connect(self._retheme),
        ]

    # ---- showing -----------------------------------------------------------------------------

    def _on_project(self, old: Project, new: Project) -> None:
        if old.data != new.data:
            self._show_settings()

    def _show_settings(self) -> None:
        shown = self.selection.shown
        self.sources.gallery.set_current(shown.source.key)
        self.settings.show_settings(shown)
        self._show_problem()

    def _show_data(self) -> None:
        prepared, source = self.session.workspace.prepared, self.session.workspace.project.data.source
        pieces = (
            partial(self.preview.show_examples, prepared),
            partial(self.table.show_examples, prepared),
            partial(self.settings.show_examples, prepared, source),
            partial(_show_thumbnail, self, prepared, source),
            self._show_problem,
        )
        few = prepared is None or prepared.dataset.inputs.size <= _FEW
        self._turns.do(pieces, at_once=few or not self.isVisible())

    def _show_lines(self, glance: Glance | None) -> None:
        self.table.show_glance(glance)
        self._turn_to_lines()

    def _turn_to_lines(self) -> None:
        """Where a file cannot be used, its lines are what is looked for."""
        if self.selection.problem and self.selection.is_draft:
            self.table.turn_to_lines()

    def _show_problem(self) -> None:
        workspace = self.session.workspace
        self.problem.show_problem(workspace.prepared, workspace.meaning.data_problem)
        self._turn_to_lines()

    def _cancel(self) -> None:
        selection = self.selection
        if selection.trial.is_busy or selection.keeper.is_busy or selection.recogniser.is_busy:
            self.selection.discard()
        else:
            self.session.loader.cancel()

    def _retheme(self) -> None:
        self.preview.retheme()
        self.table.retheme()


def _show_thumbnail(page: DataPage, prepared: Prepared | None, source: Source) -> None:
    """Let the gallery show what is in a file."""
    if (
        prepared is not None
        and kind_of(prepared.origin) != "other"
        and not page.session.loader.is_busy
        and thumbnails.remember(source, prepared.origin)
    ):
        page.sources.gallery.list.viewport().update()
