"""A lock on a file that the operating system lets go when the process dies, however it dies."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path

if sys.platform == "win32":
    import msvcrt

    def _try_lock(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _try_lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


class FileLock:
    """A lock held by one process at a time; the file itself stays empty.

    Better than a process number in a file: numbers are used again, and asking whether one is
    alive differs on every system.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._descriptor: int | None = None

    def acquire(self) -> bool:
        """Take the lock; return False when another holds it. Raises OSError when the file cannot be."""
        if self._descriptor is not None:
            return True
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            _try_lock(descriptor)
        except OSError:
            os.close(descriptor)
            return False
        self._descriptor = descriptor
        return True

    def release(self) -> None:
        """Let the lock go and remove its file."""
        if self._descriptor is None:
            return
        if sys.platform != "win32":  # removed while held, so that nobody takes a lock on a removed file
            with suppress(OSError):
                os.unlink(self.path)
        os.close(self._descriptor)
        self._descriptor = None
        with suppress(OSError):
            os.unlink(self.path)
