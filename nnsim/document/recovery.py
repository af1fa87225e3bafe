"""Copies of unsaved work, kept by the program itself, for the session after a crash.

Each session writes one copy under its own name in a folder of nnsim, never the user's file. A lock
held for the length of the session tells copies of the living from those of the dead.

Files of the user's that projects keep lie beside the copies, once each, where they are long: a copy is written
every half minute.

A copy says which file its work belongs to, and what stood in that when the work began from it.
Before a save puts a file in place, a note beside the copy says so: a session killed between the
save and the removal of its copy then leaves nothing to offer.
"""

from __future__ import annotations

import os
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from nnsim.base import paths
from nnsim.base.archive import Data, open_archive
from nnsim.base.atomic import atomic_writer, why_not_written, write_atomically
from nnsim.base.errors import NnsimError
from nnsim.base.filelock import FileLock
from nnsim.base.strict_json import from_bytes, to_text
from nnsim.data.files.kept_files import is_content, length_of, offer_file, secure, streamed
from nnsim.document.data_file import contents_of, to_keep
from nnsim.document.data_place import folder_of, without_folder
from nnsim.document.file_state import FileState, fingerprint
from nnsim.document.history_file import SavedRun
from nnsim.document.learned import Learned
from nnsim.document.project import Project
from nnsim.document.storage import SUFFIX, Opened, load, save

NOTE = "recovery.json"
"""Member of a copy that says whose work it is; no part of a user's file."""
_SAVED = ".saved"
_WITH_HISTORY = "with_history"
_FILES = "files"
"""Folder of long files that projects keep, by their content; and what a note calls those of its copy."""
MOST_IN_COPY = 10_000_000
"""Bytes of a file that a project keeps, up to which it is in the copy itself."""
_SWEPT_AFTER = 24 * 3600.0
_MOST_COPIES = 20
_OLDEST = 30 * 24 * 3600.0
_LARGEST_NOTE = 100_000


@dataclass(frozen=True)
class Leftover:
    """A copy whose session ended without removing it.

    Attributes
    ----------
    path, written
        The copy, and when it was written.
    file
        The user's file the work belonged to, as it was when the work began from it; None when it
        was never saved.
    """

    path: Path
    file: FileState | None
    written: datetime

    @property
    def original(self) -> Path | None:
        """The user's file; None when the work was never saved."""
        return self.file.path if self.file is not None else None

    @property
    def is_newer(self) -> bool:
        """Whether the copy was written after the user's file, or there is no such file."""
        saved = self.file.saved_at() if self.file is not None else None
        return saved is None or self.written > saved


class RecoveryStore:
    """The copies in one folder, seen from one session.

    Parameters
    ----------
    folder
        Where copies lie; by default ``recovery`` in the user's folder of nnsim. Made when needed.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder if folder is not None else paths.user_data() / "recovery"
        started = time.strftime("%Y%m%d-%H%M%S")
        # The random end tells two stores of one process apart.
        self._session = f"{started}-{os.getpid()}-{os.urandom(3).hex()}"
        self._lock = FileLock(self.folder / f"{self._session}.lock")

    @property
    def path(self) -> Path:
        """The copy of this session."""
        return self.folder / f"{self._session}{SUFFIX}"

    def write(
        self,
        project: Project,
        learned: Learned | None,
        file: FileState | None,
        attachments: Mapping[str, Data] | None = None,
        history: Sequence[SavedRun] = (),
        with_history: bool = False,
    ) -> None:
        """Put the copy of this session in the place of its last one.

        Parameters
        ----------
        file
            The user's file the work belongs to.
        attachments
            What else is in that.
        history
            What the copy is to hold of the runs.
        with_history
            Whether the user's file is to hold moments and earlier runs.

        Raises
        ------
        NnsimError
            When the copy cannot be written; the last one then stands.
        """
        self._begin()
        project = to_keep(project)
        contents = contents_of((project, *(run.project for run in history)))
        beside = [content for content in contents if (length_of(content) or 0) > MOST_IN_COPY]
        for content in beside:
            self._put_beside(content)
        record = {**_record(file), _WITH_HISTORY: with_history, _FILES: beside}
        note = {**(attachments or {}), NOTE: to_text(record).encode()}
        home = None if file is None else folder_of(file.path)
        whole = without_folder(project) if file is None else project
        save(self.path, whole, learned, note, history=history, home=home, elsewhere=beside)

    def _put_beside(self, content: str) -> None:
        """Put a file that a project keeps beside the copies, unless it is there."""
        place = self.folder / _FILES / content
        if place.exists():
            with suppress(OSError):
                os.utime(place)  # it is of use again
            return
        try:
            place.parent.mkdir(mode=0o700, exist_ok=True)
        except OSError as error:
            raise why_not_written(error, place) from error
        with atomic_writer(place) as out:
            for piece in streamed(content).pieces:
                out.write(piece)

    def take_over(self, leftover: Leftover) -> None:
        """Make the copy of a dead session this session's own, in one move: it is never without one.

        Raises NnsimError when it cannot be moved.
        """
        self._begin()
        try:
            os.replace(self._own(leftover.path), self.path)
        except OSError as error:
            raise why_not_written(error, self.path) from error
        _remove(leftover.path.with_suffix(_SAVED), leftover.path.with_suffix(".lock"))

    def note_saving(self, before: FileState | None, after: FileState) -> None:
        """Note that work which began from `before` is about to be in the file `after`.

        Copies of that work are of no use once the file is there. Raises NnsimError when the note
        cannot be written.
        """
        self._begin()  # the first copy may still be on its way
        text = to_text({"before": _record(before), "after": _record(after)})
        write_atomically(self.path.with_suffix(_SAVED), text.encode())

    def list(self) -> tuple[Leftover, ...]:
        """Return the copies of dead sessions, newest first.

        Those whose work was saved after all, too old or too many are removed.
        """
        found = sorted(self._of_the_dead(), key=lambda copy: (copy.written, copy.path.name), reverse=True)
        oldest = time.time() - _OLDEST
        unsaved = [copy for copy in found if not _was_saved(copy)]
        kept = [copy for copy in unsaved[:_MOST_COPIES] if copy.written.timestamp() >= oldest]
        for copy in found:
            if copy not in kept:
                self.discard(copy)
        self._sweep()
        return tuple(kept)

    def load(self, leftover: Leftover) -> Opened:
        """Return the work in a copy; raises NnsimError when it cannot be read."""
        return load_copy(leftover.path, leftover.file)

    def discard(self, leftover: Leftover | None = None) -> None:
        """Remove a copy, or this session's own when none is named; nothing happens when it is gone."""
        path = self.path if leftover is None else self._own(leftover.path)
        # The note last: without it the copy would seem unsaved.
        _remove(path, path.with_suffix(_SAVED))
        if leftover is not None:
            _remove(path.with_suffix(".lock"))

    def close(self) -> None:
        """End the session in order: its copy is not needed any more."""
        self.discard()
        self._lock.release()

    def _begin(self) -> None:
        """Make the folder, and let others see that this session lives."""
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._lock.acquire()
        except OSError as error:
            raise why_not_written(error, self.path) from error

    def _sweep(self) -> None:
        """Sweep up after sessions that died without a copy."""
        with suppress(OSError):
            for lock in self.folder.glob("*.lock"):
                if lock != self._lock.path and not lock.with_suffix(SUFFIX).exists():
                    _is_dead(lock)  # asking removes the lock of the dead
            for note in self.folder.glob(f"*{_SAVED}"):
                if note != self.path.with_suffix(_SAVED) and _is_dead(note.with_suffix(".lock")):
                    _remove(note)
            used = {name for copy in self.folder.glob(f"*{SUFFIX}") for name in _beside(copy)}
            before = time.time() - _SWEPT_AFTER  # one that is younger may belong to a copy on its way
            for file in (self.folder / _FILES).glob("*"):
                if file.name not in used and file.stat().st_mtime < before:
                    _remove(file)

    def _own(self, path: Path) -> Path:
        """Return `path` when it lies in this folder: nothing else is ever removed."""
        if path.parent != self.folder or path.suffix != SUFFIX:
            raise ValueError(f"{path} is no recovery copy")
        return path

    def _of_the_dead(self) -> tuple[Leftover, ...]:
        """Return every copy whose session holds no lock."""
        copies: tuple[Leftover, ...] = ()
        with suppress(OSError):  # no folder, no copies
            for path in self.folder.glob(f"*{SUFFIX}"):
                if path != self.path and _is_dead(path.with_suffix(".lock")):
                    written = datetime.fromtimestamp(path.stat().st_mtime)
                    copies += (Leftover(path, _file_of(path), written),)
        return copies


def load_copy(path: Path, file: FileState | None) -> Opened:
    """Return the work in the copy at `path`, which belongs to the user's `file`.

    What it keeps of the user's files is safe from then on, whatever becomes of the copy. Raises NnsimError when it
    cannot be read.
    """
    for content in _beside(path):
        offer_file(content, path.parent / _FILES / content)
    opened = load(path, home=None if file is None else folder_of(file.path))
    for content in contents_of((opened.project, *(run.project for run in opened.history))):
        if (length_of(content) or 0) <= MOST_IN_COPY:
            with suppress(NnsimError):  # the one that reads it says why
                secure(content)
    return opened


def wishes_history(opened: Opened) -> bool:
    """Return whether the file that a copy belongs to is to hold moments and earlier runs."""
    try:
        note = from_bytes(bytes(opened.attachments.get(NOTE, b"")[:_LARGEST_NOTE]), NOTE)
    except NnsimError:
        return False
    return isinstance(note, dict) and note.get(_WITH_HISTORY) is True


def _remove(*files: Path) -> None:
    for file in files:
        with suppress(OSError):
            file.unlink()


def _is_dead(lock_path: Path) -> bool:
    """Return whether nobody holds a lock; a lock that nobody holds is removed."""
    if not lock_path.exists():
        return True
    lock = FileLock(lock_path)
    try:
        free = lock.acquire()
    except OSError:
        return False
    lock.release()
    return free


def _record(file: FileState | None) -> dict[str, str | None]:
    if file is None:
        return {"original": None, "fingerprint": None}
    return {"original": str(file.path.absolute()), "fingerprint": file.fingerprint}


def _from_record(record: Any) -> FileState | None:
    if not isinstance(record, dict) or not isinstance(record.get("original"), str):
        return None
    known = record.get("fingerprint")
    return FileState(Path(record["original"]), known if isinstance(known, str) else None)


def _file_of(path: Path) -> FileState | None:
    """Return the user's file a copy belongs to; a damaged copy is still worth offering."""
    return _from_record(_note_of(path))


def _note_of(path: Path) -> Any:
    try:
        with open_archive(path) as archive:
            return from_bytes(bytes(archive.read(NOTE, _LARGEST_NOTE)), NOTE) if NOTE in archive else None
    except NnsimError:
        return None


def _beside(path: Path) -> list[str]:
    """Return what a copy keeps of the user's files that lies beside the copies."""
    note = _note_of(path)
    names = note.get(_FILES) if isinstance(note, dict) else None
    found = names if isinstance(names, list) else []
    return [name for name in found if isinstance(name, str) and is_content(name)]


def _was_saved(copy: Leftover) -> bool:
    """Return whether the session saved the work in the copy, and died before it could remove it."""
    try:
        note = from_bytes(copy.path.with_suffix(_SAVED).read_bytes()[:_LARGEST_NOTE], _SAVED)
    except (OSError, NnsimError):
        return False
    if not isinstance(note, dict):
        return False
    before, after = _from_record(note.get("before")), _from_record(note.get("after"))
    return before == copy.file and after is not None and fingerprint(after.path) == after.fingerprint
