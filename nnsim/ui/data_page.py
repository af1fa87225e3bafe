"""The Data place: choose examples, see them, split and scale them, and read what was done."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFileDialog,
    QHBoxLayout,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from nnsim.base.text import tr
from nnsim.data.tables.glance import Glance
from nnsim.document.project import Project
from nnsim.document.storage import SUFFIX
from nnsim.ui.datapage import thumbnails
from nnsim.ui.datapage.examples import kind_of
from nnsim.ui.datapage.file_lines import LinesView
from nnsim.ui.datapage.files import DropOverlay, dropped_file, open_dialog, path_of, place_of
from nnsim.ui.datapage.gallery import SourceGallery
from nnsim.ui.datapage.loading import LoadingRow
from nnsim.ui.datapage.preview import Preview
from nnsim.ui.datapage.rows import MOST_ROWS, RowsView
from nnsim.ui.datapage.selection import DataSelection
from nnsim.ui.datapage.settings_column import FIELD, SettingsColumn
from nnsim.ui.look import fonts
from nnsim.ui.look.theme import manager
from nnsim.ui.sitting.session import Session
from nnsim.ui.widgets.labels import SectionHeading
from nnsim.ui.widgets.messages import Banner
from nnsim.ui.widgets.segmented import SegmentedControl
from nnsim.ui.widgets.style import button, label, line

_LEFT, _RIGHT = 280, 320
_ROOMY, _LEAST_LEFT, _LEAST_LABELS = 1000, 170, 126
"""Width of a page from which its sides are as wide as these; in a narrower one they leave the middle its share,
and what stands beside the heading of the rows stands below it."""
_LONGEST_NAME = 24


class DataPage(QWidget):
    """The place where data are chosen and looked at.

    A file may be dropped anywhere on it. Call `release` before the page goes: the session lives on.
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._workspace = session, session.workspace
        self.setAccessibleName(tr("Data"))
        self.setAcceptDrops(True)
        self.selection = DataSelection(session, self)
        self.gallery, self.preview, self.rows = SourceGallery(), Preview(), RowsView()
        self.lines = LinesView()
        self.settings = SettingsColumn()
        self.banner = Banner("bad")
        self._has_lines = False
        self._in_use = session.workspace.project.data.source
        self._told: bool | None = None
        self.loading = LoadingRow((session.loader, self.selection.trial))
        self.overlay = DropOverlay(self, self.selection.open_file)
        self.setFocusProxy(self.gallery.list)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # or nothing could set its place in the order of Tab
        self._lay_out()
        self._join()
        self._show_settings()
        self._show_data()

    def release(self) -> None:
        """Let go of the session; the page may be thrown away after that."""
        self.selection.release()
        self.loading.release()
        for disconnect in self._disconnect:
            disconnect()
        self._disconnect = []

    def open_file(self, path: Path) -> None:
        """Read a table or an archive of arrays, and use it as the data when it can be used."""
        self.selection.open_file(str(path))

    def open_dialog(self) -> QFileDialog:
        """Ask for a file."""
        return open_dialog(self, self.selection.open_file, place_of(self.selection.shown.source))

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
        self._share_room(event.size().width())

    def _share_room(self, width: int) -> None:
        """Give the sides their share of a page so wide; at first the least, or the window would grow for them."""
        share = min(1.0, width / fonts.grown(_ROOMY))
        for side, most, least in self._sides:
            side.setFixedWidth(max(round(share * fonts.grown(most)), least))
        narrow = share < 1
        self._heading.setDirection(
            QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        )

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.EnabledChange:
            self.overlay.hide()

    # ---- building ----------------------------------------------------------------------------

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        left = self._left()
        row.addWidget(left)
        row.addWidget(line(vertical=True))
        row.addWidget(self._middle(), 1)
        row.addWidget(line(vertical=True))
        right = _panel()
        right.layout().addWidget(self.settings)
        row.addWidget(right)
        least_right = FIELD + fonts.grown(_LEAST_LABELS)
        self._sides = ((left, _LEFT, fonts.grown(_LEAST_LEFT)), (right, _RIGHT, least_right))
        self._share_room(0)

    def _left(self) -> QWidget:
        left = _panel()
        column = left.layout()
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(10)
        column.addWidget(self.gallery, 1)
        self.open = button(tr("Open a file…"), self.open_dialog, variant="primary", icon_name="open")
        self.open.setMinimumHeight(fonts.grown(36))
        column.addWidget(self.open)
        hint = label(tr("or drop a .csv, .tsv, .txt or .npz file"), "muted")
        hint.setFont(fonts.ui_font(fonts.SMALL))
        hint.setWordWrap(True)
        hint.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(hint)
        return left

    def _middle(self) -> QWidget:
        middle = _panel()
        column = middle.layout()
        holder = QHBoxLayout()
        holder.setContentsMargins(16, 12, 16, 0)
        holder.addWidget(self.banner)
        self._banner_holder = QWidget()
        self._banner_holder.setLayout(holder)
        table = _panel()
        self._rows_heading = SectionHeading(tr("Rows"))
        self.views = SegmentedControl(
            [("rows", tr("As numbers")), ("lines", tr("As in the file"))], tr("What to show of the rows")
        )
        self.views.hide()
        self._rows_heading.setWordWrap(True)
        self._heading = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._heading.setContentsMargins(16, 10, 16, 4)
        self._heading.addWidget(self._rows_heading, 1)
        self._heading.addWidget(self.views, 0, Qt.AlignmentFlag.AlignLeft)
        self._tables = QStackedWidget()
        self._tables.addWidget(self.rows)
        self._tables.addWidget(self.lines)
        table.layout().addLayout(self._heading)
        table.layout().addWidget(self._tables, 1)
        self._splitter = QSplitter(Qt.Orientation.Vertical)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.addWidget(self.preview)
        self._splitter.addWidget(table)
        self._splitter.setStretchFactor(0, 3)
        self._splitter.setStretchFactor(1, 2)
        column.addWidget(self.loading)
        column.addWidget(self._banner_holder)
        column.addWidget(self._splitter, 1)
        return middle

    def _join(self) -> None:
        selection = self.selection
        self.gallery.chosen.connect(selection.choose)
        self.settings.source_edited.connect(selection.change_source)
        self.settings.settings_edited.connect(selection.change_settings)
        self.settings.file_wanted.connect(self.open_dialog)
        self.settings.glanced.connect(self._show_lines)
        self.views.currentChanged.connect(self._show_view)
        self.loading.cancelled.connect(self._cancel)
        # First of all: reading the head of a file for the form takes its time, too.
        selection.changed.connect(self.loading.follow)
        selection.changed.connect(self._show_settings)
        self._disconnect = [
            self._workspace.project_changed.connect(self._on_project),
            self._workspace.data_changed.connect(self._show_data),
            manager().changed.connect(self._retheme),
        ]

    # ---- showing -----------------------------------------------------------------------------

    def _on_project(self, old: Project, new: Project) -> None:
        if old.data != new.data:
            self._show_settings()

    def _show_settings(self) -> None:
        shown = self.selection.shown
        self.gallery.set_current(shown.source.key)
        self.settings.show_settings(shown)
        self._tell_what_was_done()
        self._show_problem()

    def _show_data(self) -> None:
        prepared = self._workspace.prepared
        self._in_use = self._workspace.project.data.source
        self.preview.show_examples(prepared)
        self.rows.show_examples(prepared)
        self._told = None
        self._tell_what_was_done()
        self._name_rows()
        if prepared is not None and kind_of(prepared.dataset) != "other":
            source = self._workspace.project.data.source
            if not self._session.loader.is_busy and thumbnails.remember(source, prepared.dataset):
                self.gallery.list.viewport().update()
        self._show_problem()

    def _tell_what_was_done(self) -> None:
        """Tell it of the examples in use, as long as the settings above are those of the same source."""
        shown, prepared = self.selection.shown.source, self._workspace.prepared
        is_same = (shown.key, path_of(shown)) == (self._in_use.key, path_of(self._in_use))
        if self._told != is_same:
            self._told = is_same
            self.settings.show_examples(prepared if is_same else None)

    def _show_lines(self, glance: Glance | None) -> None:
        """Show the first lines of the file."""
        self.lines.show_glance(glance)
        self._has_lines = glance is not None
        self.views.setVisible(self._has_lines)
        if not self._has_lines:
            self.views.set_current("rows")
        self._turn_to_lines()

    def _turn_to_lines(self) -> None:
        """Where a file cannot be used, its lines are what is looked for."""
        if self._has_lines and self.selection.problem and self.selection.is_draft:
            self.views.set_current("lines")

    def _show_view(self, view: str) -> None:
        is_lines = view == "lines"
        self._tables.setCurrentWidget(self.lines if is_lines else self.rows)
        self._name_rows()

    def _name_rows(self) -> None:
        prepared = self._workspace.prepared
        n = len(prepared.dataset) if prepared is not None else 0
        words = tr("Rows") if n <= MOST_ROWS else tr("The first {most} of {n} rows")
        if self.views.current() == "lines":
            words = tr("The first lines")
        self._rows_heading.setText(words.format(most=MOST_ROWS, n=f"{n:,}"))

    def _show_problem(self) -> None:
        """Show what is wrong in a sentence, with the way out."""
        selection, prepared = self.selection, self._workspace.prepared
        waits = selection.is_draft and not path_of(selection.shown.source)
        problem = selection.problem or ("" if waits else self._workspace.meaning.data_problem)
        title = problem or (tr("No file is open yet.") if waits else "")
        state = "bad" if problem else "neutral"
        stays = ""
        self.banner.clear_actions()
        if title and (selection.is_draft or selection.problem) and prepared is not None:
            stays = tr("{data} stays in use until then.").format(data=prepared.title)
            self.banner.add_action(_shortened(tr("Keep {data}"), prepared.title), selection.discard)
        elif problem and path_of(selection.shown.source):
            self.banner.add_action(tr("Open a file…"), self.open_dialog)
        self.banner.set_content(state, title, stays)
        self._banner_holder.setVisible(bool(title))
        self._turn_to_lines()
        if problem:
            self.banner.announce()

    def _cancel(self) -> None:
        if self.selection.trial.is_busy:
            self.selection.discard()
        else:
            self._session.loader.cancel()

    def _retheme(self) -> None:
        self.preview.retheme()
        self.rows.viewport().update()


def _panel() -> QWidget:
    """Return a plain surface with a column in it."""
    made = QWidget()
    made.setProperty("role", "panel")
    made.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    return made


def _shortened(template: str, name: str) -> str:
    """Return the words of a button with a name in them that may be long."""
    return template.format(data=name if len(name) <= _LONGEST_NAME else name[: _LONGEST_NAME - 1] + "…")
