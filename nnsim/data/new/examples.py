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
from nnsim.data.dataset import Dataset, Floats, Missing, Targets
from nnsim.data.files.file_source import FileSource
from nnsim.data.files.opening import reads, source_for
from nnsim.data.images.image_source import ImageSource
from nnsim.data.images.new_images import from_images
from nnsim.data.images.walking import is_image_name
from nnsim.data.memory import MemoryArrays, MemoryTable
from nnsim.data.new.arrays import from_arrays
from nnsim.data.new.beyond import Beyond, with_rows_behind
from nnsim.data.new.gaps import Fill, behind_nothing, filled, gaps_in
from nnsim.data.new.inputs import UNKNOWN, NewInputs, ReadsNew
from nnsim.data.new.row_labels import NO_LABELS, RowLabels, labels_of
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
    """How many examples there are: those of the file, and `ahead` rows behind its last one."""
    examples: Examples
    """Those the network can be asked about; targets that are not known are 0."""
    rows: Rows
    """(m,) which examples these are, from 0."""
    judged: NDArray[np.bool_]
    """(m,) whether the file has the target of each."""
    names: tuple[str, ...] = ()
    """What each example is called; empty: they have numbers only."""
    notes: tuple[str, ...] = ()
    unseen: int = 0
    """Values that were never seen in training, and count as missing."""
    ahead: int = 0
    """Rows behind the last one of the file, of each of its series, that the network can tell of."""
    short: int = 0
    """Rows of the file that cannot be told, as too few stand before them."""
    lacking: tuple[str, ...] = ()
    """Columns whose missing values cost answers, first the one with the most gaps."""
    fillable: bool = False
    """Whether these gaps can be filled (`fill`)."""
    labels: RowLabels = NO_LABELS
    """What tells the rows apart."""
    unforeseen: int = 0
    """Rows behind the last one that could be told if no values were missing before them; not among the examples."""

    @property
    def missing(self) -> int:
        """How many examples the network cannot be asked about."""
        return self.count - len(self.rows)


def read_new(
    source: Source,
    prepared: Prepared,
    path: str | Path,
    progress: Progress | None = None,
    fill: Fill = "",
) -> NewExamples:
    """Return the examples of another file, prepared as `prepared` was from `source`.

    A table, a file of arrays, an image or a folder of images: whatever holds examples of that shape. Columns of a
    table are found by their names. `fill` as of `prepared_new`.

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
    return prepared_new(prepared, _way(source, place)(prepared.origin, str(place), progress or _silent), fill)


def _way(source: Source, place: Path) -> Callable[[Dataset, str, Progress], NewInputs]:
    """Return what reads the file: the source's own way, else that of files of its kind."""
    if isinstance(source, MemoryTable | MemoryArrays):
        source = source.of_a_file()
    if isinstance(source, FileSource):
        # Else a copy that the project keeps of the file it learned from would be read in place of the new one.
        source = source.released()
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


def prepared_new(prepared: Prepared, found: NewInputs, fill: Fill = "") -> NewExamples:
    """Return examples after all that was done to those of `prepared`: steps, filling and scaling.

    Where examples join rows, rows behind the last one are asked about as well, as far as the network looks ahead.

    Parameters
    ----------
    fill
        What gaps are filled with that were not filled in training, learned from its training part; empty: rows
        with gaps get no answer.

    Raises NnsimError when a step cannot be done to them, a number is too large, or every one lacks a value.
    """
    beyond, (dataset, rows, known) = _stepped(prepared, found)
    refuse_unusable_inputs(prepared.dataset, dataset.inputs, missing=True)
    here = len(found.inputs)
    seen = _seen(prepared, dataset, rows >= here, fill)
    usable = seen.rows
    if not len(usable):
        raise NnsimError(_why_none(prepared, found))
    own = dataset.targets[usable]
    if prepared.task == "regression":
        own = prepared.target_scaler.apply(np.nan_to_num(own.astype(np.float64)))
    told = rows[usable]
    behind = np.unique(told[told >= here])
    short = here - len(np.unique(rows[rows < here])) if prepared.joins_rows else 0
    labels = labels_of(beyond, prepared.origin.moments_are_dates)
    without = len(np.setdiff1d(rows[rows < here], told))
    unforeseen = len(np.setdiff1d(np.unique(rows[rows >= here]), [*told, *behind_nothing(prepared, beyond)]))
    costly = bool(without or unforeseen)
    return NewExamples(
        found.title,
        found.count + len(behind),
        Examples(seen.inputs, own, lengths=None if dataset.lengths is None else dataset.lengths[usable]),
        _numbered(told, here, behind) if found.rows is None else found.rows[told],
        known[told],
        (*found.names, *("",) * len(behind)) if found.names else (),
        (*found.notes, *seen.notes),
        found.unseen,
        len(behind),
        short,
        gaps_in(prepared, found) if costly else (),
        costly and not fill and not prepared.dataset.are_bytes,
        labels.some(np.concatenate([np.arange(here), behind])),
        unforeseen,
    )


def _stepped(prepared: Prepared, found: NewInputs) -> tuple[Beyond, tuple[Dataset, Rows, NDArray[np.bool_]]]:
    """Return the rows with those behind them, and the examples after the steps; see `_after_steps`."""
    beyond = with_rows_behind(found, prepared.steps, prepared.origin.moments_are_dates)
    try:
        return beyond, _after_steps(prepared, beyond.inputs, every=True)
    except NnsimError:
        if not prepared.joins_rows:
            raise
        # As in training, of the rows that stand in the file: a sentence that refuses them must not count others.
        return Beyond(found), _after_steps(prepared, found, every=False)


def _numbered(told: Rows, here: int, behind: Rows) -> Rows:
    """Return rows, those behind the `here` of the file numbered on without a gap."""
    return np.where(told < here, told, here + np.searchsorted(behind, told))


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


def _after_steps(
    prepared: Prepared, found: NewInputs, *, every: bool
) -> tuple[Dataset, Rows, NDArray[np.bool_]]:
    """Return the examples after the steps of `prepared`, which of those found each is, and whose target is known.

    `every`: of each row, also where training left some between them out.
    How much each counts plays no part here; in its stead its row rides along, which steps keep as they keep
    everything that is known of a row.
    """
    targets, known = _targets(prepared.origin, found)
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
            dataset = (step.of_new() if every else step).apply(dataset)
    assert dataset.weights is not None
    return dataset, dataset.weights.astype(np.int64), known


@dataclass(frozen=True, eq=False)
class _Seen:
    inputs: Floats | ByteNumbers
    rows: Rows
    """Which of the examples these are."""
    notes: tuple[str, ...] = ()


def _seen(prepared: Prepared, dataset: Dataset, behind: NDArray[np.bool_], fill: Fill) -> _Seen:
    """Return the examples that lack nothing, or whose gaps are filled as in training or by `fill`.

    Of rows `behind` the file none is made of what was filled unasked: where it ends with empty rows, nothing is
    known. Where filling was asked for, only an example that has nothing else gets no answer.
    """
    if dataset.are_bytes:
        codes = np.asarray(dataset.inputs, np.uint8)
        return _Seen(as_seen(codes, dataset.divisor, prepared.scaler), np.arange(len(codes)))
    values, notes = dataset.values(), []
    gaps = np.isnan(values.reshape(len(values), -1))
    if gaps.any():
        learned = prepared.dataset
        kind: Missing = learned.missing
        if kind in ("refuse", "drop") and fill:
            kind = fill
            notes.append(filled(fill, int(gaps.sum())))
        if kind not in ("refuse", "drop"):
            values = fit_filler(kind, learned.values(prepared.rows.train), learned.one_hot).apply(values)
    unknown = gaps.all(1) if fill else gaps.any(1)
    lacks = np.isnan(values.reshape(len(values), -1)).any(1) | (behind & unknown)
    usable = np.flatnonzero(~lacks)
    return _Seen(prepared.scaler.apply(values[usable]), usable, tuple(notes))


def _silent(done: float, doing: str) -> None:
    """Progress for callers that do not care."""
