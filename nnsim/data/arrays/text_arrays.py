"""Text files with one array each that belong together: X_train.txt and y_train.txt, with X_test.txt in a folder beside."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path, PurePosixPath
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnsim.base.errors import NnsimError
from nnsim.base.paths import is_folder
from nnsim.base.text import mark, tr
from nnsim.data.arrays.beside import files_beside
from nnsim.data.arrays.names import by_usual_name, part_in
from nnsim.data.container import Container, Found
from nnsim.data.images.classes import part_named
from nnsim.data.tables.layout import Layout, Wishes, detect
from nnsim.data.tables.reading import read_table

SUFFIXES = (".txt", ".csv", ".tsv", ".dat", ".data", ".labels")
_MOST_FILES = 200
"""Of a folder of another part so many are looked at."""


class TextArrays(Container):
    """A table of numbers in each file; a column that only counts the rows, as pandas writes one, is left away.

    Opened for files whose names say that they belong together (`belong_together`), whatever lies beside.
    """

    key = "text"
    title = mark("Text")
    patterns = ()

    def _opened(self, stack: ExitStack) -> Iterator[str]:
        self._files = _together(self.path)
        self._read_before: dict[str, NDArray[Any]] = {}
        yield from self._files

    @property
    def files(self) -> tuple[Path, ...]:
        return tuple(self._files.values())

    @property
    def own(self) -> tuple[str, ...]:
        return self.names[:1]

    def look(self, name: str) -> Found:
        try:
            array = self._read(name)
        except NnsimError as error:
            return Found(name, why_not=str(error))
        return Found(name, array.shape, array.dtype.kind)

    def _read(self, name: str) -> NDArray[Any]:
        if name not in self._read_before:
            self._read_before[name] = _array(self._files[name])
        return self._read_before[name]


def belong_together(path: str) -> bool:
    """Return whether a text file holds inputs or targets, by its name and first lines, with the others beside it.

    Never raises.
    """
    own = stem(Path(path).name)
    if own is None:
        return False
    try:
        files = _together(Path(path))
        usual = by_usual_name(tuple(files))
        if own not in (usual.x, usual.y, usual.x_test, usual.y_test, usual.x_validation, usual.y_validation):
            return False
        x, y = detect(str(files[usual.x]), Wishes()), detect(str(files[usual.y]), Wishes())
        return all(x.numeric[place] for place in _kept(x)) and len(_kept(y)) == 1
    except (NnsimError, OSError):
        return False


def files_of_parts(folder: Path) -> Iterator[Path]:
    """Yield the text files in the folders of parts (train, test) that lie in `folder`; nothing where it cannot be read."""
    try:
        inner = sorted(one for one in folder.iterdir() if part_named(one.name) and is_folder(one))
        for one in inner:
            yield from (file for file in sorted(one.iterdir())[:_MOST_FILES] if stem(file.name) is not None)
    except OSError:
        return


def stem(name: str) -> str | None:
    """Return what the array in a text file is called; None for other files. Endings may say it: arcene.labels."""
    path = PurePosixPath(name)
    if path.suffix.lower() not in SUFFIXES:
        return None
    return f"{path.stem}_{path.suffix[1:]}" if path.suffix.lower() in (".labels", ".data") else path.stem


def _together(path: Path) -> dict[str, Path]:
    """Return the files that belong to that at `path`, those in folders of other parts among them, by their names."""
    part = part_named(path.absolute().parent.name)
    others = files_of_parts(path.absolute().parent.parent) if part is not None else ()
    found = files_beside(path, stem, [one for one in others if part_in(stem(one.name) or "")])
    return {name: file for name, file in found.items() if file == path or stem(file.name) is not None}


def _kept(layout: Layout) -> list[int]:
    """Return the columns but a first one without a name, which numbers the rows of those that have names."""
    skipped = layout.has_nameless_first and len(layout.names) > 1
    return list(range(int(skipped), len(layout.names)))


def _array(path: Path) -> NDArray[Any]:
    """Return the table in a file, a single column of it flat; raises NnsimError where it is none of numbers."""
    layout = detect(str(path), Wishes())
    places = _kept(layout)
    columns = read_table(layout, places, frozenset(), lambda *_: None).columns
    if len(places) == 1:
        only = columns[places[0]]
        return only if only.dtype.kind == "f" else only.astype(str)
    texts = [layout.names[place] for place in places if columns[place].dtype.kind != "f"]
    if texts:
        raise NnsimError(
            tr("The column “{name}” of {file} holds texts, where an array of numbers is needed.").format(
                name=texts[0], file=path.name
            )
        )
    return np.column_stack([columns[place] for place in places])
