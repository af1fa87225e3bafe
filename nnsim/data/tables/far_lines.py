"""Lines from all over a long text file: its first ones may be of one class only."""

from __future__ import annotations

from pathlib import Path

_PLACES = (0.25, 0.5, 0.75, 0.97)
_BYTES = 1 << 14
_MOST_LINES = 50
_OF_ONE_BYTE = ("utf-8-sig", "cp1252", "cp1251", "koi8_r", "cp866")
"""Encodings in which a line end is the same byte wherever it stands."""


def far_lines(file: Path, codec: str, beginning: int) -> list[str]:
    """Return some whole lines from behind the first `beginning` bytes; none of what is short or hard to read."""
    found: list[str] = []
    try:
        size = file.stat().st_size
        if size <= beginning or codec not in _OF_ONE_BYTE:
            return []
        with file.open("rb") as raw:
            for place in _PLACES:
                raw.seek(max(beginning, int(place * size)))
                whole = raw.read(_BYTES).split(b"\n")[1:-1]
                found += [line.decode(codec) + "\n" for line in whole[:_MOST_LINES]]
    except (OSError, UnicodeError):
        return []
    return found
