"""What an instrument writes above its measurements: settings of all lengths, some of them numbers."""

from __future__ import annotations

from collections.abc import Sequence

from nnsim.data.tables.marks import Marks
from nnsim.data.tables.top_lines import is_value

_FEWEST_BELOW, _FEWEST_UNLIKE = 10, 2
_LONGEST_UNIT = 16
_MOST_WORDS = 3
_FLAGS = "*#†$"


def preamble(rows: Sequence[Sequence[str]], width: int, marks: Marks) -> int:
    """Return the place where the table begins below a preamble, its names if it has some; 0 where there is none.

    From there on all rows hold numbers and dates only, `width` of them; above them are lines of other lengths,
    or empty ones.
    """
    unlike = [
        place for place, fields in enumerate(rows) if len(fields) != width or not any(map(str.strip, fields))
    ]
    if len(unlike) < _FEWEST_UNLIKE or len(rows) - unlike[-1] <= _FEWEST_BELOW:
        return 0
    if any(len(fields) == width and _is_measured(fields, marks) for fields in rows[: unlike[-1]]):
        return 0  # A line of another length among measurements is a slip.
    below = rows[unlike[-1] + 1 :]
    words = next(
        (n for n, fields in enumerate(reversed(below)) if not _is_measured(fields, marks)), len(below)
    )
    first = len(rows) - words
    if words < _FEWEST_BELOW:
        return 0
    above = [place for place in (first - 1, first - 2) if place > unlike[-1]]
    named = [place for place in above if _are_words(rows[place])]
    if len(named) == 2 and all(len(field) <= _LONGEST_UNIT for field in rows[first - 1]):
        return named[1]
    return named[0] if named[:1] == [first - 1] else first


def is_prose(fields: Sequence[str], width: int) -> bool:
    """Return whether a line above rows cut at blanks is a sentence: it has far more words than there are columns."""
    return len(fields) > _MOST_WORDS * width


def _is_measured(fields: Sequence[str], marks: Marks) -> bool:
    told = [text for text in fields if not marks.is_missing(text)]
    # Stations mark what they estimated behind the number.
    return bool(told) and all(is_value(text.rstrip(_FLAGS)) for text in told)


def _are_words(fields: Sequence[str]) -> bool:
    """Return whether all fields can be names: none is empty, a number or a date, or comes twice."""
    told = {text.strip() for text in fields}
    return len(told) == len(fields) and "" not in told and not any(map(is_value, told))
