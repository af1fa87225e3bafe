"""Examples of one's own, given as plain arrays in the units of the data source."""

from __future__ import annotations

from typing import Any

import numpy as np

from nnsim.base.errors import NnsimError
from nnsim.base.text import tr
from nnsim.data.prepared import Examples, Prepared
from nnsim.data.usable import refuse_unusable_inputs


def prepared_inputs(data: Prepared, inputs: Any) -> np.ndarray:
    """Return raw, unscaled examples as the network takes them, (n, *shape of one) float64.

    Bytes (uint8) are divided as the source divided its own, such as by 255.

    Raises
    ------
    NnsimError
        When they have another shape, or hold NaN or infinity (the first is named by row and column).
    """
    raw = np.asarray(inputs)
    as_in_file = raw.dtype == np.uint8
    raw = _numbers(raw)
    if as_in_file:
        raw /= data.dataset.divisor
    if raw.shape[1:] != data.shape or not raw.ndim:
        raise NnsimError(
            tr("The network takes examples of shape {shape}, got {given}.").format(
                shape=("n", *data.shape), given=raw.shape
            )
        )
    refuse_unusable_inputs(data.dataset, raw)
    return data.scaler.apply(raw) if len(raw) else raw


def checked_lengths(data: Prepared, count: int, lengths: Any) -> np.ndarray | None:
    """Return how many times of each of so many sequences are real, (n,) int64; None: all.

    Raises NnsimError when they are no such numbers, or the network learned from sequences without padding.
    """
    if lengths is None:
        return None
    if data.dataset.lengths is None:
        raise NnsimError(tr("The network learned from sequences without padding. Leave lengths away."))
    found, most = np.asarray(lengths), data.shape[0]
    if found.shape != (count,) or found.dtype.kind not in "iu" or ((found < 1) | (found > most)).any():
        raise NnsimError(
            tr("lengths are one whole number from 1 to {most} for each of {n} examples.").format(
                most=most, n=f"{count:,}"
            )
        )
    return found.astype(np.int64)


def prepared_examples(data: Prepared, inputs: Any, targets: Any) -> Examples:
    """Return raw, unscaled examples with their targets as training takes them.

    Parameters
    ----------
    targets
        Classes: (n,), names of classes or places in ``data.target_names``, or (n, classes), one-hot. Numbers: (n, k), or (n,)
        where k is 1, in their own units.

    Raises
    ------
    NnsimError
        When they do not fit the data or each other.
    """
    given = prepared_inputs(data, inputs)
    found = _classes(data, targets) if data.classes else _measured(data, targets)
    if len(found) != len(given):
        raise NnsimError(
            tr("There are {n} examples and {m} targets. Give one target for each example.").format(
                n=f"{len(given):,}", m=f"{len(found):,}"
            )
        )
    return Examples(given, found)


def _classes(data: Prepared, targets: Any) -> np.ndarray:
    raw, names = np.asarray(targets), data.target_names
    if raw.ndim == 2 and raw.shape[1] == 1:
        raw = raw[:, 0]
    elif _is_one_hot(raw, len(names)):
        raw = raw.argmax(axis=1)
    if raw.ndim != 1:
        raise NnsimError(
            tr("Classes are one row of names or places, shape (n,), not {given}.").format(given=raw.shape)
        )
    if raw.dtype.kind in "biuf":
        found = raw.astype(np.float64)
        bad = ~((found == np.floor(found)) & (found >= 0) & (found < len(names)))
    else:
        places = {name: float(place) for place, name in enumerate(names)}
        found = np.array([places.get(str(name), -1.0) for name in raw], np.float64)
        bad = found < 0
    if bad.any():
        raise NnsimError(
            tr("There is no class {name}. Give one of {names}, or its place from 0 to {last}.").format(
                name=repr(raw[bad][0].item() if hasattr(raw[bad][0], "item") else raw[bad][0]),
                names=", ".join(names[:20]),
                last=len(names) - 1,
            )
        )
    return found.astype(np.int64)


def _is_one_hot(raw: np.ndarray, classes: int) -> bool:
    if raw.ndim != 2 or raw.shape[1] != classes or raw.dtype.kind not in "biuf":
        return False
    return bool(((raw == 0) | (raw == 1)).all() and (raw.sum(axis=1) == 1).all())


def _measured(data: Prepared, targets: Any) -> np.ndarray:
    raw, columns = _numbers(np.asarray(targets)), len(data.target_names)
    if raw.ndim == 1 and columns == 1:
        raw = raw[:, None]
    if raw.ndim != 2 or raw.shape[1] != columns:
        raise NnsimError(
            tr("The targets have shape {given}; {names} make it {shape}.").format(
                given=raw.shape, names=", ".join(data.target_names[:20]), shape=("n", columns)
            )
        )
    if not np.isfinite(raw).all():
        row = int(np.argwhere(~np.isfinite(raw))[0][0])
        raise NnsimError(
            tr("The target of example {row} is no number. Leave the example out.").format(row=f"{row + 1:,}")
        )
    return data.target_scaler.apply(raw) if len(raw) else raw


def _numbers(raw: np.ndarray) -> np.ndarray:
    """Return `raw` as float64, a copy."""
    try:
        return raw.astype(np.float64)
    except (TypeError, ValueError) as error:
        raise NnsimError(tr("These are no numbers. Give an array of numbers.")) from error
