"""A column of texts as the different ones and which of them stands in each row, so that work is done once for each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Text = str | None


@dataclass(frozen=True, eq=False)
class Words:
    """A column of texts."""

    texts: tuple[Text, ...]
    """The different ones, each there in some row; None, a missing value, may be one of them."""
    places: NDArray[np.int32]
    """Which of them stands in each row, (n,)."""

    @property
    def counts(self) -> list[int]:
        """In how many rows each text stands."""
        found: list[int] = np.bincount(self.places, minlength=len(self.texts)).tolist()
        return found

    @property
    def missing(self) -> NDArray[np.bool_]:
        """Where there is no value."""
        if None not in self.texts:
            return np.zeros(len(self.places), np.bool_)
        found: NDArray[np.bool_] = self.places == self.texts.index(None)
        return found

    def objects(self) -> NDArray[Any]:
        """Return the texts of the rows."""
        return self.spread(self.texts)

    def spread(self, values: Sequence[Any], dtype: Any = object) -> NDArray[Any]:
        """Return for each row what `values` holds for its text."""
        found: NDArray[Any] = np.array(values, dtype)[self.places]
        return found

    def mapped(self, other: Callable[[Text], Text]) -> Words:
        """Return the column with other texts in place of these, of which some may become the same."""
        texts = tuple(map(other, self.texts))
        number = {text: n for n, text in enumerate(dict.fromkeys(texts))}
        if len(number) == len(texts):
            return Words(texts, self.places)
        return Words(tuple(number), np.array([number[text] for text in texts], np.int32)[self.places])


def words_of(values: Iterable[Text]) -> Words:
    """Return a column of texts, in the order in which they turn up."""
    number: dict[Text, int] = {}
    places = np.array([number.setdefault(text, len(number)) for text in values], np.int32)
    return Words(tuple(number), places)
