"""What a project file says of the file its data come from: how long it is, its hash, and whether it holds it.

The bytes of a file that is kept are a member of the project file, named by its content alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from nnsim.base.archive import MOST_BYTES, Archive, Streamed
from nnsim.base.errors import NnsimError
from nnsim.base.paths import expanded
from nnsim.base.text import tr
from nnsim.data.files import kept_files
from nnsim.data.files.file_source import FileSource
from nnsim.data.files.identity import Identity
from nnsim.data.prepared import Prepared
from nnsim.data.source import Source
from nnsim.document.fields import damaged, mapping, report_unknown, string, whole
from nnsim.document.project import Project

FOLDER = "files/"
"""What the names of members begin with that are files of the user's."""
_WHERE = "data_file"
_DIGEST = re.compile("[0-9a-f]{64}")


# ---- the record --------------------------------------------------------------------------------------


def file_record(source: Source) -> dict[str, Any] | None:
    """Return what is to be written of the file of `source`; None where nothing is known of it."""
    if not isinstance(source, FileSource):
        return None
    record: dict[str, Any] = {}
    if source.known is not None:
        record |= {"size": source.known.size, "sha256": source.known.sha256}
    if source.keep and source.content:
        record["kept"] = source.content
    return record or None


def with_file_record(source: Source, raw: Any, problems: list[str]) -> Source:
    """Return `source` with what was written of its file; what cannot be read of that is told and left out."""
    if not isinstance(source, FileSource):
        return source
    try:
        record = mapping(raw, _WHERE)
        report_unknown(record, ("size", "sha256", "kept"), _WHERE, problems)
        known, content = _known(record), _content(record)
    except NnsimError:
        problems.append(tr("What the project knew of its data file is not readable, and left out."))
        return source
    return replace(source, known=known, content=content if source.keep else "")


def _known(record: Mapping[str, Any]) -> Identity | None:
    if "sha256" not in record:
        return None
    digest = string(record["sha256"], f"{_WHERE}.sha256")
    if _DIGEST.fullmatch(digest) is None:
        raise damaged(f"{_WHERE}.sha256")
    return Identity(whole(record.get("size"), f"{_WHERE}.size", low=0), digest)


def _content(record: Mapping[str, Any]) -> str:
    content = string(record.get("kept", ""), f"{_WHERE}.kept")
    if content and not kept_files.is_content(content):
        raise damaged(f"{_WHERE}.kept")
    return content


# ---- what is to be saved -------------------------------------------------------------------------------


def as_read(project: Project, prepared: Prepared | None) -> Project:
    """Return `project` with what its file was when `prepared` was read from it."""
    source = project.data.source
    if prepared is None or prepared.origin.read_from is None or not isinstance(source, FileSource):
        return project
    return _with(project, replace(source, known=prepared.origin.read_from))


def to_keep(project: Project) -> Project:
    """Return `project` with a private copy of the file it is to keep, and with what its file is.

    A file that is not there does not keep a project from being saved; opening that says so.

    Raises NnsimError when the file that is to be kept cannot be read, or is too large.
    """
    source = project.data.source
    if not isinstance(source, FileSource) or not source.path.strip() or source.content:
        return project
    if not source.is_there(expanded(source.linked)):
        return project
    if source.known is None:
        source = replace(source, known=source.identity())
    return _with(project, source.kept() if source.keep else source)


def bytes_to_copy(project: Project) -> int:
    """Return about how many bytes of the data file are read when `project` is saved; never raises."""
    source = project.data.source
    if not isinstance(source, FileSource) or not source.path.strip():
        return 0
    if source.content:
        return kept_files.length_of(source.content) or 0 if source.keep else 0
    return MOST_BYTES if source.keep or source.known is None else 0  # not known without looking


def contents_of(projects: Iterable[Project]) -> tuple[str, ...]:
    """Return what all these keep, by the names in `nnsim.data.files.kept_files`, each once."""
    sources = (project.data.source for project in projects)
    kept = (one.content for one in sources if isinstance(one, FileSource) and one.keep and one.content)
    return tuple(dict.fromkeys(kept))


def members_of(contents: Iterable[str]) -> dict[str, Streamed]:
    """Return the members that hold `contents`; raises NnsimError where one is nowhere to be had."""
    return {FOLDER + content: kept_files.streamed(content) for content in contents}


# ---- what was opened -------------------------------------------------------------------------------------


def offered_by(archive: Archive, path: Path) -> dict[str, int]:
    """Return what the project file at `path` holds of files, with their lengths, from now on to be had there."""
    found: dict[str, int] = {}
    for name in archive.names:
        content = name.removeprefix(FOLDER)
        if name.startswith(FOLDER) and kept_files.is_content(content):
            found[content] = archive.size(name)
            kept_files.offer_member(content, path, name, found[content])
    return found


def with_what_is_there(project: Project, there: Mapping[str, int]) -> tuple[Project, tuple[str, ...]]:
    """Return `project`, reading its own file where its copy is not among those `there`, and the sentence for it."""
    source = project.data.source
    if not isinstance(source, FileSource) or not source.keep or source.content in there:
        return project, ()
    if source.content and kept_files.length_of(source.content) is not None:
        return project, ()
    if not source.path.strip():
        return project, ()
    said = tr(
        "The project does not hold its data file {path}, which it was to keep; it is read where it was."
    )
    return _with(project, replace(source, content="")), (said.format(path=source.path),)


def _with(project: Project, source: FileSource) -> Project:
    return replace(project, data=replace(project.data, source=source))
