"""Which sign separates the fields, whether they are quoted, and which lines are comments."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from nnsim.base.errors import NnsimError
from nnsim.data.tables.dates import looks_like_date
from nnsim.data.tables.lines import WHITESPACE, Dialect, numbered_rows
from nnsim.data.tables.marks import Marks, is_error
from nnsim.data.tables.numerals import Numerals

SEPARATORS = ("\t", ";", "|", ",", WHITESPACE)
"""In order of trust: a comma may also be a decimal sign, a space may stand inside a text."""
_COMMENTS = ("#", "%", "//", "!")
_REMARK, _FEWEST_MARKED = re.compile(r"!\s*[^\W\d]"), 2
_DECLARED = re.compile(r'^\ufeff?"?sep=(.)"?\s*$')
_JUDGED = 60
_NEAR, _SAME = 0.9, 0.02
_NEARLY_ALL, _FEWEST = 0.98, 10
_ABSENT = 0.3
_LOOSE = re.compile(r"[0-9.,]\s+[-+−.,]?[0-9]")
READINGS = tuple(Numerals(*signs) for signs in (".,", ",.", ". ", ", ", ".'", ",'"))
"""The ways to write numbers, whatever a file writes."""


def declared_separator(line: str) -> str:
    """Return the separator that a first line ``sep=;`` declares (spreadsheets do), or nothing."""
    found = _DECLARED.match(line)
    return found[1] if found is not None and found[1] in SEPARATORS else ""


_NAMED_SO = re.compile(r"[\ufeff\s]*([\"'])[^\w\s]\1\s*[,;\t|]")
"""A field that is nothing but a sign in quotation marks is a name, of what counts the rows."""


def comment_sign(lines: Sequence[str]) -> str:
    """Return the sign with which some lines begin that are no rows; empty when none seems to."""
    told = [line for line in lines if line.strip()]
    if any(line.lower().startswith("@attribute") for line in told):
        return "@"
    for sign in _COMMENTS:
        begins = [
            line.lstrip("\ufeff \t\"'").startswith(sign)
            and not is_error(line.lstrip()[:8])
            and not _NAMED_SO.match(line)
            for line in told
        ]
        if not any(begins) or all(begins):
            continue
        first = next(place for place, begun in enumerate(begins) if not begun)
        if sign == "!" and (first < _FEWEST_MARKED or not any(map(_REMARK.match, told[:first]))):
            continue  # An exclamation may begin anything.
        # At the top; or rare and unlike the rows, for rows may begin with such a sign, too.
        others = [line for line, begun in zip(told, begins, strict=True) if not begun]
        within = [line for line, begun in zip(told, begins, strict=True) if begun][first:]
        usual = Counter(map(_shape, others)).most_common(1)[0][0]
        alike = sum(_shape(line) == usual for line in within)
        if first > 0 or (2 * len(within) < len(told) and 2 * alike < len(within)):
            return sign
    return ""


def _shape(line: str) -> tuple[int, ...]:
    """Return how often each separator comes in a line."""
    return tuple(line.count(sign) for sign in SEPARATORS[:-1])


def quote_sign(lines: Sequence[str]) -> str:
    """Return the quotation mark in use: single ones only where they alone stand around fields."""
    text = "".join(lines)
    single = re.findall(r"(?:^|[,;\t|])\s*'[^'\n]*'\s*(?=[,;\t|\r\n])", text, re.MULTILINE)
    return "'" if '"' not in text and len(single) >= 2 else '"'


def marks_are_text(lines: Sequence[str], dialect: Dialect) -> bool:
    """Return whether quotation marks stand within texts and around no fields: some are never closed, and lines are even
    without them.
    """
    told = [line for line in lines if line.strip() and not dialect.is_comment(line)]
    if not dialect.quote or dialect.separator != "\t" or len(told) < _FEWEST:
        return False
    if not any(line.count(dialect.quote) % 2 for line in told):
        return False
    widths = Counter(line.count(dialect.separator) for line in told)
    width, votes = widths.most_common(1)[0]
    return width > 0 and votes >= _NEARLY_ALL * len(told)


def guess_separator(lines: Sequence[str], dialect: Dialect) -> str:
    """Return the separator by which most lines have the same number of fields, at least two.

    Where several do, the one that cuts more numbers free; blanks only where they cut more lines
    evenly, or where other separators leave numbers side by side.
    """
    scores: list[tuple[float, float, str, bool]] = []
    for separator in SEPARATORS:
        rows = _cut(lines, Dialect(separator, dialect.quote, dialect.comment))
        width, votes = Counter(map(len, rows)).most_common(1)[0] if rows else (0, 0)
        # Some programs end only the line of names with separators.
        votes += sum(len(row) > width and not any(map(str.strip, row[width:])) for row in rows)
        agreement = votes / len(rows) if width > 1 else 0.0
        if separator == WHITESPACE and any(
            one >= max(agreement, _NEAR) and whole for one, _, _, whole in scores
        ):
            break
        whole = width > (1 if separator == "\t" else 2) and not _has_loose_numbers(rows[1:], width)
        # A sign that the names lack stands within the values: a decimal comma.
        absent = _ABSENT if rows and len(rows[0]) == 1 < width else 0.0
        scores.append((agreement, agreement - absent + _clean(rows[1:], width), separator, whole))
    best = max(agreement for agreement, *_ in scores)
    if best == 0.0:
        return ","
    near = [(score, separator) for agreement, score, separator, _ in scores if agreement >= _NEAR * best]
    most = max(score for score, _ in near)
    found = next(separator for score, separator in near if score >= most - _SAME)
    # Some lines have two tabs where one is meant: at any run of them all lines are even.
    doubled = found == "\t" and any(sign == WHITESPACE and even == 1.0 for even, _, sign, _ in scores)
    return WHITESPACE if doubled and all(even < 1.0 for even, _, sign, _ in scores if sign == "\t") else found


def evenness(lines: Sequence[str], dialect: Dialect) -> float:
    """Return the largest share of lines that one separator cuts into equally many fields, at least two."""
    found = [0.0]
    for separator in SEPARATORS:
        rows = _cut(lines, Dialect(separator, dialect.quote, dialect.comment))
        several = Counter(len(row) for row in rows if len(row) > 1)
        found += [votes / len(rows) for _, votes in several.most_common(1)]
    return max(found)


def _has_loose_numbers(rows: list[list[str]], width: int) -> bool:
    """Return whether blanks stand between numbers within some field, and not within texts and dates only."""
    return any(_LOOSE.search(f) and _is_loose(f) for row in rows[:_JUDGED] if len(row) == width for f in row)


def _is_loose(field: str) -> bool:
    """Return whether a field holds two numbers side by side, and is no number or date as a whole."""
    if looks_like_date(field) or any(n.is_number(field) for n in READINGS):
        return False
    parts = field.split()
    numbers = [any(n.plain(part) is not None for n in READINGS) for part in parts]
    return any(a and b for a, b in pairwise(numbers))


def _cut(lines: Sequence[str], dialect: Dialect) -> list[list[str]]:
    try:
        return [fields for _, fields in numbered_rows(lines, dialect, Path()) if fields]
    except NnsimError:
        return []


def _clean(rows: list[list[str]], width: int) -> float:
    """Return the share of fields that are numbers, dates or missing, in whichever way numbers are written."""
    fields = [field for row in rows[:_JUDGED] if len(row) == width for field in row[:200] if field.strip()]
    marks = Marks()
    others = [field for field in fields if not marks.is_missing(field)]
    numbers = max(
        ([numerals.is_number(field) for field in others] for numerals in READINGS), key=sum, default=[]
    )
    dates = sum(
        not is_number and looks_like_date(field) for field, is_number in zip(others, numbers, strict=True)
    )
    return (len(fields) - len(others) + sum(numbers) + dates) / max(1, len(fields))
