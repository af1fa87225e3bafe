"""Reading a person's choice of columns: names or numbers, with ranges."""

from __future__ import annotations

from collections.abc import Sequence

from nnsim.base.errors import NnsimError
from nnsim.base.text import tr


def parse_columns(text: str, names: Sequence[str], count: int) -> tuple[int, ...] | None:
    """Return the positions that `text` chooses among `count` columns; None when it is empty (all).

    Columns are separated by commas and given by name, by number from 1, or as a range ``2-4``.
    Raises NnsimError when a column does not exist.
    """
    if not text.strip():
        return None
    found: list[int] = []
    for piece in (p.strip() for p in text.split(",")):
        found.extend(_positions(piece, names, count))
    return tuple(dict.fromkeys(found))


def _positions(piece: str, names: Sequence[str], count: int) -> Sequence[int]:
    if piece in names:
        return [list(names).index(piece)]
    first, dash, last = piece.partition("-")
    if first.strip().isdecimal() and (not dash or last.strip().isdecimal()):
        low = int(first)
        high = int(last) if dash else low
        if 1 <= low <= high <= count:
            return range(low - 1, high)
    raise NnsimError(
        tr("There is no column {name}. Choose by name or by number, 1 to {n}.").format(
            name=repr(piece), n=count
        )
    )
