"""The fields of a block on their way into their columns, all numbers of it at once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from nnsim.data.dataset import Floats
from nnsim.data.tables.cell_numbers import numbers
from nnsim.data.tables.cell_words import different
from nnsim.data.tables.cells import Cells
from nnsim.data.tables.field_values import FieldValues
from nnsim.data.tables.gathered import Gathered


def gather(block: Cells, columns: dict[int, Gathered], values: FieldValues) -> None:
    """Add the rows of a block to columns, given by their places."""
    plain = [place for place, column in columns.items() if not column.is_words and not column.is_mixed]
    if plain:
        found, texts = _numbers(block.columns(plain), values)
        for number, place in enumerate(plain):
            if number in texts:
                columns[place].turn_to_words()
            else:
                columns[place].add_numbers(found[number])
    for place, column in columns.items():
        if column.is_words:
            column.add_words(*different(block.columns([place]).chosen(0)))


def _numbers(cells: Cells, values: FieldValues) -> tuple[Floats, frozenset[int]]:
    """Return the numbers of some columns, (columns, rows), NaN where a value is missing, and which hold texts."""
    flat = cells.chosen(...)
    found, fine = numbers(flat, values.numerals.decimal)
    odd = np.flatnonzero(~fine & (flat.starts < flat.ends))
    texts: Sequence[int] = ()
    if odd.size:
        which, different_ones = different(flat.chosen(odd))
        read = [values.one(text) for text in different_ones]
        found[odd] = np.array([np.nan if value is None else value for value in read])[which]
        is_text = np.array([value is None for value in read])[which]
        texts = np.unique(odd[is_text] // cells.rows).tolist()
    return found.reshape(cells.starts.shape), frozenset(texts)
