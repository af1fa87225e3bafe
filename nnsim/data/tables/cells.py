"""The fields of a block of lines by where they stand in its bytes, found for all of them at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnsim.data.tables.layout import Layout

Places = NDArray[np.intp]

MARGIN = 80
"""Bytes before and behind a block, so that eight can be taken at once wherever a field begins or ends."""
_LONGEST = 100_000
"""Python's reader of CSV refuses longer fields."""
_BLANK, _NEWLINE, _BEYOND_ASCII = 32, 10, 128
_OF_RULES = "-=+|: \t"
_RULES = ("---", "===")
"""What a line that is drawn across is made of, and how it begins."""


@dataclass(frozen=True, eq=False)
class Cells:
    """Fields of a block: of all its columns and rows, (columns, rows), or some of them, (n,)."""

    data: bytes
    """The block as UTF-8, between two margins."""
    starts: Places
    ends: Places
    """Where each field begins in `data`, and the place behind it."""
    quote: str = ""
    """The quotation mark, doubled within fields; empty where there is none in the block."""

    @property
    def rows(self) -> int:
        """How many rows the block has, or how many fields are chosen."""
        return int(self.starts.shape[-1])

    @property
    def signs(self) -> NDArray[np.uint8]:
        """The bytes of the block."""
        return np.frombuffer(self.data, np.uint8)

    @property
    def eights(self) -> NDArray[np.uint64]:
        """The eight bytes from each place on, the first of them lowest."""
        return np.ndarray((len(self.data) - 7,), np.dtype("<u8"), self.data, 0, (1,))

    def columns(self, places: Sequence[int]) -> Cells:
        """Return the fields of some columns, without marks and blanks around them."""
        return replace(self, starts=self.starts[places], ends=self.ends[places]).bare()

    def chosen(self, which: Any) -> Cells:
        """Return the fields that an index or a mask chooses, as (n,)."""
        return replace(self, starts=self.starts[which].reshape(-1), ends=self.ends[which].reshape(-1))

    def texts(self) -> list[str]:
        """Return the fields (n,) as texts."""
        data = self.data
        found = [data[i:j].decode() for i, j in zip(self.starts.tolist(), self.ends.tolist(), strict=True)]
        return [text.replace(2 * self.quote, self.quote) for text in found] if self.quote else found

    def bare(self) -> Cells:
        """Return the fields without quotation marks, then without blanks around them."""
        starts, ends, signs = self.starts, self.ends, self.signs
        if self.quote:
            marked = (signs[starts] == ord(self.quote)) & (starts < ends)
            starts, ends = starts + marked, ends - marked
        if b" " in self.data:
            while (blank := (signs[starts] == _BLANK) & (starts < ends)).any():
                starts = starts + blank
            while (blank := (signs[ends - 1] == _BLANK) & (starts < ends)).any():
                ends = ends - blank
        return replace(self, starts=starts, ends=ends)


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
    ends = _ends(np.frombuffer(data, np.uint8), layout.separator, quote, has_returns)
    rows = 0 if ends is None else int((np.frombuffer(data, np.uint8)[ends] == _NEWLINE).sum())
    if ends is None or not rows or len(ends) % rows:
        return None
    starts = np.concatenate(([MARGIN], ends[:-1] + 1))
    width = len(ends) // rows
    found = Cells(data, starts.reshape(rows, width).T, ends.reshape(rows, width).T, quote)
    if (found.signs[found.ends[-1]] != _NEWLINE).any() or (ends - starts).max() > _LONGEST:
        return None
    own = None if _has_comments(block, found, layout) else _own(found, layout)
    return None if own is None or _has_blank_rows(own) else own


def _ends(signs: NDArray[np.uint8], separator: str, quote: str, has_returns: bool) -> Places | None:
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
