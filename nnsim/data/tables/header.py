"""Whether the first row names the columns, and what the columns are called."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import isfinite

from nnsim.base.text import tr
from nnsim.data.tables.dates import looks_like_date
from nnsim.data.tables.marks import Marks
from nnsim.data.tables.numerals import Numerals, fast_numbers

_MARGIN = 0.5
"""A number is far from others when it lies outside of them by more than this share of their range."""
_MOST_UNIT = 16
_FIRST_YEAR, _LAST_YEAR = 1500, 2200
_KINDS = re.compile(
    r"(?:string|str|text|(?:var)?char(?:\(\d+\))?|object|cat|category|categorical|factor|nominal|bool(?:ean)?|"
    r"u?(?:big|small|tiny)?int(?:eger)?(?:8|16|32|64)?|long|float(?:32|64)?|double|real|decimal|num|number|numeric|"
    r"date|time|datetime|timestamp|[0-9]{1,3}[sdn])",
    re.IGNORECASE,
)
"""The last ones, widths of fields with a letter, stand in files of water gauges."""


@dataclass(frozen=True)
class Body:
    """One column of the rows below the first: its kind, and what can be compared with."""

    texts: frozenset[str]
    """What is no number, no date and not missing."""
    numbers: tuple[float, ...]
    dates: int
    whole: bool
    """All numbers are written without a decimal sign."""
    repeats: bool
    """Some text comes back."""
    words: int = 0
    """Fields that are `texts`, each as often as it comes."""

    @property
    def is_numeric(self) -> bool:
        """Whether most of what is known are numbers."""
        return len(self.numbers) > len(self.texts) + self.dates

    @property
    def is_date(self) -> bool:
        """Whether most of what is known are dates."""
        return self.dates > len(self.texts) + len(self.numbers)


def body_of(fields: Iterable[str], numerals: Numerals, marks: Marks) -> Body:
    """Return what a column holds below the first row."""
    fields = list(fields)
    plain = fast_numbers(fields, numerals)
    if plain is not None and all(map(isfinite, plain)):
        return Body(
            frozenset(), tuple(plain), 0, not any(numerals.decimal in field for field in fields), False
        )
    texts: list[str] = []
    numbers: list[float] = []
    dates, whole = 0, True
    for field in (raw.strip() for raw in fields):
        if marks.is_missing(field):
            continue
        number = numerals.parse(field)
        # 2000 Jan is no number of a unit called so.
        if (number is None or number.unit or number.suffix) and looks_like_date(field):
            dates += 1
        elif number is not None:
            numbers.append(number.value)
            whole = whole and numerals.decimal not in field
        else:
            texts.append(field)
    distinct = frozenset(texts)
    return Body(distinct, tuple(numbers), dates, whole, 0 < 2 * len(distinct) <= len(texts), len(texts))


def is_header(first: Sequence[str], bodies: Sequence[Body], numerals: Numerals, marks: Marks) -> bool:
    """Return whether the first row differs in kind from the rows below it.

    Columns decide: a text over numbers or dates, or over categories of which it is none, speaks
    for names; a number over numbers, or a text that comes back below, against them. Numbers that
    count up from column to column, unlike those below (years), are names.
    """
    counting = _counts(first, bodies, numerals)
    names, values = 0, 0
    for field, body in zip(first, bodies, strict=True):
        text = field.strip()
        if not text:
            continue
        if marks.is_missing(text):
            # A minus is a value beside a plus.
            values += body.is_numeric or (text in "+-" and not body.texts.isdisjoint("+-"))
            continue
        is_number, is_date = numerals.parse(text) is not None, looks_like_date(text)
        if body.is_numeric:
            if not is_number:
                names += 1
            elif not counting:
                values += 1
        elif body.is_date:
            names += not is_date and not is_number
            values += is_date
        elif text in body.texts:
            values += 1
        elif body.repeats:
            names += 1
    if counting and not values:
        return True
    if names or values:
        return names > values
    return not _all_like(first, numerals)


def _all_like(first: Sequence[str], numerals: Numerals) -> bool:
    """Return whether nothing tells the first row from the others; texts only are names by custom."""
    return all(numerals.parse(field) is not None for field in first if field.strip())


def _counts(first: Sequence[str], bodies: Sequence[Body], numerals: Numerals) -> bool:
    """Return whether the numbers in the first row are names: they count, and are unlike those below."""
    found = [
        (numerals.parse(field), field, body)
        for field, body in zip(first, bodies, strict=True)
        if body.numbers
    ]
    counted = [
        (one.value, body) for one, field, body in found if one is not None and field.strip().isdecimal()
    ]
    if not counted or len(counted) < sum(one is not None for one, _, _ in found):
        return False
    values = [value for value, _ in counted]
    rising = all(a < b for a, b in pairwise(values))
    falling = all(a > b for a, b in pairwise(values))
    if not (rising or falling):
        return False
    # Rows that mostly count themselves (1,2,3 over 4,5,6) are no names.
    own = list(zip(*(body.numbers for _, body in counted), strict=False))
    step = values[-1] - values[0]
    if len(counted) > 1 and 2 * sum(row[-1] - row[0] == step for row in own) >= len(own):
        return False
    if _are_years(values):
        return True
    unlike = sum(_is_unlike(value, body) for value, body in counted)
    return unlike > 0 and 2 * unlike >= len(counted)


def _are_years(values: Sequence[float]) -> bool:
    """Return whether several numbers are years at equal distances."""
    steps = {b - a for a, b in pairwise(values)}
    return len(values) > 1 and len(steps) == 1 and all(_FIRST_YEAR <= value <= _LAST_YEAR for value in values)


def _is_unlike(value: float, body: Body) -> bool:
    """Return whether a whole number is written unlike the numbers below it, or far from them."""
    low, high = min(body.numbers), max(body.numbers)
    margin = _MARGIN * (high - low)
    return not body.whole or not low - margin <= value <= high + margin


def is_units(row: Sequence[str], bodies: Sequence[Body], numerals: Numerals, marks: Marks) -> bool:
    """Return whether a row below the names holds units of measure: short words over all numbers, and no date."""
    if any(body.is_date and looks_like_date(field) for field, body in zip(row, bodies, strict=True)):
        return False
    over = [field.strip() for field, body in zip(row, bodies, strict=True) if body.is_numeric]
    told = [field for field in over if field]
    if not told or any(numerals.parse(field) is not None or len(field) > _MOST_UNIT for field in told):
        return False
    return any(not marks.is_missing(field) or field == "-" for field in told) and not all(
        marks.is_missing(field) for field in told
    )


def are_kinds(row: Sequence[str]) -> bool:
    """Return whether a row below the names says of each column what it holds, such as ``INT``."""
    return len(row) > 1 and all(_KINDS.fullmatch(field.strip()) for field in row)


def distinct(titles: Sequence[str], width: int) -> tuple[str, ...]:
    """Return one name a column, all different, none empty."""
    given = [titles[place].strip() if place < len(titles) else "" for place in range(width)]
    taken = {title for title in given if title}
    names: list[str] = []
    used: set[str] = set()
    again: dict[str, int] = {}
    for place, title in enumerate(given):
        base = title or tr("column {n}").format(n=place + 1)
        name = base
        while name in used or (name != title and name in taken):
            again[base] = again.get(base, 1) + 1
            name = f"{base} ({again[base]})"
        used.add(name)
        names.append(name)
    return tuple(names)
