"""Copies of unsaved work, kept by the program itself, for the session after a crash.

Each session writes one copy under its own name in a folder of nnsim, never the user's file. A lock
held for the length of the session tells copies of the living from those of the dead.
"""

from __future__ import annotations

import os
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from nnsim.base import paths
from nnsim.base.archive import open_archive
from nnsim.base.atomic import why_not_written
from nnsim.base.errors import NnsimError
from nnsim.base.filelock import FileLock
from nnsim.base.strict_json import from_bytes, to_text
from nnsim.document.learned import Learned
from nnsim.document.project import Project
from nnsim.document.storage import SUFFIX, Opened, load, save

_NOTE = "recovery.json"
_MOST_COPIES = 20
_OLDEST = 30 * 24 * 3600.0
_LARGEST_NOTE = 100_000


@dataclass(frozen=True)
class Leftover:
    """A copy whose session ended without removing it.

    `original` is the user's file the work belonged to, None when it was never saved.
    """

    path: Path
    original: Path | None
    written: datetime


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

    def write(self, project: Project, learned: Learned | None, original: Path | None) -> None:
        """Put the copy of this session in the place of its last one.

        Raises NnsimError when it cannot be written; the last copy then stands.
        """
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._lock.acquire()
        except OSError as error:
            raise why_not_written(error, self.path) from error
        note = to_text({"original": None if original is None else str(original)})
        save(self.path, project, learned, {_NOTE: note.encode()})

    def list(self) -> tuple[Leftover, ...]:
        """Return the copies of dead sessions, newest first; those too old or too many are removed."""
        found = sorted(self._of_the_dead(), key=lambda copy: (copy.written, copy.path.name), reverse=True)
        oldest = time.time() - _OLDEST
        kept = [copy for copy in found[:_MOST_COPIES] if copy.written.timestamp() >= oldest]
        for copy in found:
            if copy not in kept:
                self.discard(copy)
        self._remove_bare_locks()
        return tuple(kept)

    def load(self, leftover: Leftover) -> Opened:
        """Return the work in a copy; raises NnsimError when it cannot be read."""
        return load(leftover.path)

    def discard(self, leftover: Leftover | None = None) -> None:
        """Remove a copy, or this session's own when none is named; nothing happens when it is gone."""
        path = self.path if leftover is None else self._own(leftover.path)
        with suppress(OSError):
            path.unlink()
        if leftover is not None:
            with suppress(OSError):
                path.with_suffix(".lock").unlink()

    def close(self) -> None:
        """End the session in order: its copy is not needed any more."""
        self.discard()
        self._lock.release()

    def _remove_bare_locks(self) -> None:
        """Sweep up after sessions that died before they wrote a copy."""
        with suppress(OSError):
            for lock in self.folder.glob("*.lock"):
                if lock != self._lock.path and not lock.with_suffix(SUFFIX).exists():
                    _is_dead(lock)  # asking removes the lock of the dead

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
                    copies += (Leftover(path, _original(path), written),)
        return copies


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


def _original(path: Path) -> Path | None:
    """Return the user's file a copy belongs to; a damaged copy is still worth offering."""
    try:
        with open_archive(path) as archive:
            note = from_bytes(bytes(archive.read(_NOTE, _LARGEST_NOTE)), _NOTE) if _NOTE in archive else None
    except NnsimError:
        return None
    original = note.get("original") if isinstance(note, dict) else None
    return Path(original) if isinstance(original, str) else None
