"""Whether a file of the user's is still what it was: how long it is, and a hash of what stands in it.

Its content, not its time: a file that was only touched, or copied here again, is the same one.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from nnsim.base.atomic import why_not_read
from nnsim.base.errors import NnsimError
from nnsim.base.reading import open_file
from nnsim.base.text import tr
from nnsim.data.source import Progress

MOST_WHOLE = 256_000_000
"""Bytes up to which everything is read; else blocks of a file, or of some of many files, evenly spread."""
MOST_FILES = 60_000
"""Of a folder: as many as a zip holds without the directory of a large one."""
_BLOCKS, _BLOCK = 64, 1 << 20
_MOST_LOOKED_INTO = 64
"""Of many files that are too long together."""
_CHUNK = 1 << 20
_TELL_EVERY = 500
_OF_SYSTEMS = frozenset(("__macosx", "thumbs.db", "desktop.ini", "$recycle.bin", "@eadir"))


@dataclass(frozen=True)
class Identity:
    """What tells one state of a file, or of several that belong together, from another.

    Attributes
    ----------
    size
        In bytes, of all of them.
    sha256
        Of one file up to `MOST_WHOLE` that of its content, as other programs give it. Otherwise of a line with
        names and sizes, and of the contents or of blocks of them.
    """

    size: int
    sha256: str


@dataclass(frozen=True)
class Files:
    """Files that are read as one thing.

    Attributes
    ----------
    root
        The folder they lie in.
    names
        Relative to it, with forward slashes, the one that was chosen first; of a folder, all with its name before.
    """

    root: Path
    names: tuple[str, ...]

    @property
    def title(self) -> str:
        """The name of the file, or of the folder."""
        return self.names[0].partition("/")[0] if self.names else self.root.name

    def places(self) -> list[Path]:
        """Return where they are."""
        return [self.root / name for name in self.names]


def files_in(folder: Path) -> Files:
    """Return the files in a folder and below, by name; hidden ones, and links that lead out, are none of it.

    Raises
    ------
    NnsimError
        When a folder may not be read, or there are too many.
    """
    names: list[str] = []
    real = os.path.realpath(folder)
    waiting = [""]
    while waiting:
        inside = waiting.pop()
        for entry in _entries(folder / inside):
            name = f"{inside}/{entry.name}" if inside else entry.name
            if entry.name.startswith(".") or entry.name.casefold() in _OF_SYSTEMS:
                continue
            if entry.is_dir(follow_symlinks=False):
                waiting.append(name)
            elif entry.is_file() and _leads_inside(entry, real):
                names.append(name)
            if len(names) > MOST_FILES:
                raise NnsimError(
                    tr("{folder} holds more than {most} files. Choose a folder with fewer.").format(
                        folder=folder.name, most=f"{MOST_FILES:,}"
                    )
                )
    return Files(folder.parent, tuple(f"{folder.name}/{name}" for name in sorted(names)))


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except OSError as error:
        raise why_not_read(error, folder) from error


def _leads_inside(entry: os.DirEntry[str], real: str) -> bool:
    if not entry.is_symlink():
        return True
    try:
        return os.path.commonpath((os.path.realpath(entry.path, strict=True), real)) == real
    except (OSError, ValueError):
        return False


def size_of(files: Files) -> int:
    """Return how many bytes they are together; raises NnsimError when one cannot be looked at."""
    return sum(_sizes(files))


def _sizes(files: Files) -> list[int]:
    sizes = []
    for place in files.places():
        try:
            sizes.append(os.stat(place).st_size)
        except OSError as error:
            raise why_not_read(error, place) from error
    return sizes


def identity_of(files: Files, progress: Progress | None = None) -> Identity:
    """Return what tells the present state of `files` from every other.

    Takes as long as reading them, at most as long as reading 256 MB.

    Raises
    ------
    NnsimError
        When one of them cannot be read.
    Cancelled
        When `progress` asks to stop.
    """
    sizes = _sizes(files)
    total = sum(sizes)
    digest = hashlib.sha256()
    if len(sizes) != 1 or total > MOST_WHOLE:
        told = "".join(f"{size} {name}\n" for name, size in zip(files.names, sizes, strict=True))
        digest.update(told.encode("utf-8", "surrogatepass"))
    done, doing = 0, tr("Looking through {file}").format(file=files.title)
    for number in range(len(sizes)) if total <= MOST_WHOLE else _spread(len(sizes), _MOST_LOOKED_INTO):
        for piece in _read(files.root / files.names[number], sizes[number], total <= MOST_WHOLE):
            digest.update(piece)
            done += len(piece)
            if progress is not None and (number % _TELL_EVERY == 0 or sizes[number] > _CHUNK):
                progress(min(1.0, done / max(1, min(total, MOST_WHOLE))), doing)
    return Identity(total, digest.hexdigest())


def _read(path: Path, size: int, whole: bool) -> Iterator[bytes]:
    """Yield what of one file is looked at."""
    with open_file(path) as file:
        try:
            if whole:
                while piece := file.read(_CHUNK):
                    yield piece
                return
            for start in _starts(size):
                file.seek(start)
                yield file.read(_BLOCK)
        except OSError as error:
            raise why_not_read(error, path) from error


def _starts(size: int) -> Sequence[int]:
    """Return where the blocks of a file begin: the first at its beginning, the last at its end."""
    if size <= _BLOCKS * _BLOCK:
        return range(0, size, _BLOCK)
    return [(size - _BLOCK) * n // (_BLOCKS - 1) for n in range(_BLOCKS)]


def _spread(count: int, most: int) -> Sequence[int]:
    """Return at most so many of the first `count` numbers, evenly spread, the first and the last among them."""
    if count <= most:
        return range(count)
    return [(count - 1) * n // (most - 1) for n in range(most)]


def stamp_of(files: Files) -> tuple[tuple[int, ...], ...]:
    """Return what changes when one of them is written, without reading any; empty where one is gone."""
    found = []
    for place in files.places():
        try:
            facts = os.stat(place)
        except (OSError, ValueError):
            return ()
        found.append((facts.st_size, facts.st_mtime_ns, facts.st_ino))
    return tuple(found)
