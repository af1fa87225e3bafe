"""What fields stand for as plain numbers: a number, a missing value, or neither."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from nnsim.data.dataset import Floats
from nnsim.data.tables.layout import Layout
from nnsim.data.tables.numerals import fast_numbers

_MOST_KNOWN = 100_000
_FEW, _MOST_LOOKED_AT = 64, 64


class FieldValues:
    """Reads the fields of one file."""

    def __init__(self, layout: Layout) -> None:
        self.numerals = layout.numerals
        self._marks = layout.marks
        self._known: dict[str, float] = {}

    def one(self, text: str) -> float | None:
        """Return the number of a field, NaN where it is a mark of a missing value, None where it is neither.

        Fields that are one or the other are remembered, for they come again.
        """
        found = self._known.get(text)
        if found is None:
            found = self._read(text)
            if found is not None and len(self._known) < _MOST_KNOWN:
                self._known[text] = found
        return found

    def all(self, fields: Sequence[str]) -> Floats | None:
        """Return the numbers of fields (n,), NaN for missing values; None unless each is one or the other."""
        numbers = fast_numbers(fields, self.numerals)
        if numbers is None:
            missing = self._marks.among(set(fields)) if len(fields) < _FEW else self._missing(fields)
            if missing:
                filled = ["nan" if text in missing else text for text in fields]
                numbers = fast_numbers(filled, self.numerals)
        return None if numbers is None else np.array(numbers, np.float64)

    def _read(self, text: str) -> float | None:
        numbers = fast_numbers([text], self.numerals)
        if numbers is not None:
            return numbers[0]
        return float("nan") if self._marks.is_missing(text) else None

    def _missing(self, fields: Sequence[str]) -> frozenset[str]:
        """Return which of the different fields are missing marks; nothing of columns that are texts."""
        if any(self._read(text) is None for text in fields[:_MOST_LOOKED_AT]):
            return frozenset()
        return self._marks.among(set(fields))
