"""What data the user wants: at once for generated data, tried out first for files."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from nnsim.base.errors import NnsimError
from nnsim.base.text import tr
from nnsim.data.opening import path_of, path_setting, source_for
from nnsim.data.prepare import DataSettings, Prepared, with_source
from nnsim.data.source import Source, sources
from nnsim.document.project import Project
from nnsim.ui.sitting.data_loader import DataLoader
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
        self._session, self._workspace = session, session.workspace
        self.trial = DataLoader(self)
        self._draft: DataSettings | None = None
        self._label, self._merge_key = "", ""
        self._problem = ""
        self._last: dict[str, Source] = {}
        self._disconnect = [
            self._workspace.project_changed.connect(self._on_project),
            self.trial.finished.connect(self._on_tried),
        ]

    def release(self) -> None:
        """Let go of the session and of a trial under way."""
        self.trial.cancel(quietly=True)
        for disconnect in self._disconnect:
            disconnect()

    @property
    def shown(self) -> DataSettings:
        """The settings to show: the draft, or those of the project."""
        return self._draft if self._draft is not None else self._workspace.project.data

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

    def open_file(self, path: str) -> None:
        """Use the file `path` with the source that reads its kind."""
        try:
            source = source_for(path, self.shown.source)
        except NnsimError as error:
            self._problem = str(error)
            self.changed.emit()
            return
        self._take(source, tr("Open a data file"))

    def change_source(self, source: Source, field: str) -> None:
        """Take an edited source; edits of one field in a row are one step of undo."""
        self._take(source, tr("Change the data"), f"data {source.key} {field}")

    def change_settings(self, settings: DataSettings, field: str) -> None:
        """Take edited settings of split or scaling."""
        label, merge_key = tr("Change split and scaling"), f"data {field}"
        if self._draft is not None:
            self._try(settings, label, "")
        else:
            self._commit(settings, label, merge_key)

    def discard(self) -> None:
        """Forget the draft: the data in use stay."""
        self.trial.cancel(quietly=True)
        self._draft, self._problem = None, ""
        self.changed.emit()

    def _take(self, source: Source, label: str, merge_key: str = "") -> None:
        self._last[source.key] = source
        settings = with_source(self.shown, source)
        if path_setting(source) is None:
            self._commit(settings, label, merge_key)
        else:
            self._try(settings, label, merge_key)

    def _try(self, settings: DataSettings, label: str, merge_key: str) -> None:
        self._draft, self._label, self._merge_key = settings, label, merge_key
        self._problem = ""
        self.trial.cancel(quietly=True)
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
        if settings != self._workspace.project.data:
            self._session.loader.remember(settings, prepared)
        self._commit(settings, self._label, self._merge_key)

    def _commit(self, settings: DataSettings, label: str, merge_key: str) -> None:
        self.trial.cancel(quietly=True)
        self._draft, self._problem = None, ""
        self._workspace.edit(label, lambda p: replace(p, data=settings), merge_key)
        self.changed.emit()

    def _on_project(self, old: Project, new: Project) -> None:
        self._last[new.data.source.key] = new.data.source
        if old.data != new.data:
            # Undo, or another project: what was tried belongs to the past.
            self.discard()
