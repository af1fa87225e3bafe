"""From a source to what a network trains on: load, leave out, split, fill, scale, and say so."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from nnsim.base.brief import brief
from nnsim.base.byte_numbers import ByteNumbers
from nnsim.base.errors import NnsimError
from nnsim.base.read_only import read_only
from nnsim.base.seeds import MOST_SEED
from nnsim.base.settings import check_all, choice, flag, integer, part, parts, real, text, tidy
from nnsim.base.text import mark, tr
from nnsim.data import importance, summary
from nnsim.data.byte_scaling import as_seen, fit_byte_scaler
from nnsim.data.dataset import LARGEST, Bytes, Dataset, Floats, Targets, Task
from nnsim.data.looking import leaks
from nnsim.data.source import Progress, Source, sources
from nnsim.data.sources.two_spirals import TwoSpirals
from nnsim.data.split import Rows, Split, whole
from nnsim.data.splitter import Hand, Splitter, splitters
from nnsim.data.splitters.random_split import RandomSplit
from nnsim.data.step import Step, applied, extended, steps, taken_through
from nnsim.data.transforms import (
    SCALING_OPTIONS,
    Filler,
    Scaler,
    ScalerKind,
    fit_filler,
    fit_scaler,
    without_padding,
)

_EVENLY = 32
"""Places along each axis of a frame from which the scale of what steps make is worked out."""
_MOST_BESIDE = 10_000_000
"""Numbers before the steps that are kept beside the examples."""
_PIECE = 1 << 22
"""Numbers of a piece of inputs that are bytes."""


@dataclass(frozen=True)
class DataSettings:
    """Which examples, and what is done to them before training.

    Looks like a registered part to forms and files, but is none: there is only one kind.
    """

    key: ClassVar[str] = "data"
    title: ClassVar[str] = mark("Data")
    summary: ClassVar[str] = mark("Which examples, and what is done to them before training.")

    source: Source = part(TwoSpirals(), sources, label=mark("Source"))
    validation_share: float = real(
        0.2,
        low=0.0,
        high=0.9,
        label=mark("Validation share"),
        help=mark("Part of all rows that is watched during training but not learned from."),
    )
    test_share: float = real(
        0.1,
        low=0.0,
        high=0.9,
        label=mark("Test share"),
        help=mark("Part of all rows that is kept for the very end."),
    )
    seed: int = integer(0, low=0, high=MOST_SEED, label=mark("Split seed"))
    stratify: bool = flag(
        True,
        label=mark("Stratify"),
        help=mark("Keep the mixture of classes the same in all parts."),
    )
    scaling: str = choice(
        "auto",
        ("auto", mark("automatic")),
        *SCALING_OPTIONS,
        label=mark("Scaling of inputs"),
        help=mark("Automatic standardises measured data and leaves data of unit size as they are."),
    )
    scale_targets: bool = flag(
        False,
        label=mark("Standardise targets"),
        help=mark("For a regression whose targets are far from unit size, such as prices."),
    )
    steps: tuple[Step, ...] = parts(
        (),
        steps,
        label=mark("Data steps"),
        help=mark(
            "What is done to the examples as they were read, one after another, before they are split."
        ),
        since="0.2",
    )
    splitter: Splitter = part(
        RandomSplit(),
        splitters,
        label=mark("Split"),
        since="0.2",
        help=mark("How the rows are dealt to training, validation and test."),
    )
    class_weights: str = text(
        "",
        label=mark("Importance of classes"),
        since="0.2",
        longest=2000,
        placeholder=mark("balanced, or a: 2, b: 1"),
        help=mark("How much the rows of a class count in losses and metrics; empty: all the same."),
    )

    def __post_init__(self) -> None:
        tidy(self)


def with_source(settings: DataSettings, source: Source) -> DataSettings:
    """Return `settings` with another source, split as that is known for (`Source.shares`).

    Shares that came with the source before do not stay; those that somebody set do.
    """
    mine = settings.validation_share, settings.test_share
    default = DataSettings().validation_share, DataSettings().test_share
    shares = source.shares or (default if mine == settings.source.shares else mine)
    if type(source) is type(settings.source):
        shares = mine
    return replace(settings, source=source, validation_share=shares[0], test_share=shares[1])


@dataclass(frozen=True, eq=False)
class Examples:
    """One part of the data as the network sees it; arrays are read-only."""

    inputs: Floats | ByteNumbers
    """Shape (n, *shape), or the same as bytes. `Network.feed` takes both; `values` gives numbers of both."""
    targets: Targets
    """Classes: (n,) int64; regression: (n, k) float64."""
    weights: Floats | None = None
    """(n,) how much each counts in losses and metrics, 1 on the average of the training part; None: all the same."""
    lengths: NDArray[np.int64] | None = None
    """(n,) how many times of each sequence are real, from the first; None: all."""
    origin: Floats | None = None
    """(n, columns) the inputs before the steps, in the units of the source, for maps over these; None: no step was
    taken, it is too much, or rows were made that no source gave."""

    def __repr__(self) -> str:
        return brief(self)

    def __len__(self) -> int:
        return len(self.inputs)

    def values(self, rows: Any = slice(None)) -> Floats:
        """Return the inputs of some rows as numbers; `rows` is what an array is indexed with."""
        kept = self.inputs
        return kept.numbers(rows) if isinstance(kept, ByteNumbers) else kept[rows]

    def pieces(self) -> Iterator[Floats]:
        """Yield all inputs as numbers, bytes a piece at a time, so that never all of them are unpacked."""
        each = max(1, _PIECE // max(1, math.prod(self.inputs.shape[1:])))
        if isinstance(self.inputs, np.ndarray):
            each = max(1, len(self))
        for start in range(0, len(self), each):
            yield self.values(slice(start, start + each))

    def some(self, rows: Any) -> Examples:
        """Return some of the rows, bytes as bytes."""
        kept = self.inputs
        chosen = kept.taken(rows) if isinstance(kept, ByteNumbers) else kept[rows]
        weights = None if self.weights is None else self.weights[rows]
        lengths = None if self.lengths is None else self.lengths[rows]
        origin = None if self.origin is None else self.origin[rows]
        return Examples(chosen, self.targets[rows], weights, lengths, origin)


@dataclass(frozen=True, eq=False)
class Prepared:
    """Everything training and its panels need to know about the examples."""

    dataset: Dataset
    """As the source gave it and the steps left it, in raw units."""
    train: Examples
    validation: Examples
    test: Examples
    scaler: Scaler
    """From raw inputs to the inputs of the parts."""
    target_scaler: Scaler
    """From raw targets to the targets of the parts; the identity for classes."""
    rows: Split
    """Which rows of `dataset` the parts are."""
    summary: tuple[str, ...]
    """Translated lines that say what was done."""
    origin: Dataset
    """As the source gave it, before any step; `dataset` itself where there is none."""
    steps: tuple[Step, ...] = ()
    """The steps from `origin` to `dataset` with all they found there, so that other rows go the same way."""
    filler: Filler | None = None
    """What fills missing inputs of `dataset`; None where none is missing."""

    def __repr__(self) -> str:
        return brief(self)

    @property
    def title(self) -> str:
        """Name for people."""
        return self.dataset.title

    @property
    def has_origin(self) -> bool:
        """Whether steps made other inputs of columns, row by row, and all examples still know these."""
        return self.train.origin is not None

    def worded_as(self, other: Prepared) -> Prepared:
        """Return the same examples with the texts of `other`, which are the same in another language.

        Returns itself when `other` holds other examples, as when its file was changed meanwhile.
        """
        mine, theirs = self.dataset, other.dataset
        if mine.inputs.shape != theirs.inputs.shape or len(mine.target_names) != len(theirs.target_names):
            return self
        dataset = _worded_as(mine, theirs)
        origin = dataset if self.origin is mine else _worded_as(self.origin, other.origin)
        return replace(self, dataset=dataset, origin=origin, summary=other.summary)

    @property
    def columns(self) -> Dataset:
        """What a person sees as the inputs: the columns before the steps, where these made others of them."""
        return self.origin if self.has_origin else self.dataset

    def as_inputs(self, rows: Floats) -> Floats:
        """Return other rows of the source, (n, *shape of `origin`), as the network sees them: steps, filling, scaling.

        Raises NnsimError where a step cannot be done to them.
        """
        rows = taken_through(self.origin, self.steps, rows)
        if self.filler is not None:
            rows = self.filler.apply(rows)
        return self.scaler.apply(rows)

    @property
    def task(self) -> Task:
        """``classes`` or ``regression``."""
        return self.dataset.task

    @property
    def shape(self) -> tuple[int, ...]:
        """Shape of the inputs of one example."""
        return self.dataset.shape

    @property
    def classes(self) -> int:
        """Number of classes; 0 for a regression."""
        return self.dataset.classes

    @property
    def input_names(self) -> tuple[str, ...]:
        """One per feature when inputs are flat, otherwise empty."""
        return self.dataset.input_names

    @property
    def target_names(self) -> tuple[str, ...]:
        """Names of the classes, or of the target columns."""
        return self.dataset.target_names


def _worded_as(mine: Dataset, theirs: Dataset) -> Dataset:
    return replace(
        mine,
        title=theirs.title,
        input_names=theirs.input_names,
        target_names=theirs.target_names,
        notes=theirs.notes,
        left_out=theirs.left_out,
    )


def prepare(settings: DataSettings, progress: Progress | None = None) -> Prepared:
    """Load and prepare the examples; the same settings give the same bits.

    Raises
    ------
    NnsimError
        When a setting is out of its limits or the data cannot be used.
    Cancelled
        When `progress` asks to stop.
    """
    for problem in check_all(settings):
        raise NnsimError(problem)
    loaded = settings.source.load(_first_part_of(progress))
    return prepare_dataset(loaded, settings, progress)


def prepare_dataset(dataset: Dataset, settings: DataSettings, progress: Progress | None = None) -> Prepared:
    """Prepare examples that are loaded already; `settings.source` plays no part."""
    origin = dataset
    if progress is not None and settings.steps:
        progress(0.85, tr("Taking the steps"))
    dataset, taken = applied(origin, settings.steps)
    if progress is not None:
        progress(0.9, tr("Splitting and scaling"))
    _refuse_unusable_values(dataset)
    usable = _usable_rows(dataset)
    hand = _hand(dataset, usable, settings)
    rows = whole(len(dataset)) if hand is None else _split(hand, usable, settings.splitter)
    kind = _scaler_kind(dataset, settings)
    filler, scaler, raw = _learned(dataset, rows.train, kind)
    framed = _frame(origin, dataset, taken) if settings.scaling == "auto" else None
    if framed is not None:
        scaler = Scaler(*framed)
    target_scaler = _target_scaler(dataset, rows.train, settings)
    only_train = tuple(step for step in taken if step.trains_only)
    weights = importance.row_weights(dataset, rows.train, settings.class_weights)
    train = _examples(dataset, rows.train, filler, scaler, target_scaler, weights, only_train, settings.seed)
    same = rows.validation is rows.train and not only_train
    prepared = Prepared(
        dataset=dataset,
        train=train,
        validation=train
        if same
        else _examples(dataset, rows.validation, filler, scaler, target_scaler, weights),
        test=_examples(dataset, rows.test, filler, scaler, target_scaler, weights),
        scaler=scaler,
        target_scaler=target_scaler,
        rows=rows,
        summary=(
            *summary.of_dataset(dataset),
            *summary.of_missing(dataset, usable, filler, settings.source),
            *(() if hand is None else settings.splitter.told(hand, rows)),
            *summary.of_parts(dataset, rows),
            *leaks.told(dataset, rows, settings.splitter, settings.steps, progress),
            *summary.of_made_rows(len(rows.train), len(train)),
            *summary.of_scaling(dataset, kind, settings.scaling == "auto", raw),
            *summary.of_targets(dataset, rows.train, settings.scale_targets),
            *importance.told(dataset, rows.train, weights, settings.class_weights),
        ),
        origin=origin,
        steps=taken,
        filler=filler,
    )
    if progress is not None:
        progress(1.0, tr("Data are ready"))
    return _with_origin(prepared) if _keeps_columns(origin, dataset, taken) else prepared


def _frame(origin: Dataset, dataset: Dataset, taken: Sequence[Step]) -> tuple[Floats, Floats] | None:
    """Return shift and scale of inputs that are scaled alike whatever the rows are; None where they are not.

    Of what steps make of the columns they are mean and standard deviation over the whole frame, evenly.
    """
    if dataset.frame is not None or origin.frame is None or any(step.joins_rows for step in taken):
        return dataset.frame
    shift, scale = origin.frame
    axes = np.meshgrid(*[np.linspace(-1.0, 1.0, _EVENLY)] * len(shift))
    places = np.column_stack([axis.ravel() for axis in axes]) * np.sqrt(3.0) * scale + shift
    made = taken_through(origin, taken, places)
    found = fit_scaler("standardize", made[np.isfinite(made).all(axis=1)], dataset.one_hot)
    return found.shift, found.scale


def _keeps_columns(origin: Dataset, dataset: Dataset, taken: Sequence[Step]) -> bool:
    """Return whether steps made each row of other columns, so that one can ask what was made of which."""
    is_flat = bool(origin.input_names) and not origin.are_bytes and len(origin) == len(dataset)
    is_flat &= origin.inputs.size <= _MOST_BESIDE
    return bool(taken) and is_flat and not any(s.joins_rows or s.trains_only for s in taken)


def _with_origin(prepared: Prepared) -> Prepared:
    """Return the same with the columns before the steps beside all examples."""
    values = prepared.origin.values()

    def known(part: Examples, rows: Rows) -> Examples:
        return replace(part, origin=read_only(values[rows]))

    rows = prepared.rows
    train = known(prepared.train, rows.train)
    same = prepared.validation is prepared.train
    return replace(
        prepared,
        train=train,
        validation=train if same else known(prepared.validation, rows.validation),
        test=known(prepared.test, rows.test),
    )


def _first_part_of(progress: Progress | None) -> Progress | None:
    """Return a progress for loading, which is nine tenths of the work."""
    if progress is None:
        return None
    return lambda done, doing: progress(0.9 * done, doing)


def refuse_unusable_inputs(dataset: Dataset, inputs: Floats | Bytes, *, missing: bool = False) -> None:
    """Raise NnsimError for the first value no network can be given, with its row and column.

    Parameters
    ----------
    dataset
        Whose columns the `inputs` (n, *shape) are.
    missing
        Whether NaN stands for a missing value, which is dealt with later.
    """
    if inputs.dtype == np.uint8:
        return
    bad = ~(np.abs(inputs) <= LARGEST)
    if missing:
        bad &= ~np.isnan(inputs)
    if bad.any():
        place = np.argwhere(bad)[0]
        column = summary.column_name(dataset, place[1:])
        raise NnsimError(summary.unusable_value(place[0], column, inputs[tuple(place)]))


def _refuse_unusable_values(dataset: Dataset) -> None:
    """Raise NnsimError for values no network can be given, with their row and column."""
    refuse_unusable_inputs(dataset, dataset.inputs, missing=dataset.missing != "refuse")
    if dataset.task == "regression":
        bad = ~(np.abs(dataset.targets) <= LARGEST)
        if bad.any():
            row, column = np.argwhere(bad)[0]
            value = float(dataset.targets[row, column])
            raise NnsimError(summary.unusable_value(row, dataset.target_names[column], value))


def _usable_rows(dataset: Dataset) -> Rows:
    """Return the rows that stay, in order; raises NnsimError when none does."""
    usable = np.arange(len(dataset), dtype=np.int64)
    if dataset.missing == "drop" and not dataset.are_bytes:
        flat = dataset.inputs.reshape(len(dataset), -1)
        usable = usable[~np.isnan(flat).any(1)]
    if len(dataset) == 0:
        raise NnsimError(tr("{title} has no rows. Choose other data.").format(title=dataset.title))
    if usable.size == 0:
        raise NnsimError(
            tr("Every row of {title} lacks a value. Fill missing values or choose fewer inputs.").format(
                title=dataset.title
            )
        )
    return usable


def _hand(dataset: Dataset, usable: Rows, settings: DataSettings) -> Hand | None:
    """Return what there is to deal; None where all examples train and validate."""
    if dataset.whole:
        return None
    given = int((usable >= len(dataset) - dataset.test_rows).sum())
    test_share = 0.0 if given else settings.test_share
    if settings.validation_share + test_share >= 1 and "validation_share" in settings.splitter.plays:
        raise NnsimError(
            tr(
                "Validation and test share are {sum} together; nothing is left to train on. Lower them."
            ).format(sum=f"{settings.validation_share + test_share:g}")
        )
    rows = usable[: len(usable) - given]
    if len(rows) == 0:
        raise NnsimError(tr("{title} has no rows to train on.").format(title=dataset.title))
    return Hand(
        dataset,
        rows,
        settings.validation_share,
        test_share,
        settings.seed,
        settings.stratify,
        bool(given),
    )


def _split(hand: Hand, usable: Rows, splitter: Splitter) -> Split:
    dealt = splitter.deal(hand)
    return replace(dealt, test=usable[len(hand.rows) :]) if hand.has_test else dealt


def _learned(dataset: Dataset, train: Rows, kind: ScalerKind) -> tuple[Filler | None, Scaler, Floats | Bytes]:
    """Return what fills and scales inputs, and the training inputs it was learned from, unscaled."""
    if dataset.are_bytes:
        codes = np.asarray(dataset.inputs[train], np.uint8)
        return None, fit_byte_scaler(kind, codes, dataset.divisor), codes
    raw = dataset.values(train)
    filler = _filler(dataset, raw)
    if filler is not None:
        raw = filler.apply(raw)
    real = raw if dataset.lengths is None else without_padding(raw, dataset.lengths[train])
    return filler, fit_scaler(kind, real, dataset.one_hot), raw


def _filler(dataset: Dataset, train: Floats) -> Filler | None:
    if dataset.missing in ("refuse", "drop") or not np.isnan(dataset.inputs).any():
        return None
    return fit_filler(dataset.missing, train, dataset.one_hot)


def _scaler_kind(dataset: Dataset, settings: DataSettings) -> ScalerKind:
    if settings.scaling == "auto":
        return "none" if dataset.ready else "standardize"
    return settings.scaling  # type: ignore[return-value]


def _target_scaler(dataset: Dataset, train: Rows, settings: DataSettings) -> Scaler:
    if dataset.task == "classes":
        return fit_scaler("none", np.zeros((0, 1)))
    kind: ScalerKind = "standardize" if settings.scale_targets else "none"
    return fit_scaler(kind, dataset.targets[train].astype(np.float64, copy=False))


def _examples(
    dataset: Dataset,
    rows: Rows,
    filler: Filler | None,
    scaler: Scaler,
    target_scaler: Scaler,
    weights: Floats | None,
    line: Sequence[Step] = (),
    seed: int = 0,
) -> Examples:
    """Return a part as the network sees it; `line` are the steps that only the training part takes."""
    raw = dataset.inputs[rows]
    if filler is not None:
        raw = filler.apply(dataset.values(rows))
    targets = dataset.targets[rows]
    own = None if weights is None else weights[rows]
    raw, targets, own = extended((raw, targets, own), line, seed)
    inputs: Floats | ByteNumbers
    if dataset.are_bytes:
        inputs = as_seen(np.asarray(raw, np.uint8), dataset.divisor, scaler)
    else:
        inputs = scaler.apply(np.asarray(raw, np.float64))
    if dataset.task == "regression":
        targets = target_scaler.apply(targets.astype(np.float64, copy=False))
    if isinstance(inputs, np.ndarray):
        inputs.setflags(write=False)
    targets.setflags(write=False)
    if own is not None:
        own.setflags(write=False)
    return Examples(inputs, targets, own, None if dataset.lengths is None else dataset.lengths[rows])
