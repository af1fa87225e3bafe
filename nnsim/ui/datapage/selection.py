"""What data the user wants: at once for generated data, tried out first for files."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, Signal

from nnsim.base.text import tr
from nnsim.data.data_settings import DataSettings, split_as_steps_need, with_source
from nnsim.data.files.file_source import FileSource
from nnsim.data.files.opening import path_of, path_setting
from nnsim.data.prepared import Prepared
from nnsim.data.source import Source, sources
from nnsim.data.splitter import Splitter
from nnsim.data.splitters.by_time import ByTime
from nnsim.data.tables.alike import stands_for
from nnsim.document.examples import with_data
from nnsim.document.project import Project
from nnsim.ui.datapage.recogniser import Recogniser
from nnsim.ui.datapage.split_hint import at_random_words, by_time_words
from nnsim.ui.sitting.data_loader import DataLoader
from nnsim.ui.sitting.file_keeper import FileKeeper
from nnsim.ui.sitting.session import Session


class DataSelection(QObject):
    """Turns wishes into undoable edits of the project.

    A file is read before it takes the place of the data in use: until it can be used, it is a
    draft that only the page knows, and training goes on with what it had.
    """

    changed = Signal()
    """What is shown, or what is wrong with it, is another."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.trial = DataLoader(self)
        self.keeper = FileKeeper(self)
        self.recogniser = Recogniser(self)
        self._draft: DataSettings | None = None
        self._as = ("", "")
        """What the edit of the draft is called, and what it is joined with."""
        self._problem = ""
        self._tried: Prepared | None = None
        """Examples that were tried of a file that the project is yet to keep."""
        self._by_steps = False
        """Whether the split by time came along with steps, in this sitting."""
        self._last: dict[str, Source] = {}
        self._disconnect = [
            self._session.workspace.project_changed.connect(self._on_project),
            self.trial.finished.connect(self._on_tried),
            self.keeper.finished.connect(self._on_kept),
        ]

    def release(self) -> None:
        """Let go of the session and of a trial under way."""
        self._cancel()
        for disconnect in self._disconnect:
            disconnect()

    @property
    def shown(self) -> DataSettings:
        """The settings to show: the draft, or those of the project."""
        return self._draft if self._draft is not None else self._session.workspace.project.data

    @property
    def is_draft(self) -> bool:
        """Whether what is shown is not yet the data of the project."""
        return self._draft is not None

    @property
    def problem(self) -> str:
        """Why the draft, or a file just dropped, cannot be used; empty when nothing is wrong."""
        return self._problem

    def choose(self, key: str) -> None:
        """Use the source `key`, as it was set when it was last in use; the split stays where it is not known for one."""
        if key == self.shown.source.key:
            return
        source = self._last.get(key) or sources[key]()
        self._take(source, tr("Choose {source}").format(source=tr(source.title)))

    def open_file(self, path: str, keep: bool = False) -> None:
        """Use the file `path` with the source that reads its kind; with `keep` the project holds it itself."""

        def take(source: Source | None, problem: str) -> None:
            if source is None:
                self._problem = problem
                self.changed.emit()
                return
            kept = keep and isinstance(source, FileSource)
            self._take(replace(source, keep=True) if kept else source, tr("Open a data file"))

        self.recogniser.look(path, self.shown.source, take)
        self.changed.emit()

    def find_file(self, path: str) -> None:
        """Read the file of the source on show at `path`, where it has gone; all settings stay."""
        source = self.shown.source
        if isinstance(source, FileSource):
            self._take(
                replace(source, path=path, folder="", content=""), tr("Find the data file"), alike=True
            )

    def change_source(self, source: Source, field: str) -> None:
        """Take an edited source; edits of one field in a row are one step of undo."""
        if isinstance(source, FileSource) and field == "keep" and not self.is_draft:
            # The project keeps its file, or keeps it no longer; the examples stay what they are.
            prepared = self._session.workspace.prepared
            self._problem, self._tried = "", None
            self.keeper.begin(source, None if prepared is None else prepared.origin.read_from)
            self.changed.emit()
            return
        # A path that was typed leaves all other settings of the source; steps stay where its columns do.
        alike = field != "path" or stands_for(self.shown.source, source)
        self._take(source, tr("Change the data"), f"data {source.key} {field}", alike=alike)

    def change_settings(self, settings: DataSettings, field: str) -> None:
        """Take edited settings of split or scaling; steps that read rows before bring the split by time along, and
        take it away with them.
        """
        label, merge_key = tr("Change split and scaling"), f"data {field}"
        as_given = settings
        settings = split_as_steps_need(
            self.shown, settings, by_steps=self._by_steps or _without_times(self._session)
        )
        if settings != as_given:
            self._by_steps = isinstance(settings.splitter, ByTime)
            deal = partial(_deal_with, self, as_given.splitter)
            said = f"{by_time_words() if self._by_steps else at_random_words()}."
            self._session.words.note(said, lambda: self.shown.splitter == settings.splitter)
            self._session.voice.offered.fire(said, tr(as_given.splitter.title), deal)
        elif settings.splitter != self.shown.splitter:
            self._by_steps = False
        if self._draft is not None:
            self._try(settings, label, "")
        else:
            self._commit(settings, label, merge_key)

    def _on_kept(self, found: FileSource | None, same: bool, problem: str) -> None:
        tried, self._tried = self._tried, None
        if found is None:
            self._problem = problem
            self.changed.emit()
            return
        settings = replace(self.shown, source=found)
        if tried is not None:
            label, _ = self._as
        else:
            label = (
                tr("Keep the file in the project") if found.keep else tr("Leave the file out of the project")
            )
        if not same:
            self._try(settings, label, "")
            return
        if tried is not None:
            self._session.loader.remember(settings, tried)
        self._commit(settings, label, "")

    def discard(self) -> None:
        """Forget the draft: the data in use stay."""
        self._cancel()
        self._draft, self._problem = None, ""
        self.changed.emit()

    def _take(self, source: Source, label: str, merge_key: str = "", *, alike: bool = False) -> None:
        self._last[source.key] = source
        settings = with_source(self.shown, source, alike=alike)
        if path_setting(source) is None:
            self._commit(settings, label, merge_key)
        else:
            self._try(settings, label, merge_key)

    def _try(self, settings: DataSettings, label: str, merge_key: str) -> None:
        self._draft, self._as = settings, (label, merge_key)
        self._problem = ""
        self._cancel()
        if path_of(settings.source):
            self.trial.load(settings)
        self.changed.emit()

    def _on_tried(self, settings: DataSettings, prepared: Prepared | None, problem: str) -> None:
        if settings != self._draft:
            return
        if prepared is None:
            self._problem = problem
            self.changed.emit()
            return
        if settings != self._session.workspace.project.data:
            self._session.loader.remember(settings, prepared)
        if isinstance(settings.source, FileSource) and settings.source.keep and not settings.source.content:
            self._tried = prepared
            self.keeper.begin(settings.source, prepared.origin.read_from)
            return
        self._commit(settings, *self._as)

    def _commit(self, settings: DataSettings, label: str, merge_key: str) -> None:
        self._cancel()
        self._draft, self._problem = None, ""
        if settings == self._session.workspace.project.data and self._session.workspace.prepared is None:
            self._session.data.load(settings)  # its file is there again
        self._session.workspace.edit(label, lambda p: with_data(p, settings), merge_key)
        self.changed.emit()

    def _cancel(self) -> None:
        """Let go of whatever is read or looked into."""
        self.recogniser.cancel()
        self.trial.cancel(quietly=True)
        self.keeper.cancel()

    def _on_project(self, old: Project, new: Project) -> None:
        self._last[new.data.source.key] = new.data.source
        if old.data != new.data:
            # Undo, or another project: what was tried belongs to the past.
            self.discard()


def _deal_with(selection: DataSelection, splitter: Splitter) -> None:
    """Split the data on show in another way."""
    selection.change_settings(replace(selection.shown, splitter=splitter), "splitter")


def _without_times(session: Session) -> bool:
    """Return whether the data in use have no times: nobody would split them by time by hand."""
    prepared = session.workspace.prepared
    return prepared is not None and prepared.origin.moments is None
