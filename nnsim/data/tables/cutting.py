"""A block of lines cut into its fields, all of them at once."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from nnsim.data.tables.cells import MARGIN, Cells, Places
from nnsim.data.tables.layout import Layout
from nnsim.data.tables.lines import WHITESPACE

_Signs = NDArray[np.uint8]

_LONGEST = 100_000
"""Python's reader of CSV refuses longer fields."""
_TAB, _NEWLINE, _BLANK, _BEYOND_ASCII = 9, 10, 32, 128
_OF_BLANKS = np.array([0xC2, 0xE1, 0xE2, 0xE3], np.uint8)
"""How blanks beyond ASCII begin in UTF-8."""
_OF_RULES = "-=+|: \t"
_RULES = ("---", "===")
"""What a line that is drawn across is made of, and how it begins."""


def cut(block: str, layout: Layout) -> Cells | None:
    """Return the fields (columns, rows) of whole lines; None unless each is certain to be a row with all of them."""
    has_returns = "\r" in block
    if has_returns:
        block = block.replace("\r\n", "\n")
    quote = layout.dialect.quote if layout.dialect.quote and layout.dialect.quote in block else ""
    if "\r" in block or (layout.separator in _OF_RULES and any(sign in block for sign in _RULES)):
        return None
    margin = b"\n" * MARGIN
    data = b"".join((margin, block.encode(), margin))
    signs = np.frombuffer(data, np.uint8)
    if layout.separator == WHITESPACE:
        places = None if quote else _between_blanks(signs)
    else:
        places = _between_separators(signs, layout.separator, quote, has_returns)
    if places is None or (places[1] - places[0]).max() > _LONGEST:
        return None
    found = Cells(data, *places, quote)
    own = None if _has_comments(block, found, layout) else _own(found, layout)
    return None if own is None or _has_blank_rows(own) else own


def _between_separators(
    signs: _Signs, separator: str, quote: str, has_returns: bool
) -> tuple[Places, Places] | None:
    """Return where fields begin and end, (columns, rows) each; None where lines have different numbers of them."""
    ends = _ends(signs, separator, quote, has_returns)
    rows = 0 if ends is None else int((signs[ends] == _NEWLINE).sum())
    if ends is None or not rows or len(ends) % rows:
        return None
    starts = np.concatenate(([MARGIN], ends[:-1] + 1)).reshape(rows, -1).T
    ends = ends.reshape(rows, -1).T
    return (starts, ends) if (signs[ends[-1]] == _NEWLINE).all() else None


def _between_blanks(signs: _Signs) -> tuple[Places, Places] | None:
    """Return the same where any number of blanks and tabs lies between fields, and may lie around a line."""
    is_end = signs == _NEWLINE
    is_gap = (signs == _BLANK) | (signs == _TAB) | is_end
    edges = np.flatnonzero(is_gap[1:] != is_gap[:-1]) + 1
    lines = np.flatnonzero(is_end[MARGIN : len(signs) - MARGIN]) + MARGIN
    rows = len(lines)
    if not rows or not len(edges) or len(edges) % (2 * rows):
        return None
    starts, ends = edges[::2].reshape(rows, -1).T, edges[1::2].reshape(rows, -1).T
    in_lines = (ends[-1] <= lines).all() and (starts[0, 1:] > lines[:-1]).all()
    # Other blanks than these part nothing, but are none of a line's own at its edges.
    other_blanks = ((signs < _BLANK) & ~is_gap).any() or np.isin(signs[starts[[0, -1]]], _OF_BLANKS).any()
    return (starts, ends) if in_lines and not other_blanks else None


def _ends(signs: _Signs, separator: str, quote: str, has_returns: bool) -> Places | None:
    """Return where fields end, at a separator or the end of a line; None where quotation marks leave that open."""
    inner = signs[MARGIN : len(signs) - MARGIN]
    marks = inner == ord(separator)
    marks |= inner == _NEWLINE
    if not quote:
        return np.flatnonzero(marks) + MARGIN
    marks |= inner == ord(quote)
    places = np.flatnonzero(marks) + MARGIN
    is_quote = signs[places] == ord(quote)
    quotes = places[is_quote]
    # Each mark opens where a field begins, or closes where it ends; doubled ones within do both.
    beside = np.zeros(256, np.bool_)
    beside[[ord(separator), _NEWLINE, ord(quote)]] = True
    if len(quotes) % 2 or not (
        beside[signs[quotes[::2] - 1]].all() and beside[signs[quotes[1::2] + 1]].all()
    ):
        return None
    within = np.cumsum(is_quote) % 2 == 1
    if has_returns and (signs[places[within]] == _NEWLINE).any():
        # What was taken for the end of a line is part of a text.
        return None
    own: Places = places[~(within | is_quote)]
    return own


def _own(cells: Cells, layout: Layout) -> Cells | None:
    """Return the fields without those that belong to no column; None where these are not empty."""
    width, lead = len(layout.names), layout.lead
    there = len(cells.starts)
    if there < width + lead:
        return None
    beyond = [*range(lead), *range(lead + width, there)]
    if (cells.starts[beyond] < cells.ends[beyond]).any():
        return None
    own = slice(lead, lead + width)
    return replace(cells, starts=cells.starts[own], ends=cells.ends[own])


def _has_comments(block: str, cells: Cells, layout: Layout) -> bool:
    """Return whether a line may be a comment."""
    comment = layout.dialect.comment
    begins = ("@", "%") if comment == "@" else (comment,)
    if not comment or not any(sign in block for sign in begins):
        return False
    first = cells.signs[cells.starts[0]]
    odd = np.isin(first, list(b" \t\"'" + "".join(sign[0] for sign in begins).encode()))
    return bool((odd | (first >= _BEYOND_ASCII)).any())


def _has_blank_rows(cells: Cells) -> bool:
    """Return whether nothing may stand in all of a row, which then is none."""
    rows = np.arange(cells.rows)
    for place in range(len(cells.starts)):
        some = cells.chosen((place, rows)).bare()
        first = some.signs[some.starts]
        # There are blanks that are not ASCII.
        rows = rows[(some.starts == some.ends) | (first <= _BLANK) | (first >= _BEYOND_ASCII)]
        if not rows.size:
            return False
    return True
