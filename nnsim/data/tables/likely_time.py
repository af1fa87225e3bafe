"""Which column says when each row was, where nobody said so."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from nnsim.base.text import tr
from nnsim.data.notes import Note, Switch, switches_of
from nnsim.data.tables.columns import written
from nnsim.data.tables.understood import Understood

_FEWEST = 5
"""Rows: fewer dates are in order by chance."""


def told(columns: Sequence[Understood], places: Sequence[int], names: Sequence[str]) -> Iterator[Note]:
    """Yield, where one of `columns` holds a date of its own in each row, in order, that it may be their time.

    They stand at `places` among the `names` of the table.
    """
    ordered = ((one, place) for one, place in zip(columns, places, strict=True) if _is_in_order(one))
    found, place = next(ordered, (None, 0))
    if found is not None:
        text = tr("“{name}” holds a date of its own in each row, in order, as a series does")
        label = tr("“{name}” is the time").format(name=found.name)
        button = Switch(label, (("time_column", written([place], names)),))
        yield Note(text.format(name=found.name), button)


def offered(notes: Sequence[str]) -> list[Switch]:
    """Return the switch to a column that may be the time, of the notes of data; none where no column may."""
    switches = [switch for note in notes for switch in switches_of(note)]
    return [one for one in switches if [name for name, value in one.changes if value] == ["time_column"]][:1]


def _is_in_order(column: Understood) -> bool:
    moments = column.moments
    if moments is None or not moments.has_date or len(moments.seconds) < _FEWEST:
        return False
    steps = np.diff(moments.seconds)
    # Newest first is an order, too; a missing date makes a step that is neither.
    return bool((steps > 0).all() or (steps < 0).all())
