"""One sequence a file: a text file whose rows are times, or an NPY array (time, columns)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

import numpy as np

from nnsim.base.atomic import why_not_read
from nnsim.base.errors import NnsimError
from nnsim.base.npy import from_npy
from nnsim.base.reading import open_file
from nnsim.base.text import tr
from nnsim.data.dataset import MOST_NUMBERS, Floats
from nnsim.data.notes import Note, Switch
from nnsim.data.summary import listed
from nnsim.data.tables.columns import pick
from nnsim.data.tables.encoding import opened
from nnsim.data.tables.gathered import Column
from nnsim.data.tables.layout import Layout, Wishes, detect
from nnsim.data.tables.reading import read_table

TEXTS = (".csv", ".tsv", ".txt", ".dat")
SUFFIXES = (*TEXTS, ".npy")
_TIME = re.compile(
    r"(?:time|timestamp|t|seconds?|secs?|ms|millis|frame|step|sample|index|idx|zeit|时间)(?:[\W_]*(?:s|ms|us|ns|sec|step|index|stamp))?[\W_]*",
    re.IGNORECASE,
)
_FEWEST_TIMES = 3
_LONGEST_FILE = 2_000_000_000


@dataclass(frozen=True, eq=False)
class OneSequence:
    """What stands in one file.

    Attributes
    ----------
    values
        Shape (time, columns), NaN where a value is missing.
    names
        Of the columns; none for arrays.
    target
        What the column of the target holds in its last row; None where there is no such column.
    """

    values: Floats
    names: tuple[str, ...]
    target: float | str | None


class SequenceReader:
    """Reads the files of a folder one after the other, as the first of each kind is laid out.

    Parameters
    ----------
    inputs, target
        Columns by name or number, as `pick` reads them; empty for all but the target, and for no target.
    """

    def __init__(self, inputs: str, target: str) -> None:
        self._inputs = inputs
        self._target = target
        self.times: tuple[str, ...] = ()
        """Columns that only count the rows of each file, and are no inputs unless chosen; known from the first file."""
        self._is_first = True
        self._layout: Layout | None = None
        self._head: list[str] = []
        self._width = 0

    def read(self, path: Path) -> OneSequence:
        """Return the sequence in a file.

        Raises
        ------
        NnsimError
            When it cannot be read, holds no rows, or a column of texts among its inputs.
        """
        found = self._array(path) if path.suffix.lower() == ".npy" else self._table(path)
        if len(found.values) == 0:
            raise NnsimError(tr("{file} holds no rows. Take it out of the folder.").format(file=path.name))
        return found

    def _array(self, path: Path) -> OneSequence:
        with open_file(path) as file:
            try:
                data = file.read(_LONGEST_FILE)
            except OSError as error:
                raise why_not_read(error, path) from error
        array = from_npy(data, path.name, MOST_NUMBERS)
        if array.dtype.kind not in "iufb" or not 1 <= array.ndim <= 2:
            raise NnsimError(
                tr(
                    "{file} is no sequence of numbers: an array (times) or (times, columns) is needed."
                ).format(file=path.name)
            )
        with np.errstate(invalid="ignore"):  # a signalling NaN is one like any other
            values = array.astype(np.float64).reshape(len(array), -1)
        names = tuple(str(k + 1) for k in range(values.shape[1]))
        inputs, target = self._places(names)
        last = None if target is None or not len(values) else float(values[-1, target])
        return OneSequence(values[:, inputs], (), last)

    def _table(self, path: Path) -> OneSequence:
        layout = self._laid_out(path)
        inputs, target = self._places(layout.names)
        if self._is_first and not self._inputs.strip() and len(inputs) > 1:
            self.times = self._counting(layout, inputs)
        self._is_first = False
        inputs = [place for place in inputs if layout.names[place] not in self.times]
        wanted = sorted({*inputs, *([] if target is None else [target])})
        columns = read_table(layout, wanted, frozenset(), _silent).columns
        for place in inputs:
            if columns[place].dtype.kind != "f":
                raise NnsimError(
                    tr(
                        "The column “{name}” of {file} holds texts, and sequences are of numbers. "
                        "Choose other columns."
                    ).format(name=layout.names[place], file=path.name)
                )
        values = np.column_stack([columns[place] for place in inputs])
        return OneSequence(
            values,
            tuple(layout.names[place] for place in inputs),
            None if target is None else _last(columns[target]),
        )

    def _counting(self, layout: Layout, inputs: Sequence[int]) -> tuple[str, ...]:
        """Return the names of the columns that are called as times are and go up from row to row; all but one at most."""
        called = [place for place in inputs if _TIME.fullmatch(layout.names[place].strip())]
        called += [0] if not layout.has_header and 0 in inputs else []
        columns = read_table(layout, called, frozenset(), _silent).columns if called else {}
        found = [place for place in called if _rises(columns[place], evenly=not layout.has_header)]
        return tuple(layout.names[place] for place in found) if len(found) < len(inputs) else ()

    def told(self) -> list[Note]:
        """Return what is to be said of columns that are no inputs, with the way to make them some."""
        if not self.times:
            return []
        text = tr("Left out, for they only tell when each row was: {names}")
        return [
            Note(
                text.format(names=listed(list(self.times))),
                Switch(tr("Use them"), (("inputs", f"1-{self._width}"),)),
            )
        ]

    def _places(self, names: Sequence[str]) -> tuple[list[int], int | None]:
        """Return the columns that are inputs, and the one that is the target."""
        targets = pick(self._target, names)
        if len(targets) > 1:
            raise NnsimError(tr("Choose one column as target, not {n}.").format(n=len(targets)))
        inputs = pick(self._inputs, names) or [place for place in range(len(names)) if place not in targets]
        if not inputs:
            raise NnsimError(tr("No input is left. Keep at least one."))
        return inputs, targets[0] if targets else None

    def _laid_out(self, path: Path) -> Layout:
        """Return how a text file is laid out: as the one before, where both begin with the same lines."""
        before = self._layout
        if before is not None and _beginning(path, before) == self._head:
            return replace(before, path=path)
        layout = detect(str(path), Wishes())
        self._width = len(layout.names)
        self._layout, self._head = layout, _beginning(path, layout)
        return layout


def _beginning(path: Path, layout: Layout) -> list[str]:
    """Return the lines of a file above its first row, or what cannot be read so as no lines of any."""
    try:
        with opened(path, layout.encoding) as text:
            return list(islice(text, layout.first_line))
    except NnsimError:
        return ["unreadable"]


def _rises(column: Column, *, evenly: bool) -> bool:
    """Return whether numbers go up from row to row, by equal steps if they have to go up evenly."""
    if column.dtype.kind != "f" or len(column) < _FEWEST_TIMES:
        return False
    steps = np.diff(column)
    return bool((steps > 0).all()) and (not evenly or float(np.ptp(steps)) <= 1e-6 * abs(float(column[-1])))


def _last(column: Column) -> float | str | None:
    if not len(column):
        return None
    value = column[-1]
    return float(value) if column.dtype.kind == "f" else str(value)


def _silent(done: float, doing: str) -> None:
    """Progress of one file of many."""
