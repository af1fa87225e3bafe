"""New sequences, one a file, in the form of those that a network learned from."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from nnsim.base.errors import NnsimError
from nnsim.base.paths import is_folder
from nnsim.base.text import tr
from nnsim.data.dataset import Dataset, Targets
from nnsim.data.images.walking import walk
from nnsim.data.new.file_labels import labels_of_files
from nnsim.data.new.inputs import NewInputs, coded_classes
from nnsim.data.sequences.files import SUFFIXES, OneSequence, SequenceReader
from nnsim.data.source import Progress


def from_sequences(inputs: str, target: str, origin: Dataset, path: str, progress: Progress) -> NewInputs:
    """Return the sequence at `path`, or all in a folder, padded and cut to the length the network knows.

    `inputs` and `target` are columns, as in training. Targets are the folders the files lie in, or the column of the target, where there are such.

    Raises
    ------
    NnsimError
        When there is none, or one has other columns.
    """
    place = Path(path)
    names, folder = [place.name], place.parent
    if is_folder(place):
        folder = place
        names = [name for name in walk(place, progress).others if name.lower().endswith(SUFFIXES)]
    if not names:
        raise NnsimError(tr("There are no sequences in {folder}.").format(folder=place.name))
    reader, doing = (
        SequenceReader(inputs, target),
        tr("Reading {n} files").format(n=f"{len(names):,}"),
    )
    longest, width = origin.shape
    # A network that learned without padding would take it for numbers: there shorter sequences lack values.
    padded = np.full((len(names), longest, width), np.nan if origin.lengths is None else 0.0)
    lengths = np.full(len(names), longest)
    read: list[OneSequence] = []
    for row, name in enumerate(names):
        progress(row / len(names), doing)
        read.append(reader.read(folder / name))
        values = read[-1].values
        if values.shape[1] != width:
            raise NnsimError(
                tr("{file} has {n} columns, and the network takes {m}.").format(
                    file=name, n=values.shape[1], m=width
                )
            )
        lengths[row] = min(longest, len(values))
        padded[row, : lengths[row]] = values[:longest]
    return NewInputs(
        place.name,
        padded,
        len(names),
        targets=_targets(origin, names, read, by_column=bool(target.strip())),
        lengths=None if origin.lengths is None else lengths,
        names=tuple(names),
    )


def _targets(
    origin: Dataset, names: list[str], read: list[OneSequence], *, by_column: bool
) -> Targets | None:
    if by_column:
        values = [one.target for one in read]
        if origin.task == "classes":
            return coded_classes(np.array(values, object), origin.target_names)
        numbers = [value if isinstance(value, float) else np.nan for value in values]
        return np.array(numbers)[:, np.newaxis]
    return labels_of_files(origin, names)
