"""Which source reads a file or a folder of the user's."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from fnmatch import fnmatch
from pathlib import Path

from nnsim.base.declared import settings_of
from nnsim.base.errors import NnsimError
from nnsim.base.paths import is_file, is_folder
from nnsim.base.settings import FilePath
from nnsim.base.text import tr
from nnsim.data.arrays.text_arrays import files_of_parts
from nnsim.data.files.about import is_answer, tells_about
from nnsim.data.files.file_source import FileSource, FolderSource
from nnsim.data.files.packed import is_to_train_on
from nnsim.data.files.packed_folder import names_in
from nnsim.data.format import is_table_name
from nnsim.data.images.walking import is_image_name
from nnsim.data.source import Source, sources
from nnsim.data.tables.foreign import head_of, refuse_foreign

_LOOKED_AT = 50
"""Files of a folder that are asked whether they name the rest of it."""


def path_setting(source: Source | type[Source]) -> tuple[str, FilePath] | None:
    """Return name and kind of the setting that holds the file of a source; None for other sources."""
    return next(((n, s) for n, s in settings_of(source) if isinstance(s, FilePath)), None)


def path_of(source: Source) -> str:
    """Return the file of a source, empty when there is none."""
    found = path_setting(source)
    return str(getattr(source, found[0])) if found is not None else ""


def place_of(source: Source) -> str:
    """Return where the file of a source is, from wherever one looks; empty when there is none."""
    return source.linked if isinstance(source, FileSource) else path_of(source)


def source_for(path: str, waiting: Source | None = None) -> Source:
    """Return the source that reads a folder, or files called like `path`; raises NnsimError when none does.

    A text by another name, such as ``sonar.all-data``, is looked into, and a packed file for the folder in it.

    `waiting` is a source that was chosen and has no file yet: it comes first where it reads such files.
    """
    if is_folder(Path(path)):
        return _source_of_folder(path)
    inside = names_in(path)
    for folder in (cls for cls in file_sources() if inside and issubclass(cls, FolderSource)):
        if folder.stands_in(path, inside):
            return folder(path=path)
    _refuse_packed_images(path, inside)
    fitting = [cls for cls in file_sources() if _fits(path, patterns_of(cls))]
    if isinstance(waiting, FileSource) and not waiting.path and type(waiting) in fitting:
        return replace(waiting, path=path)
    for cls in (*(cls for cls in fitting if cls.recognises(path)), *fitting):
        return cls(path=path)
    refuse_foreign(Path(path).name, head_of(Path(path)))
    for cls in file_sources():
        if cls.tries(path):
            return cls(path=path)
    raise NnsimError(
        tr("{file} cannot be opened as data. Choose a file of one of these kinds: {kinds}.").format(
            file=Path(path).name,
            kinds=", ".join(dict.fromkeys(p.removeprefix("*") for p in all_patterns())),
        )
    )


def _refuse_packed_images(path: str, inside: Sequence[str]) -> None:
    """Refuse a packed file of images whose classes only a table in it can tell: it is read beside them alone."""
    images = sum(map(is_image_name, inside))
    tables = [
        name for name in inside if is_table_name(name) and not is_answer(name) and not tells_about(name)
    ]
    if tables and 2 * images > len(inside):
        text = tr("{file} holds images, and {table} that may tell of them. Unpack it, and open the folder.")
        raise NnsimError(text.format(file=Path(path).name, table=tables[0]))


def aimed(source: Source, target: str) -> Source:
    """Return `source` told which column, or array, to predict; raises NnsimError where there is none to choose."""
    names = [name for name, _ in settings_of(source)]
    setting = next((name for name in ("target", "targets") if name in names), None)
    if setting is None:
        raise NnsimError(
            tr("{source} has no columns to choose a target from. Leave the target away.").format(
                source=tr(source.title)
            )
        )
    return replace(source, **{setting: target})


def file_sources() -> Iterator[type[FileSource]]:
    """Yield the sources that read something of the user's, in their order."""
    yield from (cls for cls in sources if issubclass(cls, FileSource))


def _source_of_folder(path: str) -> Source:
    """Return the source that reads a folder: one that knows what lies there, or a file in it that names the rest,
    or is all there is.
    """
    folders = [cls for cls in file_sources() if issubclass(cls, FolderSource)]
    for cls in folders:
        if cls.recognises(path):
            return cls(path=path)
    files = _first_files(path)
    training = sorted(files, key=lambda file: not is_to_train_on(file.name))
    for table in (*training, *files_of_parts(Path(path))):
        for kind in file_sources():
            if _fits(table, patterns_of(kind)) and kind.stands_for_folder(str(table)):
                return kind.of_folder(str(table))
    for cls in folders:
        if cls.is_told_by_names(path):
            return cls(path=path)
    single = _single_file(files)
    if single is not None:
        return source_for(str(single))
    inner = _single_folder(path) if not files else None
    if inner is not None:
        return _source_of_folder(inner)
    return next((cls for cls in folders if cls.tries(path)), folders[0])(path=path)


def _single_file(files: list[Path]) -> Path | None:
    """Return the one of the files that is data, or the one to train on; None where there are several."""
    readable = [file for file in files if is_data_file(file) and not tells_about(file.name)]
    for found in (readable, [file for file in readable if is_to_train_on(file.name)]):
        if len(found) == 1:
            return found[0]
    return None


def _single_folder(folder: str) -> str | None:
    """Return the one folder in a folder that holds nothing else; None for any other."""
    try:
        inner = [one for one in Path(folder).iterdir() if not one.name.startswith(".")][:2]
        return str(inner[0]) if len(inner) == 1 and is_folder(inner[0]) else None
    except OSError:
        return None


def _first_files(folder: str) -> list[Path]:
    try:
        some = sorted(Path(folder).iterdir())[:_LOOKED_AT]
        return [file for file in some if is_file(file) and not is_answer(file.name)]
    except OSError:
        return []


def reads(source: Source, path: str) -> bool:
    """Return whether `source` is of a kind that reads files called like `path`."""
    return _fits(path, patterns_of(type(source)))


def is_data_file(path: Path) -> bool:
    """Return whether some source reads files called like `path`, or it is a folder."""
    return is_folder(path) or _fits(path, all_patterns())


def all_patterns() -> Iterator[str]:
    """Yield the patterns of all files that can be opened, such as ``*.csv``."""
    for cls in file_sources():
        yield from patterns_of(cls)


def patterns_of(cls: type[Source]) -> list[str]:
    """Return the patterns of the files a source reads, but for the one that all files fit."""
    found = path_setting(cls)
    return [] if found is None else [p for _, some in found[1].filters for p in some.split() if p != "*"]


def _fits(path: str | Path, patterns: Iterable[str]) -> bool:
    name = Path(path).name.lower()
    return any(fnmatch(name, pattern) for pattern in patterns)
