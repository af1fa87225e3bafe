"""A small table, typed as text: truth tables, votes, a handful of points."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnsim.base import typed
from nnsim.base.errors import NnsimError
from nnsim.base.settings import choice, integer, text
from nnsim.base.text import mark, tr
from nnsim.data.dataset import LARGEST, Dataset, Floats
from nnsim.data.source import LOGIC, Source, sources

MOST_ROWS, MOST_COLUMNS = 2_000, 500
"""How much one types at most."""
LONGEST = 100_000
"""Characters of such a table."""


@sources.register
@dataclass(frozen=True)
class TypedTable(Source):
    """Rows of numbers, the targets in the last columns; all of them train, and the same ones validate."""

    key = "typed_table"
    title = mark("Typed table")
    summary = mark("Rows of numbers that you type: inputs first, what should come out last.")
    group = LOGIC
    order = 120

    rows: str = text(
        "0 0 0; 0 1 1; 1 0 1; 1 1 0",
        label=mark("Rows"),
        longest=LONGEST,
        placeholder=mark("0 0 0; 0 1 1"),
        help=mark("Numbers with blanks between them, a semicolon after every row, the targets last."),
    )
    names: str = text(
        "",
        label=mark("Names"),
        longest=4_000,
        placeholder=mark("x₁, x₂, y"),
        help=mark("Names of the columns with commas between them. Empty: x₁, x₂, … and y."),
    )
    targets: int = integer(
        1,
        low=1,
        high=100,
        usual=(1, 10),
        label=mark("Target columns"),
        help=mark("So many columns at the end are what should come out; one at least stays an input."),
    )
    task: str = choice(
        "auto",
        ("auto", mark("classes where it can be")),
        ("classes", mark("classes 0, 1, 2, …")),
        ("regression", mark("numbers")),
        label=mark("Target read as"),
        help=mark("Classes need a single target of whole numbers from 0 on."),
    )

    def _read(self, progress: object) -> Dataset:
        table = parse_rows(self.rows)
        inputs, targets = self._parted(table)
        names = self._names(table.shape[1], targets.shape[1])
        of_classes = self._are_classes(targets)
        if self.task == "classes" and not of_classes:
            raise NnsimError(
                tr(
                    "Classes are one column of whole numbers from 0 to {most}. Correct the rows, or read the target as"
                    " numbers."
                ).format(most=_MOST_CLASSES - 1)
            )
        classes = of_classes and self.task != "regression"
        top = max(int(targets.max()), 1) if classes else 0
        return Dataset(
            title=tr(self.title),
            inputs=inputs,
            targets=targets[:, 0].astype(np.int64) if classes else targets,
            task="classes" if classes else "regression",
            input_names=names[: inputs.shape[1]],
            target_names=tuple(str(k) for k in range(top + 1)) if classes else names[inputs.shape[1] :],
            whole=True,
            ready=True,
            one_unit=True,
        )

    def _parted(self, table: Floats) -> tuple[Floats, Floats]:
        if table.shape[1] < 2:
            raise NnsimError(
                tr("The rows have a single number: no input is left beside the target. Type more.")
            )
        at = max(table.shape[1] - self.targets, 1)
        return table[:, :at], table[:, at:]

    def _names(self, columns: int, targets: int) -> tuple[str, ...]:
        typed_names = tuple(name.strip() for name in self.names.split(",")) if self.names.strip() else ()
        if not typed_names:
            inputs = tuple(numbered("x", i) for i in range(columns - targets))
            outputs = ("y",) if targets == 1 else tuple(numbered("y", i) for i in range(targets))
            return inputs + outputs
        if len(typed_names) != columns or not all(typed_names):
            raise NnsimError(
                tr(
                    "The rows have {columns} columns, and there are {names} names. Type one name for each column."
                ).format(columns=columns, names=sum(map(bool, typed_names)))
            )
        return typed_names

    @staticmethod
    def _are_classes(targets: Floats) -> bool:
        whole = (targets >= 0) & (targets < _MOST_CLASSES) & (targets == np.floor(targets))
        return targets.shape[1] == 1 and bool(whole.all())


_MOST_CLASSES = 100


def numbered(stem: str, place: int) -> str:
    """Return `stem` with `place` + 1 as a small number below it, such as x₁."""
    return stem + "".join("₀₁₂₃₄₅₆₇₈₉"[int(digit)] for digit in str(place + 1))


def parse_rows(typed_rows: str) -> Floats:
    """Return the numbers of a typed table, (rows, columns).

    Raises
    ------
    NnsimError
        For what is no number, a row that is longer or shorter than the first, or too many of them.
    """
    lines = [line.split() for line in typed_rows.replace("\n", ";").replace(",", " ").split(";")]
    cells = [line for line in lines if line]
    if not cells:
        raise NnsimError(tr("The table is empty. Type a row of numbers, such as 0 1 1."))
    if len(cells) > MOST_ROWS or len(cells[0]) > MOST_COLUMNS:
        raise NnsimError(
            tr(
                "A typed table has at most {rows} rows and {columns} columns. Put more into a file, and open that."
            ).format(rows=f"{MOST_ROWS:,}", columns=MOST_COLUMNS)
        )
    for place, line in enumerate(cells, 1):
        if len(line) != len(cells[0]):
            raise NnsimError(
                tr("Row {row} has {n} numbers, and row 1 has {first}. Give all rows the same length.").format(
                    row=place, n=len(line), first=len(cells[0])
                )
            )
    numbers = [[_number(word, place) for word in line] for place, line in enumerate(cells, 1)]
    return np.array(numbers, np.float64)


def _number(word: str, row: int) -> float:
    try:
        value = typed.number(word)
    except ValueError:
        value = float("nan")
    if not abs(value) <= LARGEST:
        raise NnsimError(
            tr("Row {row}: {word} is no number one can use. Type one such as 0.5 or 1e-3.").format(
                row=row, word=repr(word[:20])
            )
        )
    return value


def typed_rows(table: Floats) -> str:
    """Return a table (rows, columns) as it is typed; `parse_rows` gives the same numbers back."""
    return "; ".join(" ".join(repr(float(v)).removesuffix(".0") for v in row) for row in table)
