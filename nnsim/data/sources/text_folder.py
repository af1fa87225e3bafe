"""A folder of the user's with one text a file, its class the folder it lies in."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path, PurePosixPath

import numpy as np
from numpy.typing import NDArray

from nnsim.base.atomic import why_not_read
from nnsim.base.errors import NnsimError
from nnsim.base.paths import is_folder
from nnsim.base.reading import open_file
from nnsim.base.settings import folder_path, integer
from nnsim.base.text import mark, ntr, tr
from nnsim.data.dataset import Dataset
from nnsim.data.files.about import tells_about
from nnsim.data.files.file_source import FolderSource
from nnsim.data.files.packed import unpacked
from nnsim.data.files.packed_folder import folder_at, is_packed_file
from nnsim.data.files.text_files import is_worded
from nnsim.data.images.classes import Sorted, by_folder
from nnsim.data.images.walking import natural, walk
from nnsim.data.new.inputs import NewInputs, coded_classes
from nnsim.data.source import YOUR_FILES, Progress, sources
from nnsim.data.tables.coding import Coding, WordsCode
from nnsim.data.tables.text_words import frequent_words, words_within
from nnsim.data.targets import encode

_SUFFIXES = ("", ".txt", ".text")
_LONGEST = 200_000
"""Bytes of a text that are read."""
_LOOKED_AT = 200
_FEWEST_PROSE = 3
_RANKS = {"train": 0, "validation": 1, "test": 2}
_COLUMN = "text"
_TELL_EVERY = 200


@sources.register
@dataclass(frozen=True)
class TextFolder(FolderSource):
    """Texts by their words: each of the most frequent ones is an input, 1 where a text holds it."""

    key = "text_folder"
    title = mark("Folder of texts")
    summary = mark("One text a file, in one folder a class; its words are the inputs.")
    group = YOUR_FILES
    order = 655

    path: str = folder_path(label=mark("Folder"))
    words: int = integer(
        300,
        low=2,
        high=5_000,
        usual=(50, 1_000),
        label=mark("Words"),
        help=mark("So many of the words that most texts hold are inputs."),
    )

    @classmethod
    def recognises(cls, path: str) -> bool:
        try:
            with os.scandir(path) as entries:
                folders = [entry.path for entry in entries if entry.is_dir(follow_symlinks=False)]
        except (OSError, ValueError):
            return False
        names: list[str] = []
        for folder in sorted(folders)[:_LOOKED_AT]:
            for root, _, files in islice(os.walk(folder), _LOOKED_AT):
                shown = sorted(name for name in files if not name.startswith("."))[:_LOOKED_AT]
                names += [
                    os.path.relpath(os.path.join(root, name), path).replace(os.sep, "/") for name in shown
                ]
        texts = by_folder([name for name in names if _is_text(name)]).files
        others = sum(not _is_text(name) for name in names)
        some = [os.path.join(path, name) for name in texts[:: max(1, len(texts) // _FEWEST_PROSE)]][
            :_FEWEST_PROSE
        ]
        return len(some) == _FEWEST_PROSE and 10 * others <= len(texts) and all(map(is_worded, some))

    @classmethod
    def stands_in(cls, path: str, names: Sequence[str]) -> bool:
        texts = [name for name in names if _is_text(name)]
        if 10 * len(texts) < 9 * len(names) or len(by_folder(texts).classes) < 2:
            return False
        try:
            some = by_folder(texts).files[:: max(1, len(texts) // _FEWEST_PROSE)][:_FEWEST_PROSE]
            return all(is_worded(str(unpacked(Path(path), name))) for name in some)
        except NnsimError:
            return False

    def new_inputs(self, origin: Dataset, path: str, progress: Progress) -> NewInputs:
        """Return the text, or the folder of texts, at `path`; see `nnsim.data.new.inputs.ReadsNew`."""
        place = Path(path)
        if is_folder(place) or is_packed_file(place):
            folder = folder_at(path, _is_text, progress)
            names = sorted(filter(_is_text, walk(folder, progress).others), key=natural)
        else:
            folder, names = place.parent, [place.name]
        if not names:
            raise NnsimError(tr("There are no texts in {folder}.").format(folder=place.name))
        code = origin.coding.columns[0] if origin.coding is not None else None
        assert isinstance(code, WordsCode)
        found = by_folder(names)
        label = dict(zip(found.files, found.labels, strict=True))
        return NewInputs(
            place.name,
            words_within(_read(folder, names, progress), code.words),
            len(names),
            targets=coded_classes(
                np.array([label.get(name, "") for name in names], object), origin.target_names
            ),
            names=tuple(names),
        )

    def _read(self, progress: Progress) -> Dataset:
        folder = folder_at(self.place, _is_text, progress)
        found = by_folder([name for name in walk(folder, progress).others if _is_text(name)])
        _refuse_no_classes(folder, found)
        order = sorted(
            range(len(found.files)), key=lambda row: (_RANKS[found.parts[row]], natural(found.files[row]))
        )
        names = [found.files[row] for row in order]
        texts = _read(folder, names, progress)
        words = frequent_words(texts, self.words)
        if not words:
            raise NnsimError(tr("No word comes in two texts of {folder}.").format(folder=folder.name))
        labels: NDArray[np.str_] = np.array([found.labels[row] for row in order], str)
        coded = encode({tr("folder"): labels}, "classes")
        code = WordsCode(_COLUMN, words)
        told = tr("{n} texts by the {words} words that most of them hold: 1 where a text holds it")
        return Dataset(
            title=folder.name,
            inputs=words_within(texts, words),
            targets=coded.targets,
            task=coded.task,
            input_names=code.names,
            target_names=coded.names,
            notes=(
                *coded.notes,
                told.format(n=f"{len(names):,}", words=f"{len(words):,}"),
                *_outside(len(found.outside)),
            ),
            test_rows=found.parts.count("test"),
            validation_rows=found.parts.count("validation"),
            row_names=tuple(names),
            coding=Coding((code,)),
        )


def _is_text(name: str) -> bool:
    return PurePosixPath(name).suffix.lower() in _SUFFIXES and not tells_about(name)


def _read(folder: Path, names: Sequence[str], progress: Progress) -> list[str | None]:
    """Return the texts of some files, of long ones the beginning; raises NnsimError when one cannot be read."""
    texts: list[str | None] = []
    for number, name in enumerate(names):
        if number % _TELL_EVERY == 0:
            progress(0.9 * number / len(names), tr("Reading {file}").format(file=name))
        try:
            with open_file(folder / name) as file:
                data = file.read(_LONGEST)
        except OSError as error:
            raise why_not_read(error, folder / name) from error
        try:
            texts.append(data.decode("utf-8-sig"))
        except UnicodeDecodeError:
            texts.append(data.decode("cp1252", "replace"))
    return texts


def _outside(count: int) -> tuple[str, ...]:
    text = ntr(
        "{n} file lies in no folder of a class and was passed over",
        "{n} files lie in no folder of a class and were passed over",
        count,
    )
    return (text.format(n=f"{count:,}"),) if count else ()


def _refuse_no_classes(folder: Path, found: Sorted) -> None:
    if len(found.classes) < 2:
        raise NnsimError(
            tr(
                "The texts in {folder} lie in fewer than two folders, which would be their classes. Put the texts of"
                " each class into a folder of its own."
            ).format(folder=folder.name)
        )
