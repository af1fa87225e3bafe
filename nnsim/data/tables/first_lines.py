"""The first lines of a file, as they stand there and as they are cut, with what each is taken for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from nnsim.data.tables.layout import Layout, cells, sample

Role = Literal["skipped", "names", "declared", "row", "blank"]

MOST_LINES = 60
_LONGEST = 2000


@dataclass(frozen=True)
class Line:
    """One line of the file."""

    number: int
    role: Role
    text: str
    """As it stands in the file, shortened when it is very long."""
    fields: tuple[str, ...]
    """As it is cut; empty for lines that are no rows."""


def text_lines(layout: Layout) -> Iterator[Line]:
    """Yield the first lines of the text file that `layout` was found for; raises NnsimError as reading does."""
    lines = sample(layout.path, layout.encoding)[:MOST_LINES]
    return (_line(layout, number, text) for number, text in enumerate(lines, 1))


def row_line(layout: Layout, number: int, fields: Sequence[str]) -> Line:
    """Return a row of a file whose rows come in fields."""
    told = [field for field in fields if field.strip()]
    text = ", ".join(told)[:_LONGEST]
    if not told:
        return Line(number, "blank", "", ())
    if number <= layout.first_line:
        if number != layout.header_line and (number < layout.header_line or not layout.header_line):
            return Line(number, "skipped", text, ())
        role: Role = "names" if number == layout.header_line else "declared"
        return Line(number, role, text, tuple(fields[: len(layout.names)]))
    return Line(number, "row", text, tuple(fields[: len(layout.names)]))


def _line(layout: Layout, number: int, text: str) -> Line:
    shown = text.rstrip("\r\n")[:_LONGEST]
    if not text.strip():
        return Line(number, "blank", "", ())
    if layout.dialect.is_comment(text) or (number <= layout.first_line and number < layout.header_line):
        return Line(number, "skipped", shown, ())
    if not layout.header_line and number <= layout.first_line:
        return Line(number, "skipped", shown, ())
    cut = cells(layout, [text])
    fields = cut[0] if cut else []
    if layout.lead and len(fields) > len(layout.names):
        fields = fields[layout.lead :]
    role: Role = "row"
    if number <= layout.first_line:
        role = "names" if number == layout.header_line else "declared"
    return Line(number, role, shown, tuple(fields[: len(layout.names)]))
