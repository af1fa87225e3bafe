"""What is known of a project's file: where it is, and what stood in it when it was last read or written."""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from nnsim.base.paths import is_file

_CHUNK = 1 << 20


def fingerprint_of(file: BinaryIO) -> str:
    """Return a fingerprint (BLAKE2b, 128 bits) of what stands in an open file, from its beginning."""
    digest = hashlib.blake2b(digest_size=16)
    file.seek(0)
    while piece := file.read(_CHUNK):
        digest.update(piece)
    return digest.hexdigest()


def fingerprint(path: Path) -> str | None:
    """Return the fingerprint of a file; None where there is none that can be read.

    Its content, not its time: a copy put back with its old time is another file, and one that was
    only touched is the same.
    """
    with suppress(OSError, ValueError):
        if is_file(path):
            with open(path, "rb") as file:
                return fingerprint_of(file)
    return None


@dataclass(frozen=True)
class FileState:
    """The file of a project as this session knows it.

    Attributes
    ----------
    path
        Where it is.
    fingerprint
        Of what was read from it, or written to it, last.
    recovered
        Whether the project came from a recovery copy and was not saved since: what is in the file
        is then something else than what was opened.
    """

    path: Path
    fingerprint: str | None
    recovered: bool = False

    def holds_something_else(self) -> bool:
        """Return whether saving there would overwrite what this session neither read nor wrote."""
        found = fingerprint(self.path)
        return found is not None and (self.recovered or found != self.fingerprint)

    def saved_at(self) -> datetime | None:
        """Return when the file was last written; None when it is gone."""
        with suppress(OSError, ValueError):
            return datetime.fromtimestamp(os.stat(self.path).st_mtime)
        return None
