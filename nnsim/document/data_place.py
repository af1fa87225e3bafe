"""The data file of a project: a relative path is relative to the project's file, wherever that goes.

In memory a source knows the folder its relative path starts from (`FileSource.folder`). In a file
stands the path alone, with forward slashes.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath

from nnsim.base.errors import NnsimError
from nnsim.base.paths import expanded
from nnsim.base.text import tr
from nnsim.data.files.file_source import FileSource
from nnsim.data.files.identity import identity_of, size_of
from nnsim.document.project import Project

_MOST_FOLDERS_UP = 4
_LONGEST_TAIL = 8


def folder_of(path: Path | str) -> Path:
    """Return the folder a project file lies in, at the end of all links: there it is written, too."""
    try:
        return Path(os.path.realpath(path)).parent
    except ValueError:  # no name of a file; opening or writing it says so
        return Path(path).absolute().parent


def to_file(project: Project, folder: Path) -> Project:
    """Return `project` as a file in `folder` keeps it: a relative path leads from there to the same data."""
    source = project.data.source
    if not isinstance(source, FileSource) or not source.path.strip() or not _is_relative(source.path):
        return project
    if not source.folder and not source.is_there(expanded(source.linked)):
        return project  # not there from here: it was meant as it will stand in the file
    try:
        written = Path(_leading_from(folder, os.path.abspath(source.linked))).as_posix()
    except ValueError:  # another drive
        written = os.path.abspath(source.linked)
    return _with_source(project, replace(source, path=written, folder=""))


def as_opened(project: Project, folder: Path) -> tuple[Project, tuple[str, ...]]:
    """Return `project` as it is used when its file lies in `folder`, and a sentence if its data moved.

    Data that are not where the path says are looked for beside the project and under it, and
    beside the folders above it under the same last folders.
    """
    source = project.data.source
    if not isinstance(source, FileSource) or not source.path.strip():
        return project, ()
    here = replace(source, folder=str(folder)) if _is_relative(source.path) else source
    if source.content or source.is_there(expanded(here.linked)):
        return _with_source(project, here), ()
    found = [
        replace(source, path=tail.as_posix(), folder=str(folder))
        for tail in _elsewhere(source.path)
        if source.is_there(folder / tail)
    ]
    if not found:
        return _with_source(project, here), ()
    there = _the_same(found)
    text = tr("The data file {old} is not there. {new}, found beside the project, is used instead.")
    return _with_source(project, there), (text.format(old=source.path, new=there.path),)


def _the_same(found: Sequence[FileSource]) -> FileSource:
    """Return which of several files of one name is that the project was saved with; where none is, the nearest."""
    alike = [one for one in found if one.known is not None and _length(one) == one.known.size]
    if len(found) > 1 and len(alike) > 1:
        alike = [one for one in alike if _is_known(one)] or alike
    return (*alike, *found)[0]


def _length(source: FileSource) -> int:
    try:
        return size_of(source.own_files())
    except NnsimError:
        return -1


def _is_known(source: FileSource) -> bool:
    try:
        return identity_of(source.own_files()) == source.known
    except NnsimError:
        return False


def without_folder(project: Project) -> Project:
    """Return `project` with the full path of its data, for a file that lies nowhere near them."""
    source = project.data.source
    if not isinstance(source, FileSource) or not source.path.strip() or not _is_relative(source.path):
        return project
    return _with_source(project, replace(source, path=os.path.abspath(source.linked), folder=""))


def _with_source(project: Project, source: FileSource) -> Project:
    return replace(project, data=replace(project.data, source=source))


def _leading_from(folder: Path, place: str) -> str:
    """Return the relative path from `folder` to `place`; raises ValueError when none leads there."""
    path = os.path.relpath(place, folder)
    if path.startswith(".."):  # up from a folder reached by a link leads from where it really is
        inside, name = os.path.split(place)
        path = os.path.relpath(os.path.join(os.path.realpath(inside), name), os.path.realpath(folder))
    return path


def _is_relative(path: str) -> bool:
    return not (expanded(path).is_absolute() or path.startswith("~") or PureWindowsPath(path).is_absolute())


def _elsewhere(path: str) -> Iterator[Path]:
    """Yield where else the data may be, seen from the folder of the project: the longest same last folders first."""
    parts = [part for part in _pure(path).parts if part not in ("/", "..")]
    if parts and (parts[0].startswith("~") or parts[0].endswith(("\\", ":"))):
        parts = parts[1:]
    for length in range(min(len(parts), _LONGEST_TAIL), 0, -1):
        tail = Path(*parts[-length:])
        yield tail
        if length > 1:
            # Above the project a name alone is no evidence.
            yield from (Path(*[".."] * up, tail) for up in range(1, _MOST_FOLDERS_UP + 1))


def _pure(path: str) -> PurePath:
    """Return the path as the system that wrote it reads it."""
    windows = PureWindowsPath(path)
    return windows if windows.drive or "/" not in path else PurePosixPath(path)
