"""The files in a folder and below it, in an order that depends on their names alone, and none outside.

A packed folder would be unpacked into one of the sitting (`nnsim.data.files.packed`), and then walked like any other.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from nnsim.base.atomic import why_not_read
from nnsim.base.errors import NnsimError
from nnsim.base.text import tr
from nnsim.data.images.decoding import SUFFIXES
from nnsim.data.source import Progress

MOST_FILES = 200_000
MOST_DEPTH = 10
_TELL_EVERY = 500
OF_SYSTEMS = frozenset(("__macosx", "thumbs.db", "desktop.ini", "$recycle.bin", "@eadir"))
_NUMBER = re.compile(r"(\d+)")


@dataclass
class Walked:
    """What lies in a folder: names relative to it, with forward slashes."""

    folder: Path
    images: list[str] = field(default_factory=list)
    """By their endings, in natural order: 2 before 10."""
    others: list[str] = field(default_factory=list)
    links: int = 0
    """Links that were not followed: they lead to a folder, or out of this one."""

    def place(self, name: str) -> str:
        """Return where a file of this folder is."""
        return str(self.folder / name)


def natural(name: str) -> tuple[tuple[tuple[int, int, str], ...], str]:
    """Return what sorts names as people count: numbers in them by their size."""
    pieces = _NUMBER.split(name.casefold())
    return tuple((1, int(p), "") if p.isdecimal() else (0, 0, p) for p in pieces), name


def is_image_name(name: str) -> bool:
    """Return whether a file is an image by its name."""
    return PurePosixPath(name).suffix.lower() in SUFFIXES


def walk(folder: Path, progress: Progress) -> Walked:
    """Return the files in `folder` and below; hidden ones and those that systems leave are passed over.

    Raises
    ------
    NnsimError
        When the folder or one in it may not be read, or when there are too many files.
    """
    found = Walked(folder)
    real = os.path.realpath(folder)
    doing = tr("Looking through {folder}").format(folder=folder.name)
    waiting = [""]
    seen = 0
    while waiting:
        inside = waiting.pop()
        for entry in _entries(folder / inside):
            seen += 1
            if seen > MOST_FILES:
                raise NnsimError(
                    tr("{folder} holds more than {most} files. Choose a folder with fewer.").format(
                        folder=folder.name, most=f"{MOST_FILES:,}"
                    )
                )
            if seen % _TELL_EVERY == 1:
                progress(0.0, doing)
            name = f"{inside}/{entry.name}" if inside else entry.name
            if entry.name.startswith(".") or entry.name.casefold() in OF_SYSTEMS:
                continue
            if entry.is_symlink() and not _leads_inside(entry, real):
                found.links += 1
            elif entry.is_dir(follow_symlinks=False):
                if name.count("/") < MOST_DEPTH:
                    waiting.append(name)
            elif entry.is_file():
                (found.images if is_image_name(name) else found.others).append(name)
    found.images.sort(key=natural)
    found.others.sort(key=natural)
    return found


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except OSError as error:
        raise why_not_read(error, folder) from error


def _leads_inside(entry: os.DirEntry[str], real: str) -> bool:
    """Return whether a link leads to a file in the folder; one to a folder could lead round and round."""
    try:
        place = os.path.realpath(entry.path, strict=True)
        return os.path.isfile(place) and os.path.commonpath((place, real)) == real
    except (OSError, ValueError):
        return False
