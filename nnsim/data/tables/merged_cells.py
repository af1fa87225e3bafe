"""Cells of a sheet that are merged downwards: what stands in the first of them is meant of every row."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

_REF = re.compile(rb"mergeCell\s[^>]{0,200}?ref=[\"']([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})[\"']")
_TAIL = 300
_CHUNK = 1 << 20
_MOST_BYTES = 50_000_000
"""Of a sheet, as XML: larger ones are read once only, and merged cells stand at their end."""
_MOST_MERGED = 100_000


class MergedDown:
    """The cells of one column each that are merged, and what stands in those that reach to the present row."""

    def __init__(self, sheet: Any) -> None:
        """`sheet` is one of openpyxl, opened for reading only."""
        self._starts: dict[int, list[tuple[int, int]]] = {}
        """By row: column from 0, last row."""
        for top, bottom, column in _merged(sheet):
            self._starts.setdefault(top, []).append((column, bottom))
        self._open: dict[int, tuple[int, str]] = {}
        """By column: last row, and what stands there."""

    def filled(self, row: int, fields: list[str]) -> list[str]:
        """Return the fields of a row, counted from 1, with what reaches down to it; rows come in order."""
        for column, (bottom, text) in list(self._open.items()):
            if row > bottom:
                del self._open[column]
                continue
            fields = fields + [""] * (column + 1 - len(fields))
            fields[column] = fields[column] or text
        for column, bottom in self._starts.get(row, ()):
            if column < len(fields) and fields[column]:
                self._open[column] = (bottom, fields[column])
        return fields


def _merged(sheet: Any) -> Iterator[tuple[int, int, int]]:
    """Yield first row, last row and column, from 0, of cells that are merged downwards only."""
    archive, name = sheet.parent._archive, sheet._worksheet_path
    if archive.getinfo(name).file_size > _MOST_BYTES:
        return
    found = 0
    with archive.open(name) as file:
        held = b""
        while (chunk := file.read(_CHUNK)) and found < _MOST_MERGED:
            text, end = held + chunk, 0
            for one in _REF.finditer(text):
                end = one.end()
                found += 1
                if one[1] == one[3] and int(one[2]) < int(one[4]):
                    yield int(one[2]), int(one[4]), _column(one[1])
            held = text[max(end, len(text) - _TAIL) :]


def _column(letters: bytes) -> int:
    """Return the place of a column, from 0: of ``AA``, 26."""
    place = 0
    for letter in letters:
        place = 26 * place + letter - 64
    return place - 1
