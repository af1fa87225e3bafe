"""From a source to what a network trains on: load, leave out, split, fill, scale, and say so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from nnsim.base.byte_numbers import ByteNumbers
from nnsim.base.declared import check_all
from nnsim.base.errors import NnsimError
from nnsim.base.text import tr
from nnsim.data import importance, summary
from nnsim.data.byte_scaling import as_seen, fit_byte_scaler
from nnsim.data.columns_before import frame_of, keeps_columns, with_origin
from nnsim.data.data_settings import DataSettings
from nnsim.data.dataset import Bytes, Dataset, Floats
from nnsim.data.looking import leaks
from nnsim.data.notes import MendableError
from nnsim.data.prepared import Examples, Prepared
from nnsim.data.source import Progress
from nnsim.data.split import Rows, Split, whole
from nnsim.data.splitter import Hand, Splitter, to_splitter
from nnsim.data.splitters.random_split import RandomSplit
from nnsim.data.step import Step, applied, extended
from nnsim.data.transforms import (
    Filler,
    Scaler,
    ScalerKind,
    fit_filler,
    fit_scaler,
    without_padding,
)
from nnsim.data.usable import refuse_unusable_values, usable_rows


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
    refuse_unusable_values(dataset)
    usable = usable_rows(dataset)
    hand = _hand(dataset, usable, settings)
    rows = whole(len(dataset)) if hand is None else _split(hand, usable, settings.splitter)
    kind = _scaler_kind(dataset, settings)
    filler, scaler, raw = _learned(dataset, rows.train, kind)
    framed = frame_of(origin, dataset, taken) if settings.scaling == "auto" else None
    if framed is not None:
        scaler = Scaler(*framed)
    target_scaler = _target_scaler(dataset, rows.train, settings)
    # Said now, for what it is said of is then scaled.
    told = tuple(summary.of_scaling(dataset, kind, settings.scaling == "auto", raw))
    only_train = tuple(step for step in taken if step.trains_only)
    weights = importance.row_weights(dataset, rows.train, settings.class_weights)
    train = _examples(dataset, rows.train, raw, scaler, target_scaler, weights, only_train, settings.seed)
    del raw
    same = rows.validation is rows.train and not only_train
    prepared = Prepared(
        dataset=dataset,
        train=train,
        validation=train if same else _part(dataset, rows.validation, filler, scaler, target_scaler, weights),
        test=_part(dataset, rows.test, filler, scaler, target_scaler, weights),
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
            *told,
            *summary.of_targets(dataset, rows.train, settings.scale_targets),
            *importance.told(dataset, rows.train, weights, settings.class_weights),
        ),
        origin=origin,
        steps=taken,
        filler=filler,
    )
    if progress is not None:
        progress(1.0, tr("Data are ready"))
    return with_origin(prepared) if keeps_columns(origin, dataset, taken) else prepared


def _first_part_of(progress: Progress | None) -> Progress | None:
    """Return a progress for loading, which is nine tenths of the work."""
    if progress is None:
        return None
    return lambda done, doing: progress(0.9 * done, doing)


def _hand(dataset: Dataset, usable: Rows, settings: DataSettings) -> Hand | None:
    """Return what there is to deal; None where all examples train and validate."""
    if dataset.whole:
        return None
    parts = dataset.given_parts(usable)
    tested, validated = int((parts == 2).sum()), int((parts == 1).sum())
    # A fold of all rows validates, whatever part they came as.
    deals_all = "validation_share" not in settings.splitter.plays
    given = tested + (0 if deals_all else validated)
    test_share = 0.0 if tested else settings.test_share
    validation_share = 0.0 if validated and not deals_all else settings.validation_share
    if validation_share + test_share >= 1 and "validation_share" in settings.splitter.plays:
        raise NnsimError(
            tr(
                "Validation and test share are {sum} together; nothing is left to train on. Lower them."
            ).format(sum=f"{validation_share + test_share:g}")
        )
    rows = usable[: len(usable) - given]
    if len(rows) == 0:
        raise NnsimError(tr("{title} has no rows to train on.").format(title=dataset.title))
    return Hand(
        dataset,
        rows,
        validation_share,
        test_share,
        settings.seed,
        settings.stratify,
        bool(tested),
        bool(validated) and not deals_all,
    )


def _split(hand: Hand, usable: Rows, splitter: Splitter) -> Split:
    try:
        dealt = splitter.deal(hand)
    except NnsimError as error:
        if isinstance(splitter, RandomSplit):
            raise
        raise MendableError(str(error), to_splitter(RandomSplit(), tr("Split at random"))) from error
    parts = hand.dataset.given_parts(usable)
    if hand.has_validation:
        dealt = replace(dealt, validation=usable[parts == 1])
    return replace(dealt, test=usable[parts == 2]) if hand.has_test else dealt


def _learned(dataset: Dataset, train: Rows, kind: ScalerKind) -> tuple[Filler | None, Scaler, Floats | Bytes]:
    """Return what fills and scales inputs, and a copy of the training inputs it was learned from, unscaled."""
    if dataset.are_bytes:
        codes = np.asarray(dataset.inputs[train], np.uint8)
        return None, fit_byte_scaler(kind, codes, dataset.divisor), codes
    raw = dataset.values(train)
    filler = _filler(dataset, raw)
    if filler is not None:
        raw = filler.apply_to(raw)
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


def _part(
    dataset: Dataset,
    rows: Rows,
    filler: Filler | None,
    scaler: Scaler,
    target_scaler: Scaler,
    weights: Floats | None,
) -> Examples:
    """Return a part that is not trained on as the network sees it."""
    raw = dataset.inputs[rows] if filler is None else filler.apply_to(dataset.values(rows))
    return _examples(dataset, rows, raw, scaler, target_scaler, weights)


def _examples(
    dataset: Dataset,
    rows: Rows,
    raw: Floats | Bytes,
    scaler: Scaler,
    target_scaler: Scaler,
    weights: Floats | None,
    line: Sequence[Step] = (),
    seed: int = 0,
) -> Examples:
    """Return a part as the network sees it.

    Parameters
    ----------
    raw
        A copy of its inputs, filled; they are scaled where they stand.
    line
        The steps that only the training part takes.
    """
    targets = dataset.targets[rows]
    own = None if weights is None else weights[rows]
    raw, targets, own = extended((raw, targets, own), line, seed)
    inputs: Floats | ByteNumbers
    if dataset.are_bytes:
        inputs = as_seen(np.asarray(raw, np.uint8), dataset.divisor, scaler)
    else:
        plain = np.asarray(raw, np.float64)
        # Steps may hand over what is not theirs.
        inputs = scaler.apply(plain) if line else scaler.apply_to(plain)
    if dataset.task == "regression":
        targets = target_scaler.apply(targets.astype(np.float64, copy=False))
    if isinstance(inputs, np.ndarray):
        inputs.setflags(write=False)
    targets.setflags(write=False)
    if own is not None:
        own.setflags(write=False)
    return Examples(inputs, targets, own, None if dataset.lengths is None else dataset.lengths[rows])
