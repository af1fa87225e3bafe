"""A folder of the user's with one sequence a file."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nnsim.base.errors import NnsimError
from nnsim.base.settings import choice, flag, folder_path, integer, text
from nnsim.base.text import mark, ntr, tr
from nnsim.data.dataset import MISSING_OPTIONS, MOST_NUMBERS, Dataset, Floats
from nnsim.data.files.file_source import FolderSource
from nnsim.data.files.packed_folder import folder_at
from nnsim.data.images.classes import Sorted, by_folder, part_named
from nnsim.data.images.file_names import by_name
from nnsim.data.images.nested_told import LEVELS, nested_told
from nnsim.data.images.walking import walk
from nnsim.data.new.inputs import NewInputs
from nnsim.data.new.sequences import from_sequences
from nnsim.data.sequences.files import SUFFIXES, OneSequence, SequenceReader
from nnsim.data.source import YOUR_FILES, Progress, sources
from nnsim.data.summary import listed
from nnsim.data.targets import TASK_OPTIONS, Coded, encode

_RANKS = {"train": 0, "validation": 1, "test": 2}
_DEEPEST = 3
_LOOKED_AT = 200
_FEWEST_OF_A_CLASS = 3
"""Files on the average, of a packed folder that nobody called a folder of sequences."""


@sources.register
@dataclass(frozen=True)
class SequenceFolder(FolderSource):
    """Files whose rows are times, padded at the end to one length; folders called train and test are parts."""

    key = "sequence_folder"
    title = mark("Folder of sequences")
    summary = mark(
        "One sequence a file (CSV, TSV, TXT, NPY), its rows in the order of time; its class is the folder it "
        "lies in, or its target a column."
    )
    group = YOUR_FILES
    order = 660

    path: str = folder_path(label=mark("Folder"))
    inputs: str = text(
        "",
        label=mark("Input columns"),
        help=mark("Names or numbers, such as 2-4; empty means all but the target."),
        placeholder=mark("all"),
        longest=10_000,
    )
    target: str = text(
        "",
        label=mark("Target column"),
        help=mark(
            "Its value in the last row is the target of a file; empty means the folder a file lies in."
        ),
        placeholder=mark("the folder"),
    )
    classes_in: str = choice(
        "auto",
        *LEVELS,
        label=mark("Class of a sequence"),
        help=mark("Where folders lie in those of classes: which of them tells the class."),
        advanced=True,
        since="0.2",
    )
    length: int = integer(
        0,
        low=0,
        high=100_000,
        usual=(0, 500),
        low_label=mark("the longest"),
        label=mark("Rows of a sequence"),
        help=mark("Longer files are cut at their end, shorter ones filled with 0 there."),
    )
    use_validation: bool = flag(
        True,
        label=mark("Keep the validation part"),
        help=mark("Files for validation validate; off, they are dealt anew together with those to train on."),
        since="0.2",
    )
    task: str = choice("auto", *TASK_OPTIONS, label=mark("Task"))
    missing: str = choice("drop", *MISSING_OPTIONS, label=mark("Missing values"))

    @classmethod
    def recognises(cls, path: str) -> bool:
        return _holds_sequences(path)

    @classmethod
    def tries(cls, path: str) -> bool:
        try:
            with os.scandir(path) as entries:
                names = [entry.name.lower() for entry in islice(entries, _LOOKED_AT)]
        except (OSError, ValueError):
            return False
        return sum(name.endswith(SUFFIXES) for name in names) > len(names) / 2

    @classmethod
    def stands_in(cls, path: str, names: Sequence[str]) -> bool:
        files = [name for name in names if _is_sequence(name)]
        found = by_folder(files)
        few = len(files) < _FEWEST_OF_A_CLASS * len(found.classes)
        return 10 * len(files) >= 9 * len(names) and len(found.classes) > 1 and not few and not found.outside

    def new_inputs(self, origin: Dataset, path: str, progress: Progress) -> NewInputs:
        """Return the sequence, or the folder of them, at `path`; see `nnsim.data.new.inputs.ReadsNew`."""
        return from_sequences(self.inputs, self.target, origin, path, progress)

    def _read(self, progress: Progress) -> Dataset:
        folder = folder_at(self.place, _is_sequence, progress)
        names = [name for name in walk(folder, progress).others if _is_sequence(name)]
        found, told = self._classed(names)
        found = self._sorted(folder, names, found)
        reader = SequenceReader(self.inputs, self.target)
        read: list[OneSequence] = []
        numbers = 0
        for number, name in enumerate(found.files):
            progress(0.9 * number / len(found.files), tr("Reading {file}").format(file=name))
            read.append(reader.read(folder / name))
            _refuse_other_columns(found.files[0], read[0], name, read[-1])
            numbers += read[-1].values.size
            if numbers > MOST_NUMBERS:
                raise NnsimError(
                    tr(
                        "{folder} has more than {most} numbers. Choose fewer columns or a folder with fewer files."
                    ).format(folder=folder.name, most=f"{MOST_NUMBERS:,}")
                )
        labels = self._targets(found, read)
        inputs, lengths, cut = self._padded(read)
        coded = self._coded(labels)
        longest = inputs.shape[1]
        return Dataset(
            title=folder.name,
            inputs=inputs,
            targets=coded.targets,
            task=coded.task,
            input_names=(),
            target_names=coded.names,
            notes=(*coded.notes, *told, *_said(read, found, longest, cut, len(names)), *reader.told()),
            left_out=reader.times,
            missing=self.missing,  # type: ignore[arg-type]
            channel_names=read[0].names,
            test_rows=found.parts.count("test"),
            validation_rows=found.parts.count("validation") if self.use_validation else 0,
            row_names=tuple(found.files),
            lengths=None if (lengths == longest).all() else lengths,
        )

    def _classed(self, names: list[str]) -> tuple[Sorted, Sequence[str]]:
        """Return the files by the folder each lies in, or by their names, and what is to be said of it."""
        found = by_folder(names, self.classes_in)  # type: ignore[arg-type]
        called = by_name(names) if len(found.classes) < 2 and not self.target.strip() else Sorted()
        if len(called.classes) < 2:
            return found, list(nested_told(found.nested, self.classes_in))
        return called, [tr("{n} classes, from the names of the files").format(n=f"{len(called.classes):,}")]

    def _sorted(self, folder: Path, names: list[str], found: Sorted) -> Sorted:
        """Return the files with the class of each, those for validation and the test part last."""
        if self.target.strip():
            inside = set(found.files)
            found.files += [name for name in names if name not in inside]
            found.labels += ["" for name in names if name not in inside]
            found.parts += ["train" for name in names if name not in inside]
        if not names:
            raise NnsimError(
                tr("There are no sequences in {folder}. Put one file for each there: {kinds}.").format(
                    folder=folder.name, kinds=", ".join(SUFFIXES)
                )
            )
        if not self.target.strip() and len(found.classes) < 2:
            raise NnsimError(
                tr(
                    "The files in {folder} lie in fewer than two folders, which would be their classes, and no classes "
                    "stand in their names. Put the files of each class into a folder of its own, or name the column "
                    "that holds the target."
                ).format(folder=folder.name)
            )
        order = sorted(range(len(found.files)), key=lambda place: _RANKS[found.parts[place]])
        return Sorted(
            [found.files[place] for place in order],
            [found.labels[place] for place in order],
            [found.parts[place] for place in order],
            found.outside,
        )

    def _targets(self, found: Sorted, read: list[OneSequence]) -> NDArray[np.str_] | Floats:
        """Return what each file is to be told as."""
        if not self.target.strip():
            return np.array(found.labels, str)
        values = [one.target for one in read]
        numbers = [value for value in values if isinstance(value, float)]
        if len(numbers) == len(values):
            return np.array(numbers)
        return np.array([str(value) for value in values], str)

    def _coded(self, labels: NDArray[np.str_] | Floats) -> Coded:
        name = self.target.strip() or tr("folder")
        return encode({name: labels}, self.task if self.target.strip() else "classes")

    def _padded(self, read: list[OneSequence]) -> tuple[Floats, NDArray[np.int64], int]:
        """Return all sequences as one array, how long each is, and how many were cut."""
        own = np.array([len(one.values) for one in read], np.int64)
        longest = self.length or int(own.max())
        width = read[0].values.shape[1]
        size = len(read) * longest * width
        if size > MOST_NUMBERS:
            raise NnsimError(
                tr(
                    "{n} sequences of {length} rows have {size} numbers together; at most {most} are possible. "
                    "Choose a smaller number of rows, or fewer columns."
                ).format(
                    n=f"{len(read):,}", length=f"{longest:,}", size=f"{size:,}", most=f"{MOST_NUMBERS:,}"
                )
            )
        inputs = np.zeros((len(read), longest, width))
        for place, one in enumerate(read):
            inputs[place, : len(one.values)] = one.values[:longest]
        return inputs, np.minimum(own, longest), int((own > longest).sum())


def _is_sequence(name: str) -> bool:
    return name.lower().endswith(SUFFIXES)


def _refuse_other_columns(first: str, expected: OneSequence, name: str, found: OneSequence) -> None:
    if found.values.shape[1] != expected.values.shape[1]:
        raise NnsimError(
            tr("{file} has {n} columns and {first} has {m}. Choose columns that all files have.").format(
                file=name, n=found.values.shape[1], first=first, m=expected.values.shape[1]
            )
        )
    if expected.names and found.names and found.names != expected.names:
        raise NnsimError(
            tr(
                "{file} has the columns {names}, and {first} has {others}. Choose columns that all files have."
            ).format(
                file=name, names=listed(list(found.names)), first=first, others=listed(list(expected.names))
            )
        )


def _said(read: list[OneSequence], found: Sorted, longest: int, cut: int, count: int) -> list[str]:
    lengths = [len(one.values) for one in read]
    width = read[0].values.shape[1]
    columns = ntr("{n} column", "{n} columns", width).format(n=f"{width:,}")
    names = f" ({listed(list(read[0].names))})" if read[0].names else ""
    said = [
        tr("{n} sequences of {columns}{names}, from {least} to {most} rows").format(
            n=f"{len(read):,}",
            columns=columns,
            names=names,
            least=f"{min(lengths):,}",
            most=f"{max(lengths):,}",
        )
    ]
    if cut:
        said.append(
            ntr(
                "{n} sequence is cut after {length} rows", "{n} sequences are cut after {length} rows", cut
            ).format(n=f"{cut:,}", length=f"{longest:,}")
        )
    if min(lengths) < longest:
        said.append(tr("Shorter sequences are filled with 0 at the end, which counts for nothing"))
    outside = count - len(read)
    if outside:
        said.append(
            ntr(
                "{n} file lies in no folder of a class and was passed over",
                "{n} files lie in no folder of a class and were passed over",
                outside,
            ).format(n=f"{outside:,}")
        )
    return said


def _holds_sequences(path: str) -> bool:
    """Return whether folders in the folder `path` hold files of sequences, and nothing else; never raises.

    Folders around them, as packing or the parts of the data make, hold no files at all.
    """
    level = [path]
    try:
        for _ in range(_DEEPEST):
            level = [inner for folder in level for inner in _folders(folder)][:_LOOKED_AT]
            names = [name for folder in level for name in _files(folder)]
            if names:
                are_parts = all(part_named(os.path.basename(folder)) for folder in level)
                classes = by_name(names).classes if are_parts else level
                return len(classes) > 1 and all(name.lower().endswith(SUFFIXES) for name in names)
    except (OSError, ValueError):
        pass
    return False


def _folders(folder: str) -> list[str]:
    with os.scandir(folder) as entries:
        found = (entry for entry in entries if not entry.name.startswith("."))
        return [entry.path for entry in found if entry.is_dir(follow_symlinks=False)]


def _files(folder: str) -> list[str]:
    """Return the names of some files in a folder."""
    with os.scandir(folder) as entries:
        found = (entry for entry in islice(entries, _LOOKED_AT) if not entry.name.startswith("."))
        return [entry.name for entry in found if not entry.is_dir(follow_symlinks=False)]
