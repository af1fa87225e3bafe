"""Whether the user's file that the data come from is still what was read; looked at beside the window."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum, auto
from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer

from nnsim.base.errors import NnsimError
from nnsim.base.event import Event
from nnsim.base.text import tr
from nnsim.data.files.file_source import FileSource
from nnsim.data.files.identity import Identity, stamp_of
from nnsim.document.project import Project
from nnsim.ui.sitting.beside import Beside, Job
from nnsim.ui.sitting.sitting import Sitting

SETTLED_AFTER_MS = 400
"""Milliseconds without a further change until a file is looked at: whoever writes it may not be done."""
_MOST_WATCHED = 200
"""Files and folders that are watched, of a folder with many."""

log = logging.getLogger(__name__)


class Since(Enum):
    """Since when a file is another one."""

    SAVED = auto()
    READ = auto()


@dataclass(eq=False)
class _Look(Job):
    source: FileSource
    before: tuple[tuple[int, ...], ...] | None
    """The stamp at the last look; None: this is the first, which only learns what is to be watched."""
    stamp: tuple[tuple[int, ...], ...] = ()
    watched: list[str] = field(default_factory=list)
    identity: Identity | None = None

    def work(self) -> None:
        try:
            files = self.source.own_files()
            self.stamp = stamp_of(files)
            places = files.places()
            folders = dict.fromkeys(str(Path(place).parent) for place in places)
            self.watched = [*folders, *map(str, places)][:_MOST_WATCHED]
            if self.before is not None and self.stamp and self.stamp != self.before:
                self.identity = self.source.identity()
        except NnsimError:
            self.stamp = ()  # it is gone; reading says so when it is read
        except Exception:
            log.exception("looking at a file failed")


class FileWatch(QObject):
    """Watches the file of the open project.

    A file that a project keeps is not watched: what is read is the copy.

    Parameters
    ----------
    read_anew
        Reads it as it is then; training begins anew.

    Events
    ------
    changed()
        `since` is another one.
    """

    def __init__(self, sitting: Sitting, read_anew: Callable[[], object]) -> None:
        super().__init__(sitting.feed)
        self.changed: Event[[]] = Event()
        self.since: Since | None = None
        """Since when the file is another one than people may think; None: it is not, or somebody knows."""
        self._workspace, self._voice = sitting.workspace, sitting.voice
        self._read_anew = read_anew
        self._stamp: tuple[tuple[int, ...], ...] | None = None
        self._read: Identity | None = None
        self._now: Identity | None = None
        """What the file is, as far as is known."""
        self._accepted: Identity | None = None
        """What the user left as it is."""
        self._watcher = QFileSystemWatcher(self)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(SETTLED_AFTER_MS)
        self._soon.timeout.connect(self._look)
        self._watcher.fileChanged.connect(lambda _: self._soon.start())
        self._watcher.directoryChanged.connect(lambda _: self._soon.start())
        self._beside: Beside[_Look] = Beside("nnsim watch", self)
        self._beside.finished.connect(self._on_looked)
        self._workspace.data_changed.connect(self._on_data)
        self._workspace.project_changed.connect(self._on_project)

    @property
    def file(self) -> str:
        """The name of the file that is watched; empty where there is none."""
        source = self._source()
        return "" if source is None else Path(source.linked).name

    def told(self) -> str:
        """Return a sentence that says what has become of the file; empty where it is what was read."""
        match self.since:
            case Since.READ:
                return tr("{file} has changed since it was read.").format(file=self.file)
            case Since.SAVED:
                return tr("{file} is not the file that the project was saved with.").format(file=self.file)
            case _:
                return ""

    def read_anew(self) -> None:
        """Read the file as it is now; training begins anew with it."""
        self._accepted = self._now
        self._read_anew()
        self._tell()

    def leave(self) -> None:
        """Keep everything as it is, and say nothing more of this change."""
        self._accepted = self._now
        self._tell()

    def stop(self) -> None:
        """Watch nothing any more."""
        self._soon.stop()
        self._beside.drop()
        self._watch([])

    def _source(self) -> FileSource | None:
        source = self._workspace.project.data.source
        if isinstance(source, FileSource) and source.path.strip() and not source.content:
            return source
        return None

    def _read_from(self) -> Identity | None:
        prepared = self._workspace.prepared
        return None if prepared is None else prepared.origin.read_from

    def _on_data(self) -> None:
        """Begin anew where something else was read: that is on the disk now. Else the words alone are others."""
        read = self._read_from()
        if read is None or read != self._read:
            self._read, self._now, self._stamp = read, read, None
            self._look()
        self._tell()

    def _on_project(self, old: Project, new: Project) -> None:
        before, after = old.data.source, new.data.source
        if before == after:
            return
        if getattr(before, "linked", "") != getattr(after, "linked", ""):
            self._accepted = None
        self._look()
        self._tell()

    def _look(self) -> None:
        source = self._source()
        if source is None or self._read_from() is None:
            self.stop()
        else:
            self._beside.begin(_Look(source, self._stamp))

    def _on_looked(self, look: _Look) -> None:
        if look.source != self._source():
            return
        self._watch(look.watched)
        if look.stamp:
            self._stamp = look.stamp
        if look.identity is not None:
            self._now = look.identity
            self._tell()

    def _watch(self, paths: list[str]) -> None:
        """Watch just these: a file that was put in the place of another is watched no longer."""
        there = {*self._watcher.files(), *self._watcher.directories()}
        if gone := there - set(paths):
            self._watcher.removePaths(sorted(gone))
        if new := [path for path in paths if path not in there]:
            self._watcher.addPaths(new)

    def _tell(self) -> None:
        """Work out what is to be said, and fire where that is new."""
        before, self.since = self.since, self._found()
        if before is self.since:
            return
        self.changed.fire()
        if self.since is not None:
            self._voice.complained.fire(self.told())

    def _found(self) -> Since | None:
        source, read = self._source(), self._read_from()
        if source is None or read is None or self._now is None or self._now == self._accepted:
            return None
        if self._now != read:
            return Since.READ
        return Since.SAVED if source.known is not None and source.known != read else None
