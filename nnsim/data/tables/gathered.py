"""A column while its file is read: numbers, or texts of which each different one is kept once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnsim.data.dataset import Floats
from nnsim.data.tables.field_values import FieldValues
from nnsim.data.tables.growing import Growing
from nnsim.data.tables.words import Words

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
        self._numbers = Growing(np.float64)
        self._places = Growing(np.int32)
        self._number: dict[str, int] = {}

    def add_numbers(self, numbers: Floats) -> None:
        """Add rows to a column that is not `is_words`."""
        self._numbers.add(numbers)

    def turn_to_words(self) -> None:
        """Take it for texts from now on."""
        self.is_mixed = len(self._numbers) > 0
        self.is_words = not self.is_mixed
        self._numbers = Growing(np.float64)

    def add_words(self, places: NDArray[np.intp], texts: Sequence[str]) -> None:
        """Add rows to a column that `is_words`: their places among some different texts."""
        number = self._number
        own = np.array([number.setdefault(text.strip(), len(number)) for text in texts], np.int32)
        self._places.add(own[places])

    def add_fields(self, fields: Sequence[str]) -> None:
        """Add rows as they stand in the file."""
        if not self.is_words and not self.is_mixed:
            numbers = self._values.all(fields)
            if numbers is not None:
                self._numbers.add(numbers)
                return
            self.turn_to_words()
        if self.is_words:
            number = self._number
            own = [number.setdefault(text.strip(), len(number)) for text in fields]
            self._places.add(np.array(own, np.int32))

    def column(self) -> Column | Words:
        """Return all that was added, which is all there will be."""
        if not len(self._places):
            return self._numbers.array()
        places, texts = self._places.array(), tuple(self._number)
        numbers = None if self._as_text else self._values.all(texts)
        return Words(texts, places) if numbers is None else numbers[places]
