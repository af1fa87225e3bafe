"""Which columns say nothing, or cost too much, as inputs: left out unless a user chooses them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from nnsim.base.text import tr
from nnsim.data.dataset import Floats
from nnsim.data.tables.columns import problem_of
from nnsim.data.tables.understood import Understood

Why = Literal["unusable", "counter", "key", "text", "gaps", "declared"]

MOST_LOST = 0.2
"""A column that would cost more than this share of the rows is left out by default."""
_FEWEST_COUNTED = 10
_FEWEST_KEYS = 20
_FEWEST_TEXTS = 3
_DENSE = 0.6
_NEARLY_ALL = 0.9
_KEY_NAME = re.compile(
    r"(?:.*[\W_])?(?:ids?|uuid|guid|key|code|nr\.?|no\.?|num)|#|number|index|idx|row|row[\W_]?(?:names?|numbers?)|"
    r"(?:user|customer|passenger|patient|order|record|sample|item|client|student|employee|case|subject|image)s?id|"
    r"serial|nummer|lfd\.?(?: ?nr\.?)?|kennung|record|obs|case|unnamed: \d+|编号|序号|行号|学号",
    re.IGNORECASE,
)
_CAMEL_KEY = re.compile(r".*[a-z](?:Id|ID|Nr|No|Num|Key|Code)")


@dataclass(frozen=True)
class LeftOut:
    """A column that is left out, and why."""

    name: str
    why: Why
    sentence: str
    """Translated, with the name in it."""


def left_out(columns: Sequence[Understood], lost: bool) -> list[LeftOut]:
    """Return which of the columns are left out when nobody has chosen the inputs, in order.

    Parameters
    ----------
    lost
        A row that lacks a value is lost (and not filled).

    Notes
    -----
    Where none would be left, columns of numbers stay that only count: they are all there is. Of
    columns with gaps alone, the one with the fewest stays, and those that cost few rows beside it.
    """
    found = [reason for column in columns if (reason := _reason(column, lost)) is not None]
    if len(found) < len(columns):
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
    reasons = [*_gaps(column, lost), *_says_nothing(column)]
    return LeftOut(column.name, *reasons[0]) if reasons else None


def _gaps(column: Understood, lost: bool) -> Iterator[tuple[Why, str]]:
    missing, rows = int(column.missing.sum()), len(column.values)
    if lost and missing > MOST_LOST * rows:
        text = tr("“{name}” is missing in {n} of {rows} rows, which would be lost.")
        yield "gaps", text.format(name=column.name, n=f"{missing:,}", rows=f"{rows:,}")


def _says_nothing(column: Understood) -> Iterator[tuple[Why, str]]:
    if column.moments is not None:
        return
    values, named = column.values, column.is_nameless or names_key(column.name)
    if values.dtype.kind == "f":
        if column.unit and not named:
            return
        if counts(values, named):
            yield "counter", tr("“{name}” only counts the rows.").format(name=column.name)
        elif is_key(values, named):
            yield (
                "key",
                tr("“{name}” is another whole number in every row, as keys are.").format(name=column.name),
            )
        return
    known, n = len(values) - int(column.missing.sum()), len(column.distinct)
    if known >= _FEWEST_TEXTS and n == known:
        yield "text", tr("“{name}” is another text in every row.").format(name=column.name)
    elif known >= _FEWEST_KEYS and n > _NEARLY_ALL * known:
        yield "text", tr("“{name}” is another text in nearly every row.").format(name=column.name)


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
    need not fill anything.
    """
    if _is_broken(values) or np.isnan(values).any() or (values % 1).any():
        return False
    if len(np.unique(values)) < len(values):
        return False
    if named:
        return len(values) >= _FEWEST_TEXTS
    return len(values) >= _FEWEST_KEYS and len(values) >= _DENSE * (float(np.ptp(values)) + 1)


def _is_broken(values: Floats) -> bool:
    """Return whether one of the first values is no whole number: most columns are told by these."""
    return bool((values[:1000] % 1).any())


def names_key(name: str) -> bool:
    """Return whether a column is called as keys are."""
    return any(form.fullmatch(name.strip()) for form in (_KEY_NAME, _CAMEL_KEY))
