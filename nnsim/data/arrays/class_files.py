"""NPY files that lie beside each other, each with the examples of one class and called by it: cat.npy, ice cream.npy."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from nnsim.base.errors import NnsimError
from nnsim.base.paths import is_file
from nnsim.data.arrays.beside import files_beside
from nnsim.data.container import Container, open_container
from nnsim.data.images.file_names import by_name
from nnsim.data.targets import MOST_CLASSES

_FEWEST = 2
_WORD_ENDS = re.compile(r".*[\W_]")


def npy_stem(name: str) -> str | None:
    """Return what the array in an NPY file is called; None for other files."""
    return Path(name).stem if name.lower().endswith(".npy") else None


def files_of_classes(path: Path) -> Mapping[str, Path]:
    """Return the files of all classes by what they are called, that at `path` among them; none where it is no such one.

    All NPY files of the folder are alike but for the number of their examples, and their names tell neither inputs and
    targets nor, by what stands before a number, which of them are of one class. Never raises.
    """
    try:
        files = sorted(one for one in path.absolute().parent.iterdir() if npy_stem(one.name) and is_file(one))
        if not _FEWEST <= len(files) <= MOST_CLASSES or path.absolute() not in files:
            return {}
        if len(by_name([one.name for one in files]).classes) > 1:
            return {}
        if any(len(files_beside(one, npy_stem)) > 1 for one in files[:_FEWEST]):
            return {}
        kinds = {_kind(one) for one in files}
    except (OSError, NnsimError):
        return {}
    if len(kinds) != 1 or kinds == {None}:
        return {}
    stems = [one.stem for one in files]
    begun = _shared_words(stems)
    return {stem[begun:]: one for stem, one in zip(stems, files, strict=True)}


def _shared_words(stems: Sequence[str]) -> int:
    """Return how many letters, of whole words, all names begin with: full_numpy_bitmap_cat, full_numpy_bitmap_dog."""
    first, last = min(stems), max(stems)
    same = next((n for n, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), 0)
    words = _WORD_ENDS.match(first[:same])
    return len(words[0]) if words else 0


def classes_opened(files: Mapping[str, Path]) -> dict[str, Container]:
    """Return the files open; raises NnsimError as opening one does."""
    return {name: open_container(path) for name, path in files.items()}


def _kind(path: Path) -> tuple[tuple[int, ...], str] | None:
    """Return the shape of an example and the kind of its numbers; None where the file holds no examples."""
    with open_container(path) as file:
        found = file.look(file.names[0])
    return (found.shape[1:], found.kind) if not found.why_not and len(found.shape) > 1 else None
