"""Columns of 0 and 1, one for each class, of which every row has a single 1."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from nnsim.data.tables.understood import Understood

Rows = Sequence[Sequence[str]]

_FEWEST = 3
"""Of two such columns one alone says all."""
_FLAGS = {"0": 0, "0.0": 0, "1": 1, "1.0": 1}


def say_one_class(rows: Rows, places: Sequence[int]) -> bool:
    """Return whether the columns at `places` are such ones, and each has its rows, judged by the first `rows`."""
    if len(places) < _FEWEST or not rows or min(map(len, rows)) <= max(places):
        return False
    flags = [[_FLAGS.get(row[place].strip(), -1) for place in places] for row in rows]
    return all(sorted(row) == [0] * (len(places) - 1) + [1] for row in flags)


def one_of(columns: Sequence[Understood]) -> Understood:
    """Return such columns as one of the names of classes, missing where a row has no single 1."""
    flags = np.column_stack([column.values for column in columns])
    names = [column.name for column in columns]
    is_told = ((flags == 1).sum(1) == 1) & ((flags == 0).sum(1) == len(names) - 1)
    found = np.array([*names, None], object)[np.where(is_told, flags.argmax(1), len(names))]
    return Understood(f"{names[0]} … {names[-1]}", found)
