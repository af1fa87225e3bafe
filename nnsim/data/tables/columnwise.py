"""Files that know the names and kinds of their columns themselves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from nnsim.base.errors import NnsimError
from nnsim.base.text import tr
from nnsim.data.tables.first_lines import MOST_LINES, Line
from nnsim.data.tables.gathered import Column
from nnsim.data.tables.header import distinct
from nnsim.data.tables.layout import Layout, Wishes
from nnsim.data.tables.lines import Dialect
from nnsim.data.tables.marks import marks_of
from nnsim.data.tables.numerals import PLAIN, Guess


def columns_layout(
    path: Path, form: str, names: Sequence[str], numeric: Sequence[bool], wishes: Wishes
) -> Layout:
    """Return the layout of a file with these columns; raises NnsimError when there are none."""
    if not names:
        raise NnsimError(tr("{file} is empty. Choose a file with rows of data.").format(file=path.name))
    return Layout(
        path=path,
        encoding="",
        dialect=Dialect("\t", "", ""),
        names=distinct(names, len(names)),
        has_header=True,
        header_line=0,
        has_nameless_first=not names[0].strip(),
        first_line=0,
        numerals=PLAIN,
        guess=Guess(PLAIN),
        marks=marks_of(wishes.marks),
        numeric=tuple(numeric),
        format=form,
    )


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
