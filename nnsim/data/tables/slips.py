"""The few fields in a column of numbers that are none: with a sign beside the digits, or a word instead."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from nnsim.data.tables.numerals import Numerals

_MOST = 0.05
"""Where more of the fields are such, they say something."""
_MOST_DIFFERENT = 8
_FEWEST_ROWS, _FEWEST_NUMBERS = 20, 10
_MANY_NUMBERS = 20
"""Fewer different whole numbers may be grades, of which one has a name."""
_ABBREVIATION = re.compile(r"[^\W\d_]{1,3}")
_SIGNS = "?*<>~≈≤≥^!#†‡§"
_WORD = re.compile(r"[^\W\d_]+(?:[ .'/-]+[^\W\d_]+)*\.?")


@dataclass(frozen=True)
class Slips:
    """Fields of a column of numbers, by what was made of them."""

    signed: Mapping[str, float]
    """Numbers beside a sign, such as ``?0.2`` or ``<5``, and their values without it."""
    words: frozenset[str]
    """Words, of which no number comes."""


def slips_of(often: Mapping[str, int], numbers: Numerals) -> Slips | None:
    """Return the few fields that are no numbers among `often`, fields and how often each comes.

    None where there are none, or they are more than slips: categories, codes with letters in them, free text.
    A mark for missing numbers that the file has of its own may come often.
    """
    strange = [text for text in often if numbers.plain(text) is None]
    rows = sum(often.values())
    if len(strange) == 1 and rows >= _FEWEST_ROWS and _is_own_mark(strange[0], often, numbers):
        return Slips({}, frozenset(strange))
    if not 0 < len(strange) <= _MOST_DIFFERENT or rows < _FEWEST_ROWS:
        return None
    if len(often) - len(strange) < _FEWEST_NUMBERS or sum(often[text] for text in strange) > _MOST * rows:
        return None
    signed, words = _parted(strange, numbers)
    if len(signed) + len(words) < len(strange):
        return None
    return Slips(signed, frozenset(words))


def _is_own_mark(word: str, often: Mapping[str, int], numbers: Numerals) -> bool:
    """Return whether the only word of a column is how its file says that there is no number: ``MM``, ``ND``.

    It is short, in at most half of the rows, and the numbers are measured rather than grades.
    """
    if not _ABBREVIATION.fullmatch(word) or 2 * often[word] > sum(often.values()):
        return False
    are_broken = any(numbers.decimal in text for text in often)
    return len(often) > (_FEWEST_NUMBERS if are_broken else _MANY_NUMBERS)


def _parted(texts: Sequence[str], numbers: Numerals) -> tuple[dict[str, float], list[str]]:
    signed: dict[str, float] = {}
    for text in texts:
        bare = text.strip(_SIGNS + " ")
        value = numbers.plain(bare) if bare != text else None
        if value is not None:
            signed[text] = value
    return signed, [text for text in texts if text not in signed and _WORD.fullmatch(text)]
