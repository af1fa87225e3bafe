"""The quick way through a text table: many lines at a time, as long as each is a row.

Best are blocks whose fields stand in a rectangle; others are cut line by line. What is no whole row leaves its
block, and all that follows, to the careful way, which knows what to say of it.
"""

from __future__ import annotations

import io
from collections.abc import Generator
from itertools import chain
from typing import TextIO

from nnsim.base.errors import NnsimError
from nnsim.data.tables.cells import Cells
from nnsim.data.tables.cutting import cut
from nnsim.data.tables.layout import Layout
from nnsim.data.tables.lines import Dialect, numbered_rows, own_fields

_BLOCK = 1 << 18
_LONGEST = 1 << 24
_KEPT = 64
"""Rows at the end that are not taken: there may be footers among them."""
_MOST_TRIED = 1000
_NOTHING = " \t\r\n\ufeff-=+|:"
"""A line of these may be none of the rows that are kept."""
_SIGNAL = "\x01"
"""A line of its own behind a block: where it is not the last row, the row before it was not at its end."""

Block = Cells | list[list[str]]
"""The fields of some rows, all of them with as many as the layout has columns."""


def suits(layout: Layout) -> bool:
    """Return whether a file of this layout may hold such blocks."""
    return layout.separator.isascii() and layout.skip_bottom <= _KEPT and len(layout.names) > 1


def plain_blocks(file: TextIO, layout: Layout) -> Generator[Block, None, tuple[int, str]]:
    """Yield the rows of each block while blocks are plain.

    Returns the number of lines that are done with, and the text that was read after them: whole lines.
    """
    above = [file.readline() for _ in range(layout.first_line)]
    quote = layout.dialect.quote
    if quote and any(line.count(quote) % 2 for line in above):
        # A field over several lines, or a mark that is never closed.
        return 0, "".join(above)
    number, held = len(above), ""
    while text := file.read(_BLOCK):
        held += text + file.readline()
        end = _end(held, layout.dialect)
        if end == 0 and len(held) < _LONGEST:
            continue
        block = held[:end]
        rows = (cut(block, layout) or _rows(block, layout, number)) if end else None
        if rows is None:
            break
        number += block.count("\n")
        held = held[end:]
        yield rows
    return number, held


def _end(held: str, dialect: Dialect) -> int:
    """Return where the lines begin that are kept; 0 where there are no others."""
    end, kept, is_open, quote = len(held), 0, 0, dialect.quote
    nothing = _NOTHING + dialect.separator + quote
    while kept <= _KEPT:
        below, end = end, held.rfind("\n", 0, end)
        if end < 0:
            return 0
        if quote:
            # A row may go over several lines.
            is_open = (is_open + held.count(quote, end, below)) % 2
        line = held[end + 1 : below]
        kept += not is_open and bool(line.strip(nothing)) and not dialect.is_comment(line)
    return _closed(held, end, quote) + 1 if quote and quote in held else end + 1


def _closed(held: str, end: int, quote: str) -> int:
    """Return the last end of a line up to `end` where no quotation mark is open, if there is one near."""
    place, is_open = end, held.count(quote, 0, end) % 2
    for _ in range(_MOST_TRIED):
        if not is_open:
            return place
        below, place = place, held.rfind("\n", 0, place)
        if place < 0:
            break
        is_open = (is_open + held.count(quote, place, below)) % 2
    return end


def _rows(block: str, layout: Layout, number: int) -> list[list[str]] | None:
    """Return the fields of the rows in a block, cut one by one; None unless all of it are whole rows and nothing."""
    lines = chain(io.StringIO(block, newline=""), (_SIGNAL,))
    try:
        found = [
            own_fields(fields, len(layout.names), layout.lead)
            for _, fields in numbered_rows(lines, layout.dialect, layout.path, complete=True, before=number)
            if any(map(str.strip, fields))
        ]
    except NnsimError:
        return None
    whole = found.pop() == [_SIGNAL] and all(len(fields) == len(layout.names) for fields in found)
    return found if whole else None
