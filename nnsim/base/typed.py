"""What a typed text stands for, by the kind of value that is asked for; ValueError where it is none."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TypeVar

from nnsim.base.arithmetic import LONGEST, evaluate, plain
from nnsim.base.text import tr

T = TypeVar("T")

_YES = ("yes", "true", "on", "1", "✓", "是")
_NO = ("no", "false", "off", "0", "✗", "否")
_GROUP = re.compile(r"(?<=\d)[, '_](?=0\d\d(?!\d))")
_BRACKETS = {"(": ")", "[": "]"}


def whole_number(text: str) -> int:
    """Return a whole number: ``16``, ``1e3``, ``8*8``, ``1,000``."""
    value = evaluate(text)
    if value.denominator != 1:
        raise ValueError(text)
    return int(value)


def number(text: str) -> float:
    """Return a number: ``0.03``, ``1e-3``, ``3/4``, ``50 %``."""
    return float(evaluate(text, percent=True))


def shape(text: str) -> tuple[int, ...]:
    """Return the numbers of a shape: ``1×28×28``, ``8*8``, ``8 x 8``, ``(1, 28, 28)``; none of an empty text.

    A comma or blank separates, but before three digits that begin with 0, which no axis does: there it
    groups (``1,000``).
    """
    text = plain(text).lower()
    if len(text) > LONGEST or "." in text:
        raise ValueError(text[:LONGEST])
    if text and _BRACKETS.get(text[0]) == text[-1]:
        text = text[1:-1].strip()
    text = _GROUP.sub("", text)
    words = re.split(r"\s*[*x,;]\s*|\s+", text.removesuffix(",")) if text else []
    return tuple(whole_number(word) for word in words)


def yes_or_no(text: str) -> bool:
    """Return what a word for yes or no means."""
    word = plain(text).casefold()
    if word in (*_YES, tr("yes").casefold()):
        return True
    if word in (*_NO, tr("no").casefold()):
        return False
    raise ValueError(text)


def named(text: str, options: Iterable[tuple[T, tuple[str, ...]]]) -> T:
    """Return that of the `options` (values with marked names) that `text` names, in any language in use.

    What is written exactly so comes before what differs in small and capital letters.
    """
    word = text.strip()
    known = [(value, {*names, *(tr(name) for name in names if name)}) for value, names in options]
    for value, names in known:
        if word in names:
            return value
    for value, names in known:
        if word.casefold() in {name.casefold() for name in names}:
            return value
    raise ValueError(text)
