"""A column while its file is read: numbers, or texts of which each different one is kept once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnsim.data.dataset import Floats
from nnsim.data.tables.field_values import FieldValues

Column = NDArray[Any]
"""Either float64 with NaN, or objects: texts as they stand in the file, missing marks included."""


class Gathered:
    """One column.

    Attributes
    ----------
    is_words
        It is kept as texts; whether these are numbers after all is seen when all are there.
    is_mixed
        It began with numbers, and then there was a text: it has to be read again, for 1 must not stand beside
        1.0 as a category. Nothing is kept of it.
    """

    def __init__(self, values: FieldValues, as_text: bool, is_numeric: bool) -> None:
        self.is_words = as_text or not is_numeric
        self.is_mixed = False
        self._as_text = as_text
        self._values = values
        self._numbers: list[Floats] = []
        self._codes: list[NDArray[np.int32]] = []
        self._code: dict[str, int] = {}

    def add_numbers(self, numbers: Floats) -> None:
        """Add rows to a column that is not `is_words`."""
        self._numbers.append(numbers)

    def turn_to_words(self) -> None:
        """Take it for texts from now on."""
        self.is_mixed = bool(self._numbers)
        self.is_words = not self.is_mixed
        self._numbers = []

    def add_words(self, numbers: NDArray[np.intp], texts: Sequence[str]) -> None:
        """Add rows to a column that `is_words`: their places among some different texts."""
        code = self._code
        own = np.array([code.setdefault(text.strip(), len(code)) for text in texts], np.int32)
        self._codes.append(own[numbers])

    def add_fields(self, fields: Sequence[str]) -> None:
        """Add rows as they stand in the file."""
        if not self.is_words and not self.is_mixed:
            numbers = self._values.all(fields)
            if numbers is not None:
                self._numbers.append(numbers)
                return
            self.turn_to_words()
        if self.is_words:
            code = self._code
            own = [code.setdefault(text.strip(), len(code)) for text in fields]
            self._codes.append(np.array(own, np.int32))

    def column(self) -> Column:
        """Return all that was added."""
        if self._numbers or not self._codes:
            return np.concatenate([np.zeros(0), *self._numbers])
        codes, texts = np.concatenate(self._codes), list(self._code)
        numbers = None if self._as_text else self._values.all(texts)
        return (np.array(texts, object) if numbers is None else numbers)[codes]
