"""Columns of digits that are no numbers: zip codes and the like, told by their names and their zeros."""

from __future__ import annotations

import re
from collections.abc import Sequence

_PLACES = re.compile(
    r"(?:.*[\W_])?(?:zip|plz|postleitzahl|post(?:al)?|fips|ags|邮编|邮政编码|郵便番号)(?:[\W_]?codes?)?(?:[\W_].*)?",
    re.IGNORECASE,
)
_MOST_DIFFERENT = 50
"""More cannot be categories of an input; as numbers they say at least which lie near each other."""
_FEWEST_DIGITS = 3
_NEARLY_ALL = 0.95
_FIRST, _FEWEST_KEYS, _DIGITS_OF_KEYS = 2, 20, 4


def codes_among(names: Sequence[str], rows: Sequence[Sequence[str]]) -> frozenset[int]:
    """Return the places of columns called as zip codes are, all of one length, some of which begin with a zero."""
    called = [place for place, name in enumerate(names) if _PLACES.fullmatch(name.strip())]
    found = {place for place in called if _are_codes({row[place].strip() for row in rows} - {""})}
    # What stands first, another in every row, with its zeros: numbers of places, persons or things.
    first = range(min(_FIRST, len(names)))
    return frozenset(found | {place for place in first if _are_keys([row[place].strip() for row in rows])})


def _are_codes(texts: set[str]) -> bool:
    if not 0 < len(texts) <= _MOST_DIFFERENT or len({len(text) for text in texts}) > 1:
        return False
    if not all(text.isdecimal() and len(text) >= _FEWEST_DIGITS for text in texts):
        return False
    return any(text.startswith("0") for text in texts)


def _are_keys(fields: Sequence[str]) -> bool:
    # Notes may stand below them.
    texts = [text for text in fields if text.isdecimal()]
    return (
        len(texts) >= max(_FEWEST_KEYS, _NEARLY_ALL * len(fields))
        and len(set(texts)) == len(texts)
        and len({len(text) for text in texts}) == 1
        and len(texts[0]) >= _DIGITS_OF_KEYS
        and any(text.startswith("0") for text in texts)
    )
