"""The rows of a data set as a table to look at: its columns, which rows a person asks for, and in which order."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nnsim.base.brief import brief
from nnsim.base.errors import NnsimError
from nnsim.base.read_only import read_only
from nnsim.base.text import tr
from nnsim.data.dataset import Dataset, Floats
from nnsim.data.formulas import formula
from nnsim.data.formulas.named import quoted
from nnsim.data.summary import column_name
from nnsim.data.tables.coding import DateCode

MOST_COLUMNS = 1000
"""Inputs that have a column of the table; of more, the first."""
PART = 0
"""The column that says to which part of the data a row went."""
AS_GIVEN = -1
"""Stands for a column where rows stay in the order of their source."""
_PIECE = 1 << 22
"""Numbers that are looked at in one go."""

Order = NDArray[np.int64]


@dataclass(frozen=True)
class RowQuery:
    """Which rows a person wants to see, and in which order.

    Attributes
    ----------
    text
        A condition such as ``x1 > 0``, or words of a class, a part or the name of a row; empty: all rows.
    column, descending
        What rows are sorted by; what is missing comes last either way.
    """

    text: str = ""
    column: int = AS_GIVEN
    descending: bool = False

    @property
    def is_all(self) -> bool:
        """Whether it asks for all rows as their source gave them."""
        return not self.text.strip() and self.column == AS_GIVEN


@dataclass(frozen=True, eq=False)
class RowTable:
    """Part, inputs, then targets of every row, in raw units; nothing is copied.

    Attributes
    ----------
    parts
        Shape (n,): places in `part_names`, of which -1 is the last.
    part_names
        What the parts are called, translated; the last is that of rows that were left out.
    """

    dataset: Dataset
    parts: NDArray[np.int8]
    part_names: tuple[str, ...]

    def __repr__(self) -> str:
        return brief(self)

    def __len__(self) -> int:
        return len(self.dataset)

    @property
    def inputs(self) -> int:
        """Columns of inputs."""
        return min(math.prod(self.dataset.shape), MOST_COLUMNS)

    @property
    def columns(self) -> int:
        """All columns."""
        has_classes = self.dataset.task == "classes"
        return 1 + self.inputs + (1 if has_classes else len(self.dataset.target_names))

    def place(self, column: int) -> tuple[int, ...]:
        """Return the place inside an example of the input that stands in a column."""
        # Asked for every cell that is painted: NumPy takes ten times as long.
        rest, found = column - 1, []
        for size in reversed(self.dataset.shape):
            rest, at = divmod(rest, size)
            found.append(at)
        return tuple(reversed(found))

    def target(self, column: int) -> int | None:
        """Return the place of the target that stands in a column; None for an input or the part."""
        return column - 1 - self.inputs if column > self.inputs else None

    def values(self, column: int) -> Floats:
        """Return the numbers (n,) by which a column is sorted: those of inputs, targets, places of part and class."""
        if column == PART:
            return np.where(self.parts < 0, len(self.part_names) - 1, self.parts).astype(np.float64)
        target = self.target(column)
        if target is None:
            return self.dataset.values((slice(None), *self.place(column)))
        targets = self.dataset.targets.reshape(len(self), -1)
        return np.asarray(targets[:, target], np.float64)

    def value(self, row: int, column: int) -> float:
        """Return one number of an input or of a target of a regression."""
        target = self.target(column)
        if target is None:
            return float(self.dataset.values((row, *self.place(column))))
        return float(self.dataset.targets[row, target])

    def kind(self, column: int) -> str:
        """Return in a word or two what the numbers of an input are."""
        place = self.place(column)[0]
        if self.dataset.input_names:
            for start, stop in self.dataset.one_hot:
                if start <= place < stop:
                    return tr("one of {n}").format(n=stop - start)
            if place in _date_parts(self.dataset):
                return tr("part of a date")
        return tr("numeric")

    def missing(self) -> NDArray[np.int64]:
        """Return how many values each input lacks, shape (inputs,)."""
        counts = np.zeros(self.inputs, np.int64)
        if self.dataset.are_bytes or self.dataset.missing == "refuse":
            return counts
        flat = self.dataset.inputs.reshape(len(self), -1)[:, : self.inputs]
        each = max(1, _PIECE // max(1, self.inputs))
        for start in range(0, len(self), each):
            counts += np.isnan(flat[start : start + each]).sum(0)
        return counts


def _date_parts(dataset: Dataset) -> set[int]:
    """Return the places of inputs that are parts of a date."""
    if dataset.coding is None:
        return set()
    found: set[int] = set()
    at = 0
    for code in dataset.coding.columns:
        if isinstance(code, DateCode):
            found.update(range(at, at + len(code.names)))
        at += len(code.names)
    return found


def chosen_rows(table: RowTable, query: RowQuery) -> Order:
    """Return the rows that a query asks for, in its order; equal ones stay in the order of the source.

    Raises NnsimError, with one sentence, where its text can be no condition and names nothing.
    """
    rows = np.arange(len(table)) if not query.text.strip() else _matching(table, query.text.strip())
    if query.column == AS_GIVEN:
        return read_only(rows)
    values = table.values(query.column)[rows]
    # NaN comes last in either direction, for its negative is NaN.
    order = np.argsort(-values if query.descending else values, kind="stable")
    return read_only(rows[order])


def _matching(table: RowTable, text: str) -> Order:
    """Return the rows, in order, that a text asks for."""
    named = _named(table, text)
    if named is not None:
        return np.flatnonzero(named)
    try:
        condition = formula.parse(text)
    except NnsimError as error:
        if any(sign in text for sign in "<>=≤≥≠"):
            raise
        raise NnsimError(_nothing_called(table, text)) from error
    if not condition.is_condition:
        if condition.unknown_names(_names(table)):
            raise NnsimError(_nothing_called(table, text))
        raise NnsimError(
            tr("“{text}” is a number in each row. Compare it, such as {example}.").format(
                text=text, example=f"{text} > 0"
            )
        )
    holds = condition.values(_names(table), _Lazy(table), len(table), "missing")
    return np.flatnonzero(holds == 1)


def _named(table: RowTable, text: str) -> NDArray[np.bool_] | None:
    """Return which rows (n,) have a class, a part or a name of their own with these words; None where none has.

    What is called just so goes before what only holds the words: of the classes 1 and 10, 1 finds one.
    """
    dataset, wanted = table.dataset, text.casefold()
    classes = dataset.target_names if dataset.task == "classes" else ()
    if wanted == tr("missing").casefold() and not dataset.are_bytes:
        return np.asarray(np.isnan(dataset.inputs.reshape(len(table), -1)).any(axis=1), bool)
    for fits in (wanted.__eq__, lambda name: wanted in name):
        found = np.zeros(len(table), bool)
        for names, places in ((classes, dataset.targets), (table.part_names, table.parts)):
            fitting = np.array([fits(name.casefold()) for name in names], bool)
            if fitting.any():
                found |= fitting[places]
        if dataset.row_names:
            found |= np.fromiter((fits(name.casefold()) for name in dataset.row_names), bool, len(table))
        if found.any():
            return found
    return None


def _names(table: RowTable) -> tuple[str, ...]:
    """Return what the columns are called in a condition: inputs, then the targets of a regression."""
    dataset = table.dataset
    targets = dataset.target_names if dataset.task == "regression" else ()
    if dataset.input_names:
        return (*dataset.input_names[: table.inputs], *targets)
    places = itertools.islice(np.ndindex(*dataset.shape), table.inputs)
    return (*(column_name(dataset, place) for place in places), *targets)


class _Lazy(Sequence[Floats]):
    """The columns of `_names`, of which only those are made that are asked for."""

    def __init__(self, table: RowTable) -> None:
        self._table = table

    def __len__(self) -> int:
        return len(_names(self._table))

    def __getitem__(self, place):  # type: ignore[no-untyped-def]
        return self._table.values(place + 1)


def _nothing_called(table: RowTable, text: str) -> str:
    names = _names(table)
    return tr(
        "Nothing here is called “{text}”. Write a class or a part, or compare columns: {example}."
    ).format(text=text[:60], example=f"{quoted(names[0])} > 0" if names else "x > 0")
