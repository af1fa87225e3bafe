"""Files that know the names and kinds of their columns themselves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

import numpy as np

from nnsim.base.errors import NnsimError
from nnsim.base.text import tr
from nnsim.data.tables.first_lines import MOST_LINES, Line
from nnsim.data.tables.gathered import Column
from nnsim.data.tables.header import Body, body_of, distinct
from nnsim.data.tables.layout import Layout, Wishes
from nnsim.data.tables.likely_target import likely_target
from nnsim.data.tables.lines import Dialect
from nnsim.data.tables.marks import Marks, marks_of
from nnsim.data.tables.numerals import PLAIN, Guess

MOST_SAMPLED = 400
"""Rows by which columns are judged, about."""


def columns_layout(
    path: Path, form: str, names: Sequence[str], some: Sequence[Column], wishes: Wishes
) -> Layout:
    """Return the layout of a file with these columns, of which `some` rows are given.

    Raises
    ------
    NnsimError
        When there are no columns.
    """
    if not names:
        raise NnsimError(tr("{file} is empty. Choose a file with rows of data.").format(file=path.name))
    marks, width, rows = marks_of(wishes.marks), len(names), len(some[0])
    called = distinct(names, width)

    @cache
    def body(place: int) -> Body:
        return _body(some[place], marks)

    return Layout(
        path=path,
        encoding="",
        dialect=Dialect("\t", "", ""),
        names=called,
        has_header=True,
        header_line=0,
        has_nameless_first=not names[0].strip(),
        first_line=0,
        numerals=PLAIN,
        guess=Guess(PLAIN),
        marks=marks,
        numeric=tuple(column.dtype.kind == "f" for column in some),
        likely=likely_target(called, rows, body, width, path.stem),
        format=form,
    )


def sampled(length: int) -> slice:
    """Return which of so many rows are looked at: some all over the table."""
    return slice(None, None, 1 + length // MOST_SAMPLED)


def _body(column: Column, marks: Marks) -> Body:
    """Return what some rows of a column hold."""
    if column.dtype.kind == "M":
        return Body(frozenset(), (), int(np.count_nonzero(~np.isnat(column))), False, False)
    if column.dtype.kind == "f":
        known = column[np.isfinite(column)]
        return Body(frozenset(), tuple(known.tolist()), 0, not (known % 1).any(), False)
    return body_of(column.tolist(), PLAIN, marks)


def column_lines(columns: Sequence[Column]) -> Iterator[Line]:
    """Yield the first rows of some columns as lines."""
    for place in range(min(MOST_LINES, len(columns[0]) if columns else 0)):
        fields = tuple(_shown(column, place) for column in columns)
        yield Line(place + 1, "row", ", ".join(field for field in fields if field)[:2000], fields)


def _shown(column: Column, place: int) -> str:
    value = column[place]
    if column.dtype.kind == "M":
        return "" if np.isnat(value) else str(value).replace("T", " ").removesuffix(" 00:00:00.000000")
    if column.dtype.kind == "f":
        return "" if np.isnan(value) else f"{value:.10g}"
    return str(value)
