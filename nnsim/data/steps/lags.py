"""Earlier values of columns as inputs."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

import numpy as np

from nnsim.base.errors import NnsimError
from nnsim.base.settings import flag, text
from nnsim.base.text import mark, ntr, tr
from nnsim.data.dataset import MOST_NUMBERS, Dataset
from nnsim.data.formulas.named import chosen, listed_names
from nnsim.data.sequences.series import (
    Rows,
    known_before,
    of_targets,
    said_of_span,
    said_of_times,
    series_of,
    times_of,
)
from nnsim.data.step import Column, Step, columns_of, steps, with_columns

_MOST_LAGS = 1_000
_LONGEST = 100_000
_ITEM = re.compile(r"\s*(\d{1,6})\s*(?:[-–]\s*(\d{1,6})\s*)?")


@steps.register
@dataclass(frozen=True)
class Lags(Step):
    """Each row gets, as columns of their own, what stood in rows before it.

    The rows are taken in the order of `Dataset.moments`, or of the data where no time is known, and never
    across two groups; rows without so many before them are left out, as are those of the training part
    that would look into a test part that came with the data.
    """

    key = "lags"
    title = mark("Earlier values")
    summary = mark(
        "What columns held some rows before becomes inputs too, such as yesterday's value of the target."
    )
    formula = "x_t → x_t, x_{t−1}, …, y_{t−1}, …"
    order = 50
    joins_rows = True

    columns: str = text(
        "",
        label=mark("Columns"),
        help=mark(
            "Whose earlier values are inputs: names separated by commas. Empty means all inputs, and the target "
            "where it is a number."
        ),
        placeholder=mark("all, and the target"),
        longest=10_000,
    )
    lags: str = text(
        "1",
        label=mark("Rows before"),
        help=mark("How many rows back: numbers and ranges, such as 1, 2, 24 or 1-7."),
        placeholder="1, 2, 24",
    )
    keep: bool = flag(
        True,
        label=mark("Keep present values"),
        help=mark("For a forecast, where the values of the row itself are not known yet, switch it off."),
    )

    @property
    def ahead(self) -> int:
        return 0 if self.keep else lags_in(self.lags)[0]

    def apply(self, dataset: Dataset) -> Dataset:
        before = lags_in(self.lags)
        known = known_before(dataset, targets=True)
        places = chosen(self.columns, [column.name for column in known])
        size = len(dataset) * (len(places) * len(before) + len(dataset.input_names))
        if size > MOST_NUMBERS:
            raise NnsimError(
                tr(
                    "So many earlier values are {size} numbers; at most {most} are possible. Take fewer."
                ).format(size=f"{size:,}", most=f"{MOST_NUMBERS:,}")
            )
        series = series_of(dataset)
        rows, earlier = _rows_before(dataset, series, before)
        if len(rows) == 0:
            raise NnsimError(
                tr(
                    "{n} rows before are asked for, and the longest series has {longest} rows. Ask for fewer."
                ).format(n=f"{before[-1]:,}", longest=f"{max(map(len, series), default=0):,}")
            )
        examples, order = of_targets(dataset, rows)
        examples = replace(examples, moments=times_of(dataset, series)[rows[order]])
        columns = columns_of(examples) if self.keep else []
        # One distance after the other: columns that code one category stay side by side.
        for k, lag in enumerate(before):
            columns += [_lagged(known[place], lag, earlier[order, k]) for place in places]
        return with_columns(
            examples,
            columns,
            *self._said(dataset, series, [known[place].name for place in places], before, len(rows)),
            *said_of_span(dataset, rows),
        )

    def _said(
        self, dataset: Dataset, series: list[Rows], names: list[str], before: list[int], left: int
    ) -> list[str]:
        said = [
            tr("Earlier values as inputs: {names}, {lags} rows before").format(
                names=listed_names(names), lags=listed_names([str(n) for n in before])
            )
        ]
        lost = len(dataset) - left
        if lost:
            said.append(
                ntr(
                    "{n} row is left out, as not enough rows stand before it",
                    "{n} rows are left out, as not enough rows stand before them",
                    lost,
                ).format(n=f"{lost:,}")
            )
        return [*said, *said_of_times(dataset, series)]


def lags_in(words: str) -> list[int]:
    """Return the numbers of rows that a text such as ``1, 2, 24`` or ``1-7`` lists, in order.

    Raises NnsimError for what is no such list, and for more than a thousand or one beyond 100,000.
    """
    found: set[int] = set()
    for item in re.split("[,，;、]", words):
        match = _ITEM.fullmatch(item)
        if match is None:
            raise NnsimError(
                tr(
                    "“{text}” is no number of rows. Write numbers and ranges, such as 1, 2, 24 or 1-7."
                ).format(text=item.strip()[:50])
            )
        first, last = int(match[1]), int(match[2] or match[1])
        if not 1 <= first <= last <= _LONGEST or last - first >= _MOST_LAGS:
            raise NnsimError(
                tr(
                    "“{text}”: rows before are from 1 to {most}, the smaller number first, and {n} at most."
                ).format(text=item.strip()[:50], most=f"{_LONGEST:,}", n=f"{_MOST_LAGS:,}")
            )
        found |= set(range(first, last + 1))
    if len(found) > _MOST_LAGS:
        raise NnsimError(tr("At most {n} earlier rows are possible.").format(n=f"{_MOST_LAGS:,}"))
    return sorted(found)


def _rows_before(dataset: Dataset, series: list[Rows], before: list[int]) -> tuple[Rows, Rows]:
    """Return the rows that have all the earlier ones, (m,), and those, (m, lags)."""
    kept, earlier = [], []
    for rows in series:
        at = np.arange(min(before[-1], len(rows)), len(rows))
        kept.append(rows[at])
        earlier.append(rows[at[:, np.newaxis] - np.array(before)])
    own, back = np.concatenate(kept), np.concatenate(earlier)
    first = len(dataset) - dataset.test_rows - dataset.validation_rows
    good = (own >= first) | (back < first).all(1)
    # In the order of the data, as it was.
    order = np.argsort(own[good], kind="stable")
    return own[good][order], back[good][order]


def _lagged(column: Column, lag: int, rows: Rows) -> Column:
    """Return a column as it was in earlier `rows`, so many before; those of one category stay one."""
    block = column.block + _LONGEST * lag if column.block else 0
    return Column(f"{column.name} t−{lag}", column.values[rows], column.unit, block)
