"""Tables in memory, of whatever library, as columns that are understood like those of a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from numbers import Real
from typing import Any

import numpy as np

from nnsim.base.errors import NnsimError
from nnsim.base.text import tr
from nnsim.data.tables.header import distinct
from nnsim.data.tables.reading import Column

_ABSENT = frozenset(("NAType", "NaTType"))
"""How pandas calls the types of its missing values."""


def memory_columns(table: Any) -> dict[str, Column]:
    """Return the columns of a table by their names: float64 with NaN, datetime64[us] with NaT, or texts.

    Parameters
    ----------
    table
        A DataFrame of pandas or polars, a dict of columns, or a structured array; of a DataFrame the index plays no part.

    Raises
    ------
    NnsimError
        When it is no table, or its columns differ in length or hold more than one value a row.
    """
    pairs = _pairs(table)
    if not pairs:
        raise NnsimError(tr("The table has no columns. Give one with inputs and a target."))
    names = distinct([str(name) for name, _ in pairs], len(pairs))
    found = {name: _column(name, values) for name, (_, values) in zip(names, pairs, strict=True)}
    lengths = {name: len(values) for name, values in found.items()}
    first = next(iter(lengths))
    for name, length in lengths.items():
        if length != lengths[first]:
            raise NnsimError(
                tr("“{first}” has {n} rows and “{name}” has {m}. Give columns of one length.").format(
                    first=first, n=f"{lengths[first]:,}", name=name, m=f"{length:,}"
                )
            )
    return found


def _pairs(table: Any) -> list[tuple[Any, Any]]:
    """Return names and values of the columns."""
    if isinstance(table, Mapping):
        return list(table.items())
    if isinstance(table, np.ndarray) and table.dtype.names:
        return [(name, table[name]) for name in table.dtype.names]
    names = getattr(table, "columns", None)
    if names is None or not hasattr(table, "shape") or isinstance(table, type):
        raise NnsimError(
            tr(
                "{given} is no table. Give a DataFrame, a dict of columns or a structured array; for arrays of inputs and"
                " targets there is Arrays."
            ).format(given=type(table).__name__)
        )
    if hasattr(table, "iloc"):
        # By place: names of a DataFrame of pandas need not differ.
        return [(name, table.iloc[:, place]) for place, name in enumerate(names)]
    return [(name, table[name]) for name in names]


def _column(name: str, values: Any) -> Column:
    array = np.asarray(values)
    if array.ndim != 1:
        raise NnsimError(
            tr("“{name}” has the shape {shape}; a column has one value a row.").format(
                name=name, shape=array.shape
            )
        )
    match array.dtype.kind:
        case "b":
            return _texts(array.tolist())
        case "i" | "u" | "f":
            return array.astype(np.float64)
        case "M":
            return array.astype("datetime64[us]")
        case "m":
            return np.where(np.isnat(array), np.nan, array / np.timedelta64(1, "s"))
        case "U" | "O":
            return _of_objects(name, array.tolist())
    raise NnsimError(tr("“{name}” holds neither numbers nor texts nor dates.").format(name=name))


def _of_objects(name: str, values: Sequence[Any]) -> Column:
    known = [value for value in values if not _is_absent(value)]
    if known and all(
        isinstance(value, Real | Decimal) and not isinstance(value, bool | np.bool_) for value in known
    ):
        return np.array([np.nan if _is_absent(value) else float(value) for value in values], np.float64)
    if known and all(isinstance(value, date) for value in known):
        return np.array([None if _is_absent(value) else _naive(value) for value in values], "datetime64[us]")
    if any(isinstance(value, list | tuple | dict | set | np.ndarray) for value in known):
        raise NnsimError(tr("“{name}” holds neither numbers nor texts nor dates.").format(name=name))
    return _texts(values)


def _texts(values: Sequence[Any]) -> Column:
    """Return texts, empty where there is no value."""
    return np.array(["" if _is_absent(value) else str(value).strip() for value in values], object)


def _is_absent(value: Any) -> bool:
    return value is None or type(value).__name__ in _ABSENT or (isinstance(value, float) and value != value)


def _naive(value: date) -> date:
    """Return a moment without its time zone, as it is in UTC."""
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(UTC).replace(tzinfo=None)
    return value
