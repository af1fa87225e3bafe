"""Marks of a missing value, as programs and people write them."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

_USUAL = frozenset(
    (
        "",
        "?",
        "??",
        "-",
        "--",
        "---",
        "–",
        "—",
        ".",
        "..",
        "...",
        "…",
        ":",
        "/",
        "na",
        "n/a",
        "n.a.",
        "n. a.",
        "n/d",
        "k.a.",
        "k. a.",
        "<na>",
        "nan",
        "-nan",
        "+nan",
        "nat",
        "null",
        "(null)",
        "nil",
        "none",
        "missing",
        "unknown",
        "not available",
        "\\n",
        "1.#qnan",
        "1.#ind",
        "-1.#ind",
        "-1.#qnan",
    )
)
"""In lower case: of R, pandas, SPSS, SQL, C, Eurostat, the World Bank, and of people."""
_ERRORS = ("#n/a", "#null", "#div/0", "#value", "#ref", "#name", "#num", "#nv", "#wert", "#bezug", "#zahl")
"""How the errors of a spreadsheet begin, in lower case."""
_FLAGGED = re.compile(r":\s?[a-z]{1,3}|\*+")
"""Eurostat: no value, and why; Fortran and weather stations: any number of stars."""
_SIGNS = frozenset("+-")
_WORDS = frozenset(("none", "unknown"))
_OFTEN = 0.2


@dataclass(frozen=True)
class Marks:
    """What stands for a missing value in one file: the usual marks, and those a user named."""

    own: frozenset[str] = frozenset()
    numbers: tuple[float, ...] = field(default=())
    """Those of the user's marks that are numbers: -200 stands for -200.0, too."""

    def is_missing(self, text: str) -> bool:
        """Return whether a field stands for no value."""
        low = text.strip().lower()
        return low in _USUAL or low in self.own or is_error(low) or _FLAGGED.fullmatch(low) is not None

    def among(self, texts: Iterable[str]) -> frozenset[str]:
        """Return those of the texts that stand for no value."""
        known = (*_USUAL, *self.own)
        longest, first = max(map(len, known)), {text[:1] for text in known}
        # There may be a million different texts, and a look at first sign and length settles most.
        return frozenset(
            text
            for text in texts
            if not (bare := text.strip())
            or (
                (bare[0] in "#*" or (len(bare) <= longest and bare[0].lower()[0] in first))
                and self.is_missing(bare)
            )
        )


def marks_of(written: str) -> Marks:
    """Return the marks of a setting, in which a user's own ones stand separated by commas or semicolons."""
    parted = next(csv.reader([written], skipinitialspace=True), [])
    items = [item.strip() for part in parted for item in part.split(";")]
    numbers = []
    for item in items:
        try:
            numbers.append(float(item))
        except ValueError:
            continue
    return Marks(frozenset(item.lower() for item in items if item), tuple(numbers))


def is_error(text: str) -> bool:
    """Return whether a field is an error of a spreadsheet, such as ``#N/A`` or ``#DIV/0!``."""
    return text.startswith("#") and text.lower().rstrip("!?").startswith(_ERRORS)


def is_value_after_all(mark: str, share: float, others: Iterable[str]) -> bool:
    """Return whether a mark is a category beside the `others`, in a column of texts.

    A minus that stands beside a plus is; so are "none" and "unknown" where more than a fifth of
    the rows say so.
    """
    if mark.lower() in _WORDS:
        return share > _OFTEN
    return mark in _SIGNS and any(other in _SIGNS for other in others)
