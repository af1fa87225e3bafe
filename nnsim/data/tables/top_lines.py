"""Lines at the top of a table that are neither its names nor its rows: what tells of it, groups and numbers of columns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from nnsim.data.tables.dates import looks_like_date
from nnsim.data.tables.header import are_kinds
from nnsim.data.tables.marks import Marks
from nnsim.data.tables.separators import READINGS

SHORT_UNIT = 3
_NUMBERED = re.compile(r"[^\W\d]{1,10}[ _.]?([0-9]{1,4})")
_FEWEST_NUMBERED, _MOSTLY = 3, 0.75
_FEWEST_WORDS, _FEWEST_BELOW = 4, 5


def is_value(text: str) -> bool:
    """Return whether a field is a number or a date, however it is written."""
    return looks_like_date(text) or any(one.is_number(text) for one in READINGS)


def preface(rows: Sequence[Sequence[str]], width: int) -> int:
    """Return how many rows tell of the table before it begins, such as its title, unit and source, each by a word.

    They are four, or two before the names, of which the second says when it was written or under which number.
    Below them the first field of every row is a number or a date; the last of them may be the names.
    """
    first = [fields[0] for fields in rows]
    words = next((n for n, text in enumerate(first) if is_value(text)), len(first))
    fewest = _FEWEST_WORDS - _numbered(rows[:3], width)
    if not fewest <= words <= len(first) - _FEWEST_BELOW or _are_rows(rows[:words]):
        return 0
    if not all(map(is_value, first[words:])):
        return 0
    last = rows[words - 1]
    return words - (len(last) == width and _can_be_names(last))


def _can_be_names(fields: Sequence[str]) -> bool:
    """Return whether fields are words, but for empty ones at the end, of columns that nobody named."""
    told = [field.strip() for field in fields]
    while told and not told[-1]:
        told.pop()
    return len(told) > 1 and not any(not text or is_value(text) or is_value(text.split()[0]) for text in told)


def _numbered(rows: Sequence[Sequence[str]], width: int) -> bool:
    """Return whether the second of three lines alone holds a number or date: the others name it, and the columns."""
    holding = [any(map(is_value, fields)) for fields in rows]
    return holding == [False, True, False] and len(rows[2]) == width


def _are_rows(above: Sequence[Sequence[str]]) -> bool:
    """Return whether lines can be rows: a first word comes twice, or none stands before values.

    Loggers leave the first field empty in most lines and name parts and channels behind it.
    """
    told = [fields[0] for fields in above if fields[0].strip()]
    valued = sum(any(map(is_value, fields)) for fields in above)
    return len(set(told)) < len(told) or (len(told) < len(above) and valued > 1)


def names_in_groups(rows: Sequence[list[str]], width: int, marks: Marks) -> list[str]:
    """Return the names in the second of four rows, where the first only heads groups of columns, as merged cells do.

    Where these are not complete, or come twice, each is named together with its group. None: it heads nothing.
    """
    if len(rows) < 4:
        return []
    groups, below, *values = rows
    if "" not in groups[1:] and len(set(groups)) == width:
        return []
    told = [text for text in below if text]
    if not len(below) == len(values[0]) == len(values[1]) == width or len(told) < 2:
        return []
    if any(is_value(text) or marks.is_missing(text) for text in told):
        return []
    if not all(any(map(is_value, row)) for row in values):
        return []
    if _are_short_units(below, values[0]) or are_kinds(below):
        return []
    names = below if len(set(told)) == width else _with_groups(groups, below)
    return [] if "" in names[1:] or len(set(names)) < width else names


def only_numbers(rows: Sequence[list[str]], width: int) -> bool:
    """Return whether the first of three rows only numbers the columns (X1, X2, …), with their names below it."""
    if len(rows) < 3:
        return False
    numbers, names, row = rows
    found = [int(match[1]) for text in numbers if (match := _NUMBERED.fullmatch(text))]
    told = [text for text in numbers if text]
    if len(found) < _FEWEST_NUMBERED or len(found) < _MOSTLY * len(told):
        return False
    if {b - a for a, b in pairwise(found)} != {1} or len({*names} - {""}) < width:
        return False
    return not any(map(is_value, names)) and any(map(is_value, row))


def _are_short_units(fields: Sequence[str], below: Sequence[str]) -> bool:
    """Return whether fields can be units of measure and nothing else: a few letters, over numbers only."""
    return all(
        not field or (len(field) <= SHORT_UNIT and not field[-1].isdecimal() and is_value(value))
        for field, value in zip(fields, below, strict=True)
    )


def _with_groups(groups: Sequence[str], names: Sequence[str]) -> list[str]:
    """Return names behind those of their groups, each of which reaches to the next one."""
    found, group = [], ""
    for own, name in zip(groups, names, strict=True):
        group = own or group
        found.append(f"{group} {name}".strip() if name and name != own else own)
    return found
