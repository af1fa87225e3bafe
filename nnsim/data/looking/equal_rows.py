"""Rows that are equal, found by a number for each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnsim.data.dataset import Dataset

Codes = NDArray[np.uint64]

_CHUNK = 1 << 14
"""Rows at once: so many fit into the cache, and between two chunks one can cancel."""
_FIRST = 32
"""Features, evenly spread, that tell most rows of many features apart already."""


def row_codes(
    dataset: Dataset, rows: NDArray[np.int64] | None = None, look: Callable[[float], None] | None = None
) -> Codes:
    """Return a number (n,) for each row, the same for rows equal in all inputs and targets, else another one.

    Two different ones of n rows meet with a probability of n² / 2⁶⁵.

    Parameters
    ----------
    rows
        Which rows; None: all.
    look
        Told the share done, between pieces of the work; may raise to stop it.
    """
    chosen = np.arange(len(dataset)) if rows is None else rows
    flat = dataset.inputs.reshape(len(dataset), -1)
    targets = dataset.targets.reshape(len(dataset), -1)
    codes = np.empty(len(chosen), np.uint64)
    for start in range(0, len(chosen), _CHUNK):
        if look is not None:
            look(start / len(chosen))
        here = chosen[start : start + _CHUNK]
        codes[start : start + len(here)] = _mixed(flat[here], _mixed(targets[here], np.uint64(0)))
    return codes


def first_codes(dataset: Dataset, look: Callable[[float], None] | None = None) -> tuple[Codes, bool]:
    """Return codes (n,) that are equal where rows are, and whether they tell all other rows apart.

    Where there are many features some of them are read: rows of one code may then still differ.
    """
    flat = dataset.inputs.reshape(len(dataset), -1)
    if flat.shape[1] <= _FIRST:
        return row_codes(dataset, None, look), True
    some = np.linspace(0, flat.shape[1] - 1, _FIRST).astype(np.intp)
    codes = np.empty(len(dataset), np.uint64)
    for start in range(0, len(dataset), _CHUNK):
        if look is not None:
            look(start / len(dataset))
        codes[start : start + _CHUNK] = _mixed(flat[start : start + _CHUNK, some], np.uint64(0))
    return codes, False


def among(values: NDArray[Any], known: NDArray[Any]) -> NDArray[np.bool_]:
    """Return which of `values` (n,) are among the `known` (m,) ones; faster than `numpy.isin` for wide numbers."""
    if not len(known):
        return np.zeros(len(values), np.bool_)
    ranked = np.sort(known)
    places = np.minimum(np.searchsorted(ranked, values), len(ranked) - 1)
    found: NDArray[np.bool_] = ranked[places] == values
    return found


def _mixed(values: NDArray[np.generic], code: Codes | np.uint64) -> Codes:
    """Return `code` with the numbers (n, d) of each row stirred in, one column after another.

    The finaliser of SplitMix64 (G. Steele, D. Lea and C. Flood 2014) takes every bit of every number into account.
    """
    columns = np.ascontiguousarray(np.asarray(values, np.float64).T) + 0.0  # −0 becomes 0
    mixed = np.broadcast_to(np.asarray(code, np.uint64), values.shape[:1]).copy()
    for column in columns.view(np.uint64):
        mixed += np.uint64(0x9E3779B97F4A7C15)
        mixed ^= column
        mixed ^= mixed >> np.uint64(30)
        mixed *= np.uint64(0xBF58476D1CE4E5B9)
        mixed ^= mixed >> np.uint64(27)
        mixed *= np.uint64(0x94D049BB133111EB)
        mixed ^= mixed >> np.uint64(31)
    return mixed
