"""The quick way through a text table: blocks of lines that are all rows, best of all of numbers only.

NumPy's own reader takes numbers, ten times faster than field by field, with the same bits; other blocks are
cut into fields in one go. Whatever is otherwise in a block leaves it, and all that follows, to the careful way.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Generator, Sequence
from typing import TextIO

import numpy as np

from nnsim.data.dataset import Floats
from nnsim.data.tables.layout import Layout
from nnsim.data.tables.lines import WHITESPACE, cut_rows

_BLOCK = 1 << 18
_LONGEST = 1 << 24
_KEPT = 64
"""Lines at the end that are not taken: there may be footers among them."""
_MARKS = ("NA", "N/A", "#N/A", "null", "NULL", "None", "?", "-", ".", "..")
_RULES = ("---", "===")
"""A line may be drawn across."""


def suits(layout: Layout) -> bool:
    """Return whether a file of this layout may hold such blocks."""
    return (
        layout.separator != WHITESPACE
        and layout.skip_bottom <= _KEPT
        and not layout.lead
        and len(layout.names) > 1
    )


def plain_blocks(
    file: TextIO, layout: Layout, numbers: bool
) -> Generator[Floats | list[list[str]], None, tuple[int, str]]:
    """Yield the rows of each block while blocks are plain.

    Numbers (n, columns), NaN where a value is missing, where `numbers` are welcome and nothing else stands
    there; else the fields of each row. Returns the number of lines that are done with, and the text that was read after them: whole lines.
    """
    above = [file.readline() for _ in range(layout.first_line)]
    quote = layout.dialect.quote
    if quote and any(line.count(quote) % 2 for line in above):
        # A field over several lines, or a mark that is never closed.
        return 0, "".join(above)
    number, held = len(above), ""
    while text := file.read(_BLOCK):
        held += text + file.readline()
        cut = _cut(held)
        if cut == 0 and len(held) < _LONGEST:
            continue
        rows = _rows(held[:cut], layout, numbers) if cut else None
        if rows is None:
            break
        number += held.count("\n", 0, cut)
        held = held[cut:]
        yield rows
    return number, held


def _cut(held: str) -> int:
    """Return where the lines at the end begin that are kept; 0 where there are no others."""
    end = len(held)
    for _ in range(_KEPT + 1):
        end = held.rfind("\n", 0, end)
        if end < 0:
            return 0
    return end + 1


def _rows(block: str, layout: Layout, numbers: bool) -> Floats | list[list[str]] | None:
    """Return the rows of a block; None when anything but whole rows stands there."""
    comment = layout.dialect.comment
    if (comment and comment in block) or any(sign in block for sign in _RULES):
        return None
    if "\r" in block:
        block = block.replace("\r\n", "\n")
        if "\r" in block:
            return None
    found = (
        _numbers(block, layout)
        if numbers and all(layout.numeric) and layout.numerals.decimal == "."
        else None
    )
    return _fields(block, layout) if found is None else found


def _numbers(block: str, layout: Layout) -> Floats | None:
    """Return the rows of a block; None when anything but numbers and missing ones stands there."""
    quote = layout.dialect.quote
    if quote and quote in block:
        return None
    block = _filled(block, layout.separator, ("",))
    rows = _read(block, layout.separator)
    if rows is None:
        filled = _filled(block, layout.separator, _MARKS)
        rows = None if filled is block else _read(filled, layout.separator)
    if rows is None or rows.ndim != 2 or rows.shape[1] != len(layout.names) or np.isnan(rows).all(1).any():
        return None
    return rows


def _fields(block: str, layout: Layout) -> list[list[str]] | None:
    """Return the fields of every line of a block; None unless each line is a row by itself."""
    quote = layout.dialect.quote
    if quote and block.count(quote) % 2:
        return None
    lines = block.split("\n")[:-1]
    try:
        rows = list(cut_rows(lines, layout.dialect))
    except csv.Error:
        return None
    width = len(layout.names)
    if len(rows) != len(lines) or any(len(row) != width for row in rows):
        return None
    # A row of nothing is none.
    return None if any(not row[0].strip() and not any(map(str.strip, row)) for row in rows) else rows


def _filled(block: str, separator: str, marks: Sequence[str]) -> str:
    """Return a block with a word NumPy knows for every one of these marks of a missing value."""
    for mark in marks:
        inside = separator + mark + separator
        for found, filled in (
            # Twice, for neighbours share a separator.
            (inside, separator + "nan" + separator),
            (inside, separator + "nan" + separator),
            ("\n" + mark + separator, "\nnan" + separator),
            (separator + mark + "\n", separator + "nan\n"),
        ):
            if found in block:
                block = block.replace(found, filled)
        if block.startswith(mark + separator):
            block = "nan" + block[len(mark) :]
    return block


def _read(block: str, separator: str) -> Floats | None:
    try:
        return np.loadtxt(io.StringIO(block), delimiter=separator, comments=None, ndmin=2)
    except ValueError:
        return None
