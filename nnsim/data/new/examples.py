"""Examples of another file as a trained network takes them: prepared exactly as those it learned from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nnsim.base.byte_numbers import ByteNumbers
from nnsim.base.errors import NnsimError
from nnsim.base.paths import is_file, is_folder
from nnsim.base.text import tr
from nnsim.data.byte_scaling import as_seen
from nnsim.data.dataset import Dataset, Floats, Targets
from nnsim.data.files.opening import reads, source_for
from nnsim.data.images.image_source import ImageSource
from nnsim.data.images.new_images import from_images
from nnsim.data.images.walking import is_image_name
from nnsim.data.memory import MemoryArrays, MemoryTable
from nnsim.data.new.arrays import from_arrays
from nnsim.data.new.inputs import UNKNOWN, NewInputs, ReadsNew
from nnsim.data.new.table import from_table
from nnsim.data.prepared import Examples, Prepared
from nnsim.data.source import Progress, Source
from nnsim.data.sources.csv_file import CsvFile
from nnsim.data.sources.npz_file import NpzFile
from nnsim.data.transforms import fit_filler
from nnsim.data.usable import refuse_unusable_inputs

Rows = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class NewExamples:
    """What a network is asked about, and what became of the rest of the file."""

    title: str
    count: int
    """How many examples the file has."""
    examples: Examples
    """Those the network can be asked about; targets that are not known are 0."""
    rows: Rows
    """(m,) which examples of the file these are, from 0."""
    judged: NDArray[np.bool_]
    """(m,) whether the file has the target of each."""
    names: tuple[str, ...] = ()
    """What each example of the file is called; empty: they have numbers only."""
    notes: tuple[str, ...] = ()
    unseen: int = 0
    """Values that were never seen in training, and count as missing."""

    @property
    def missing(self) -> int:
        """How many examples the network cannot be asked about, as a value is missing."""
        return self.count - len(self.rows)


def read_new(
    source: Source, prepared: Prepared, path: str | Path, progress: Progress | None = None
) -> NewExamples:
    """Return the examples of another file, prepared as `prepared` was from `source`.

    A table, a file of arrays, an image or a folder of images: whatever holds examples of that shape. Columns of a
    table are found by their names.

    Raises
    ------
    NnsimError
        When there is no such file, it cannot be read, or holds no such examples, or not one that lacks nothing.
    Cancelled
        When `progress` asks to stop.
    """
    place = Path(path).absolute()
    if not is_file(place) and not is_folder(place):
        raise NnsimError(tr("There is no file {path}. It may have been moved or renamed.").format(path=path))
    return prepared_new(prepared, _way(source, place)(prepared.origin, str(place), progress or _silent))


def _way(source: Source, place: Path) -> Callable[[Dataset, str, Progress], NewInputs]:
    """Return what reads the file: the source's own way, else that of files of its kind."""
    if isinstance(source, MemoryTable | MemoryArrays):
        source = source.of_a_file()
    if isinstance(source, ReadsNew):
        return source.new_inputs
    if is_folder(place) or is_image_name(place.name):
        fitting = source.fitting if isinstance(source, ImageSource) else "crop"
        return lambda origin, path, progress: from_images(origin, fitting, path, progress)  # type: ignore[arg-type]
    other = (
        source
        if isinstance(source, CsvFile | NpzFile) and reads(source, place.name)
        else source_for(str(place))
    )
    if isinstance(other, NpzFile):
        arrays = other
        return lambda origin, path, progress: from_arrays(arrays, origin, path, place.name)
    table = other if isinstance(other, CsvFile) else CsvFile()
    return lambda origin, path, progress: from_table(table, origin, path, place.name, progress)


def prepared_new(prepared: Prepared, found: NewInputs) -> NewExamples:
    """Return examples after all that was done to those of `prepared`: steps, filling and scaling.

    Raises NnsimError when a step cannot be done to them, a number is too large, or every one lacks a value.
    """
    targets, known = _targets(prepared.origin, found)
    dataset, rows = _after_steps(prepared, found, targets)
    refuse_unusable_inputs(prepared.dataset, dataset.inputs, missing=True)
    inputs, usable = _seen(prepared, dataset)
    own = dataset.targets[usable]
    if prepared.task == "regression":
        own = prepared.target_scaler.apply(np.nan_to_num(own.astype(np.float64)))
    rows = rows[usable]
    if not len(rows):
        raise NnsimError(_why_none(prepared, found))
    return NewExamples(
        found.title,
        found.count,
        Examples(inputs, own, lengths=None if dataset.lengths is None else dataset.lengths[usable]),
        rows if found.rows is None else found.rows[rows],
        known[rows],
        found.names,
        found.notes,
        found.unseen,
    )


def _why_none(prepared: Prepared, found: NewInputs) -> str:
    """Return why not a single example is whole."""
    if found.targets is None and prepared.joins_rows:
        return tr(
            "The network reads earlier values of {targets}, and {title} has no such column. Add it, empty where the"
            " value is not known yet."
        ).format(targets=", ".join(prepared.target_names), title=found.title)
    return tr("Every row of {title} lacks a value the network needs.").format(title=found.title)


def _targets(origin: Dataset, found: NewInputs) -> tuple[Targets, NDArray[np.bool_]]:
    """Return targets as a dataset has them, and which are known; a class that is not is 0, a number NaN."""
    count = len(found.inputs)
    if origin.task == "classes":
        classes = np.full(count, UNKNOWN) if found.targets is None else found.targets.astype(np.int64)
        known = classes != UNKNOWN
        return np.where(known, classes, 0), known
    width = len(origin.target_names)
    numbers = np.full((count, width), np.nan) if found.targets is None else found.targets.astype(np.float64)
    return numbers, np.isfinite(numbers).all(1)


def _after_steps(prepared: Prepared, found: NewInputs, targets: Targets) -> tuple[Dataset, Rows]:
    """Return the examples after the steps of `prepared`, and which of those found each is.

    How much each counts plays no part here; in its stead its row rides along, which steps keep as they keep
    everything that is known of a row.
    """
    dataset = replace(
        prepared.origin,
        title=found.title,
        inputs=found.inputs,
        targets=targets,
        notes=(),
        whole=False,
        test_rows=0,
        validation_rows=0,
        weights=np.arange(len(found.inputs), dtype=np.float64),
        groups=found.groups,
        moments=found.moments,
        lengths=found.lengths,
        numbers=None,
        row_names=(),
    )
    for step in prepared.steps:
        if step.active and not step.trains_only:
            dataset = step.apply(dataset)
    assert dataset.weights is not None
    return dataset, dataset.weights.astype(np.int64)


def _seen(prepared: Prepared, dataset: Dataset) -> tuple[Floats | ByteNumbers, Rows]:
    """Return the examples that lack nothing, or whose gaps are filled as in training, and which these are."""
    if dataset.are_bytes:
        codes = np.asarray(dataset.inputs, np.uint8)
        return as_seen(codes, dataset.divisor, prepared.scaler), np.arange(len(codes))
    values, learned = dataset.values(), prepared.dataset
    if learned.missing not in ("refuse", "drop") and np.isnan(values).any():
        values = fit_filler(learned.missing, learned.values(prepared.rows.train), learned.one_hot).apply(
            values
        )
    usable = np.flatnonzero(~np.isnan(values.reshape(len(values), -1)).any(1))
    return prepared.scaler.apply(values[usable]), usable


def _silent(done: float, doing: str) -> None:
    """Progress for callers that do not care."""
