"""Which columns say nothing, or cost too much, as inputs: left out unless a user chooses them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import isqrt
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from nnsim.base.text import tr
from nnsim.data.dataset import Floats
from nnsim.data.images.classes import names_parts
from nnsim.data.tables.columns import problem_of
from nnsim.data.tables.key_names import names_key, names_year
from nnsim.data.tables.understood import Understood

Why = Literal["unusable", "constant", "counter", "key", "text", "gaps", "declared", "part"]

MOST_LOST = 0.2
"""A column that would cost more than this share of the rows is left out by default."""
_FEWEST_COUNTED = 10
_FEWEST_PIXELS, _MOST_OF_A_PIXEL = 64, 255
_FEWEST_KEYS = 20
_FEWEST_TEXTS = 3
_DENSE = 0.6
_OF_PERSONS, _OF_PERSONS_WITHIN = (10_000, 100), (1_000_000, 1_000)
"""How large numbers of persons are at least, and how many times as large as those beside them."""
_NEARLY_ALL = 0.9
_TEN_DIGITS = 1e9


@dataclass(frozen=True)
class LeftOut:
    """A column that is left out, and why."""

    name: str
    why: Why
    sentence: str
    """Translated, with the name in it."""


def left_out(
    columns: Sequence[Understood], lost: bool, nameless: bool = False, spares: bool = True
) -> list[LeftOut]:
    """Return which of the columns are left out when nobody has chosen the inputs, in order.

    Parameters
    ----------
    lost
        A row that lacks a value is lost (and not filled).
    nameless
        The file has no names for them.
    spares
        Whether something stays where none would be left.

    Notes
    -----
    Pixels stay that are the same in every row: without them there is no picture any more.
    Where none would be left, columns of numbers stay that only count: they are all there is. Of
    columns with gaps alone, the one with the fewest stays, and those that cost few rows beside it.
    """
    found = [reason for column in columns if (reason := _reason(column, lost)) is not None]
    if nameless:
        known = {out.name for out in found}
        others = [column for column in columns if column.name not in known]
        found += [
            LeftOut(one.name, "key", _key_sentence(one.name))
            for one in others
            if is_of_persons(one, others, is_first=one is columns[0])
        ]
    gone = {out.name for out in found if out.why != "constant"}
    if _are_pixels([column for column in columns if column.name not in gone]):
        found = [out for out in found if out.why != "constant"]
    if len(found) < len(columns) or not spares:
        return found
    spared = {out.name for out in found if out.why == "counter"} or {
        out.name for out in found if out.why == "key"
    }
    gappy = {out.name for out in found if out.why == "gaps"}
    spared = spared or _cheapest([column for column in columns if column.name in gappy])
    return [out for out in found if out.name not in spared]


def _cheapest(columns: Sequence[Understood]) -> set[str]:
    """Return the names of the column with the fewest gaps, and of those that cost few more rows."""
    spared: set[str] = set()
    gaps: NDArray[np.bool_] | None = None
    for column in sorted(columns, key=lambda column: int(column.missing.sum())):
        more = column.missing if gaps is None else column.missing | gaps
        if gaps is None or int(more.sum() - gaps.sum()) <= MOST_LOST * len(more):
            spared.add(column.name)
            gaps = more
    return spared


def _reason(column: Understood, lost: bool) -> LeftOut | None:
    problem = problem_of(column)
    if problem is not None:
        return LeftOut(column.name, "unusable", problem)
    reasons = [*_gaps(column, lost), *_is_the_same(column), *_says_nothing(column)]
    return LeftOut(column.name, *reasons[0]) if reasons else None


def _gaps(column: Understood, lost: bool) -> Iterator[tuple[Why, str]]:
    missing, rows = int(column.missing.sum()), len(column.values)
    if lost and missing > MOST_LOST * rows:
        text = tr("“{name}” is missing in {n} of {rows} rows, which would be lost.")
        yield "gaps", text.format(name=column.name, n=f"{missing:,}", rows=f"{rows:,}")


def _is_the_same(column: Understood) -> Iterator[tuple[Why, str]]:
    known = column.values[~column.missing]
    if len(known) >= _FEWEST_COUNTED and (known == known[0]).all():
        yield "constant", tr("“{name}” is the same in every row.").format(name=column.name)


def _are_pixels(columns: Sequence[Understood]) -> bool:
    """Return whether some columns can be the pixels of a square picture, grey or in three colours."""
    n = len(columns)
    if n < _FEWEST_PIXELS or not any(isqrt(k) ** 2 == k for k in (n, n // 3 if n % 3 == 0 else 2)):
        return False
    return all(
        one.values.dtype.kind == "f"
        and one.moments is None
        and bool(np.nanmin(one.values) >= 0 and np.nanmax(one.values) <= _MOST_OF_A_PIXEL)
        for one in columns
    )


def is_of_persons(own: Understood, columns: Sequence[Understood], is_first: bool) -> bool:
    """Return whether one of some columns holds numbers of persons or samples, some of which come twice.

    These are whole, mostly different, and of another size than all numbers beside them, by far where they do not
    stand first.
    """
    values = own.values
    if values.dtype.kind != "f" or own.moments is not None or _is_broken(values) or np.isnan(values).any():
        return False
    if (
        len(values) < _FEWEST_KEYS
        or (values % 1).any()
        or len(np.unique(values)) <= _NEARLY_ALL * len(values)
    ):
        return False
    middle = float(np.median(np.abs(values)))
    others = [
        float(np.nanmax(np.abs(one.values)))
        for one in columns
        if one.name != own.name
        and one.values.dtype.kind == "f"
        and one.moments is None
        and not one.missing.all()
    ]
    smallest, times = _OF_PERSONS if is_first else _OF_PERSONS_WITHIN
    if not others:
        # Beside texts alone, what goes up from row to row numbers them.
        return middle >= _OF_PERSONS_WITHIN[0] and bool((np.diff(values) > 0).all())
    return middle >= smallest and middle > times * max(others)


def _says_nothing(column: Understood) -> Iterator[tuple[Why, str]]:
    if column.moments is not None or column.by_words:
        return
    values, named = column.values, column.is_nameless or names_key(column.name)
    if values.dtype.kind == "f":
        if (column.unit and not named) or names_year(column.name):
            return
        if counts(values, named):
            yield "counter", tr("“{name}” only counts the rows.").format(name=column.name)
        elif is_key(values, named or (column.is_first and _is_long(values))):
            yield "key", _key_sentence(column.name)
        return
    if names_parts(column.name, column.distinct):
        yield (
            "part",
            tr("“{name}” says for which part of the data each row was meant.").format(name=column.name),
        )
        return
    known, n = len(values) - int(column.missing.sum()), len(column.distinct)
    if known >= _FEWEST_TEXTS and n == known:
        yield "text", tr("“{name}” is another text in every row.").format(name=column.name)
    elif known >= _FEWEST_KEYS and n > _NEARLY_ALL * known:
        yield "text", tr("“{name}” is another text in nearly every row.").format(name=column.name)


def _key_sentence(name: str) -> str:
    return tr("“{name}” is another whole number in every row, as keys are.").format(name=name)


def counts(values: Floats, named: bool) -> bool:
    """Return whether a column, `named` as keys are or not, goes up or down by one from row to row."""
    fewest = _FEWEST_TEXTS if named else _FEWEST_COUNTED
    if len(values) < fewest or _is_broken(values) or np.isnan(values).any():
        return False
    steps = np.diff(values)
    if (values % 1).any():
        return False
    return bool((steps == 1).all() or (steps == -1).all())


def is_key(values: Floats, named: bool) -> bool:
    """Return whether a column is a whole number in every row that no other row has, as keys are.

    Measured whole numbers hardly ever fill most of their range without one coming twice; numbers
    that do are keys (a shuffled 1…n, or some rows of it). A column `named` as keys are (``id``)
    need not fill anything, and a few of its numbers may come twice: a house that was sold again.
    """
    if _is_broken(values) or np.isnan(values).any() or (values % 1).any():
        return False
    different = len(np.unique(values))
    if different < len(values):
        return named and len(values) >= _FEWEST_KEYS and different > _NEARLY_ALL * len(values)
    if named:
        return len(values) >= _FEWEST_TEXTS
    return len(values) >= _FEWEST_KEYS and len(values) >= _DENSE * (float(np.ptp(values)) + 1)


def _is_long(values: Floats) -> bool:
    """Return whether numbers have ten digits or more, all of them as many, as those of persons and tickets have."""
    low, high = float(np.nanmin(values)), float(np.nanmax(values))
    return low >= _TEN_DIGITS and np.floor(np.log10(low)) == np.floor(np.log10(high))


def _is_broken(values: Floats) -> bool:
    """Return whether one of the first values is no whole number: most columns are told by these."""
    return bool((values[:1000] % 1).any())
