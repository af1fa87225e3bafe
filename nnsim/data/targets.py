"""Whether targets are classes or numbers, and how they are coded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnsim.base.errors import NnsimError, SameAnswerError
from nnsim.base.text import mark, ntr, tr
from nnsim.data.dataset import Targets, Task
from nnsim.data.different import different

MOST_CLASSES = 1000
_FEW = 20
"""Whole numbers with at most so many different values are taken for classes."""

TASK_OPTIONS = (
    ("auto", mark("as the targets suggest")),
    ("classes", mark("classes")),
    ("regression", mark("regression")),
)


@dataclass(frozen=True, eq=False)
class Coded:
    """Targets ready for a Dataset."""

    targets: Targets
    names: tuple[str, ...]
    task: Task
    notes: tuple[str, ...]


def encode(columns: dict[str, NDArray[Any]], task: str) -> Coded:
    """Return the target columns, each (n,) of numbers or texts without gaps, coded for training.

    Several columns are a regression. One column is classes when it holds texts, or whole numbers
    of few different values that come back; `task` overrides that.

    Raises
    ------
    NnsimError
        When the columns cannot be what `task` wants, or hold too many classes or only one.
    """
    if len(columns) > 1:
        if task == "classes":
            raise NnsimError(
                tr("Classes need a single target column; {n} are chosen.").format(n=len(columns))
            )
        return _regression(columns)
    ((name, values),) = columns.items()
    numeric = values.dtype.kind in "iufb"
    if task == "regression" or (task == "auto" and numeric and not _looks_like_classes(values)):
        return _regression(columns)
    return _classes(name, values, numeric)


def _looks_like_classes(values: NDArray[Any]) -> bool:
    if values.dtype.kind == "b":
        return True
    if not np.isfinite(values).all() or (values != np.floor(values)).any():
        return False
    distinct = len(np.unique(values))
    return distinct <= _FEW and _come_back(distinct, len(values))


def _come_back(distinct: int, rows: int) -> bool:
    """Return whether so many different values can be classes: each comes twice, on the average."""
    return distinct <= 2 or 2 * distinct <= rows


def _regression(columns: dict[str, NDArray[Any]]) -> Coded:
    for name, values in columns.items():
        if values.dtype.kind not in "iufb":
            raise NnsimError(
                tr("“{name}” holds texts, which a regression cannot have as target. Choose classes.").format(
                    name=name
                )
            )
    targets = np.column_stack([values.astype(np.float64) for values in columns.values()])
    names = ", ".join(columns)
    note = tr("Target: {names}, as numbers (regression)").format(names=names)
    return Coded(targets, tuple(columns), "regression", (note,))


def _classes(name: str, values: NDArray[Any], numeric: bool) -> Coded:
    if numeric and not np.isfinite(values).all():
        row = int(np.flatnonzero(~np.isfinite(values))[0])
        raise NnsimError(tr("Row {row} has no class in “{name}”.").format(row=f"{row + 1:,}", name=name))
    distinct, places = different(values)
    n = len(distinct)
    if n > MOST_CLASSES:
        raise NnsimError(
            tr(
                "“{name}” has {n} different values; at most {most} classes are possible. "
                "Choose another target, or a regression."
            ).format(name=name, n=f"{n:,}", most=f"{MOST_CLASSES:,}")
        )
    if n < 2:
        raise SameAnswerError(
            tr("Every row has the same “{name}”, so there is nothing to tell apart. Choose another.").format(
                name=name
            )
        )
    if not numeric and not _come_back(n, len(values)):
        raise NnsimError(
            tr(
                "“{name}” has {n} different texts in {rows} rows, and a class must come more than once. "
                "Choose another target."
            ).format(name=name, n=f"{n:,}", rows=f"{len(values):,}")
        )
    names = tuple(_class_name(value) if numeric else str(value) for value in distinct)
    note = ntr("Target: {name}, {n} class", "Target: {name}, {n} classes", n).format(name=name, n=f"{n:,}")
    return Coded(places, names, "classes", (note,))


def _class_name(value: Any) -> str:
    if isinstance(value, np.bool_):
        return str(bool(value))
    return str(int(value)) if float(value).is_integer() else repr(float(value))
