"""Tables that hold a picture, or a series, in a single field of each row: its numbers with blanks between them."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np

from nnsim.base.errors import NnsimError
from nnsim.base.text import mark, tr
from nnsim.data.dataset import MOST_NUMBERS, Floats
from nnsim.data.format import damaged, formats
from nnsim.data.tables.columnwise import column_lines, columns_layout
from nnsim.data.tables.encoding import opened
from nnsim.data.tables.first_lines import MOST_LINES, Line
from nnsim.data.tables.gathered import Column
from nnsim.data.tables.layout import Layout, Wishes
from nnsim.data.tables.whole_file import WholeContent, WholeFileFormat, labels_column

_FEWEST = 16
"""Numbers of a field: fewer may be words."""
_SAMPLED = 400
_FIELD = rb"[^\n,\"]*"
_LIST = rb"-?[0-9.]+(?: -?[0-9.]+){%d,}" % (_FEWEST - 1)
_FIRST = re.compile(rb"%b(?:,%b)+\r?\n(?:%b,)*[ ]?\"?%b" % (_FIELD, _FIELD, _FIELD, _LIST))


@dataclass(frozen=True, eq=False)
class _Content(WholeContent):
    """What stands in a file: the lists (rows, length) in the field at `at`, and the other fields of each row."""

    called: list[str]
    at: int
    lists: Floats
    others: list[list[str]]

    @property
    def rows(self) -> int:
        return len(self.lists)

    @property
    def names(self) -> list[str]:
        return self.called

    def columns(self, places: Sequence[int], rows: slice) -> list[Column]:
        """Return the columns at `places` of some rows, numbers where all fields are."""
        length = self.lists.shape[1]
        found: list[Column] = []
        for place in places:
            inner = place - self.at
            if 0 <= inner < length:
                found.append(self.lists[rows, inner])
                continue
            field = place if inner < 0 else place - length + 1
            found.append(labels_column([fields[field] for fields in self.others[rows]]))
        return found


class NumberLists(WholeFileFormat):
    """A header, and rows one field of which is a list of numbers, as ``pixels`` of fer2013.csv."""

    key = "number_lists"
    title = mark("Table with lists of numbers")
    patterns = ()
    order = 470

    def begins(self, head: bytes) -> bool:
        return _FIRST.match(head.removeprefix(b"\xef\xbb\xbf")) is not None

    def content(self, path: Path) -> _Content:
        return _content(path, None)

    def layout(self, path: Path, wishes: Wishes, sheet: str) -> Layout:
        content = _content(path, _SAMPLED)
        columns = content.columns(range(len(content.names)), slice(None))
        return columns_layout(path, self.key, content.names, columns, wishes)

    def lines(self, layout: Layout) -> Iterator[Line]:
        content = _content(layout.path, MOST_LINES)
        return column_lines(content.columns(range(len(content.names)), slice(None)))


formats.register(NumberLists())


def _content(path: Path, most: int | None) -> _Content:
    """Return what stands in a file, of `most` rows; raises NnsimError where lists are not equally long, or too many."""
    with opened(path, "utf-8-sig") as file:
        reader = csv.reader(file, skipinitialspace=True)
        try:
            names = [name.strip() for name in next(reader)]
            rows = [row for row in islice(reader, most) if any(row)]
        except (csv.Error, StopIteration):
            raise damaged(path, "CSV") from None
    if not rows:
        raise damaged(path, "CSV")
    at = max(range(len(rows[0])), key=lambda place: len(rows[0][place].split()))
    length = len(rows[0][at].split())
    if length * len(rows) > MOST_NUMBERS:
        text = tr("{file} holds more than {n} numbers. Keep fewer rows or columns.")
        raise NnsimError(text.format(file=path.name, n=f"{MOST_NUMBERS:,}"))
    lists = np.empty((len(rows), length))
    for number, row in enumerate(rows):
        try:
            lists[number] = np.array(row[at].split() if len(row) == len(names) else [], np.float64)
        except ValueError:
            text = tr(
                "Row {row} of {file} holds no list of {n} numbers as the first one does. Mend that row."
            )
            raise NnsimError(text.format(row=f"{number + 1:,}", file=path.name, n=f"{length:,}")) from None
        row[at] = ""
    own = [f"{names[at]}_{n + 1}" for n in range(length)]
    return _Content([*names[:at], *own, *names[at + 1 :]], at, lists, rows)
