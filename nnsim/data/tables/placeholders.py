"""Numbers that seem to stand for a missing value: -200 among temperatures."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

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
_SEVERAL = 3
"""Columns in which one number is far from all others."""
_SURELY_LOW, _VERY_FAR, _MANY = -9999, 4.0, 30
_NINES = re.compile(r"-99+(?:\.9)?")
_APART = 2.0
"""So many times as far from the others as these from one another, but for a negative one beside none else."""


def placeholder(values: Floats) -> float | None:
    """Return the number that stands in several rows of a column, far outside of all others; None: there is none."""
    known = values[np.isfinite(values)]
    if not known.size:
        return None
    for extreme, sign in ((float(known.min()), -1), (float(known.max()), 1)):
        others = known[known != extreme]
        if (
            sign * extreme < _SMALLEST
            or (extreme % 1 and not _is_nines(extreme))
            or len(known) - len(others) < _FEWEST
        ):
            continue
        if len(np.unique(others)) < _FEWEST_OTHERS:
            continue
        low, high = float(others.min()), float(others.max())
        gap = low - extreme if sign < 0 else extreme - high
        if gap > _APART * (high - low) or (sign < 0 <= low):
            return extreme
    return None


def certain(columns: Sequence[Understood]) -> dict[str, float]:
    """Return by column the number in it that stands for a missing value beyond doubt.

    A negative one far below all others, written in nines as stations and loggers do, or the same in several
    columns: where it is found once, it means so in every column in which it is far below.
    """
    numbers = {
        one.name: one.values for one in columns if one.values.dtype.kind == "f" and one.moments is None
    }
    found = {name: lowest for name, values in numbers.items() if (lowest := _lowest(values)) is not None}
    votes = Counter(lowest for name, lowest in found.items() if placeholder(numbers[name]) == lowest)
    sure = {value for value, n in votes.items() if n >= _SEVERAL or (_is_nines(value) and n)}
    sure |= {value for name, value in found.items() if _is_nines(value) and _is_alone(numbers[name], value)}
    return {
        name: value
        for name, value in found.items()
        if value in sure and (_is_below(numbers[name], value) or _is_alone(numbers[name], value))
    }


def without(column: Understood, value: float | None) -> Understood:
    """Return the column in which a number counts as missing."""
    if value is None:
        return column
    values = np.where(column.values == value, np.nan, column.values)
    return replace(column, values=values, placeholder=value)


def taken(columns: Sequence[Understood]) -> Iterator[Note]:
    """Yield which numbers were taken for missing values, and the way back."""
    found: dict[float, list[str]] = {}
    for column in columns:
        if column.placeholder is not None:
            found.setdefault(column.placeholder, []).append(column.name)
    for value, names in found.items():
        text = tr("{value}, far below all other numbers, was taken for a missing value: {names}")
        yield Note(
            text.format(value=f"{value:g}", names=listed(names)),
            Switch(tr("It is a number"), (("placeholders", "keep"),)),
        )


def _lowest(values: Floats) -> float | None:
    known = values[np.isfinite(values)]
    lowest = float(known.min()) if known.size else 0.0
    return lowest if lowest <= -_SMALLEST else None


def _is_nines(value: float) -> bool:
    """Return whether a negative number is written with nines only, such as -999 or -9999.9."""
    return _NINES.fullmatch(f"{value:.10g}") is not None


def _is_alone(values: Floats, value: float) -> bool:
    """Return whether a number of at least four nines stands very far below all others, however often."""
    others = values[np.isfinite(values) & (values != value)]
    if value > _SURELY_LOW or value % 1 or len(others) < _MANY or len(np.unique(others)) < _FEWEST_OTHERS:
        return False
    return float(others.min()) - value > _VERY_FAR * float(np.ptp(others))


def _is_below(values: Floats, value: float) -> bool:
    """Return whether a number is of another size than the others in a column, or the only one."""
    others = values[np.isfinite(values) & (values != value)]
    return not others.size or float(others.min()) - value > min(float(np.ptp(others)), -value / 2)


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
