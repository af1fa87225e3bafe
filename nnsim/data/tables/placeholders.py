"""Numbers that seem to stand for a missing value: -200 among temperatures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from nnsim.base.text import tr
from nnsim.data.dataset import Floats
from nnsim.data.notes import Note, Switch
from nnsim.data.summary import listed
from nnsim.data.tables.marks import Marks
from nnsim.data.tables.understood import Understood

_SMALLEST = 99
"""Nearer to zero a value is rather one than a sign that there is none."""
_FEWEST, _FEWEST_OTHERS = 3, 5
_APART = 2.0
"""So many times as far from the others as these from one another, but for a negative one beside none else."""


def placeholder(values: Floats) -> float | None:
    """Return the number that stands in several rows of a column, far outside of all others; None: there is none."""
    known = values[np.isfinite(values)]
    if not known.size:
        return None
    for extreme, sign in ((float(known.min()), -1), (float(known.max()), 1)):
        others = known[known != extreme]
        if sign * extreme < _SMALLEST or extreme % 1 or len(known) - len(others) < _FEWEST:
            continue
        if len(np.unique(others)) < _FEWEST_OTHERS:
            continue
        low, high = float(others.min()), float(others.max())
        gap = low - extreme if sign < 0 else extreme - high
        if gap > _APART * (high - low) or (sign < 0 <= low):
            return extreme
    return None


def told(columns: Sequence[Understood], marks: Marks) -> Iterator[Note]:
    """Yield which numbers may stand for missing values, each with the way to say so."""
    found: dict[float, list[str]] = {}
    for column in columns:
        one = (
            placeholder(column.values) if column.values.dtype.kind == "f" and column.moments is None else None
        )
        if one is not None:
            found.setdefault(one, []).append(column.name)
    for value, names in found.items():
        text = tr("{value}, far from all other numbers, may stand for a missing value: {names}")
        written = "; ".join((*sorted(marks.own), f"{value:.0f}"))
        yield Note(
            text.format(value=f"{value:.0f}", names=listed(names)),
            Switch(tr("It is missing"), (("marks", written),)),
        )
