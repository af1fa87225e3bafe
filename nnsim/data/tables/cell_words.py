"""Which fields hold the same bytes: the different ones, each made a text once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from nnsim.data.tables.cells import MARGIN, Cells

_MOST_WORDS = MARGIN // 8
_FACTOR = np.uint64(0x9E3779B97F4A7C15)
_FIRST = np.array([(1 << 8 * n) - 1 for n in range(9)], np.uint64)
"""The masks of the first 0 to 8 of eight bytes."""


def different(cells: Cells) -> tuple[NDArray[np.intp], list[str]]:
    """Return the number of the text of each field (n,), and the texts, all different but for blanks around them."""
    lengths = cells.ends - cells.starts
    count = -(-int(lengths.max(initial=1)) // 8)
    if count > _MOST_WORDS:
        return _one_by_one(cells.texts())
    eights = cells.eights
    words = [
        eights[cells.starts + 8 * n] & _FIRST[np.clip(lengths - 8 * n, 0, 8)] for n in range(max(1, count))
    ]
    mixed = lengths.astype(np.uint64)
    for word in words:
        mixed = (mixed ^ word) * _FACTOR
        mixed ^= mixed >> np.uint64(29)
    _, first, numbers = np.unique(mixed, return_index=True, return_inverse=True)
    same = first[numbers]
    if not all((word == word[same]).all() for word in (*words, lengths)):
        # Different fields that are mixed to the same number.
        return _one_by_one(cells.texts())
    return numbers, cells.chosen(first).texts()


def _one_by_one(texts: list[str]) -> tuple[NDArray[np.intp], list[str]]:
    number: dict[str, int] = {}
    return np.array([number.setdefault(text, len(number)) for text in texts], np.intp), list(number)
