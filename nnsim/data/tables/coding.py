"""How columns became inputs, as values: found once, then applied to those rows and to any later ones."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from nnsim.data.dataset import Floats
from nnsim.data.tables.dates import Moments, Order, part, part_name, parts_of
from nnsim.data.tables.understood import Column, Understood, missing
from nnsim.data.tables.words import frequent_words, words_within


@dataclass(frozen=True)
class ColumnCode:
    """What one column of a table became."""

    column: str
    """Its name in the file."""

    @property
    def names(self) -> tuple[str, ...]:
        """What the inputs are called that it became."""
        raise NotImplementedError

    def apply(self, column: Understood) -> Floats:
        """Return the inputs (n, len(names)), NaN where there is no value."""
        raise NotImplementedError


@dataclass(frozen=True)
class NumberCode(ColumnCode):
    """Numbers as they are."""

    unit: str = ""
    placeholder: float | None = None
    """A number that stands for a missing value."""

    @property
    def names(self) -> tuple[str, ...]:
        return (self.column,)

    def apply(self, column: Understood) -> Floats:
        values = np.asarray(column.values, np.float64)
        if self.placeholder is not None:
            values = np.where(values == self.placeholder, np.nan, values)
        return values[:, np.newaxis]


@dataclass(frozen=True)
class OneHotCode(ColumnCode):
    """A category, of which each is an input that is 1 or 0."""

    categories: tuple[str, ...] = ()
    """In the order of the inputs."""

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(f"{self.column} = {category}" for category in self.categories)

    def apply(self, column: Understood) -> Floats:
        """Return the inputs; a category that is none of these counts as missing."""
        place = {category: j for j, category in enumerate(self.categories)}
        places = np.array([place.get(value, -1) for value in column.values], np.int64)
        block = np.zeros((len(places), len(place)))
        known = np.flatnonzero(places >= 0)
        block[known, places[known]] = 1.0
        block[places < 0] = np.nan
        return block


@dataclass(frozen=True)
class WordsCode(ColumnCode):
    """A text, of which each of the most frequent words is an input that is 1 where the text holds it."""

    words: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(f"{self.column}: {word}" for word in self.words)

    def apply(self, column: Understood) -> Floats:
        return words_within(column.values.tolist(), self.words)


@dataclass(frozen=True)
class DateCode(ColumnCode):
    """A moment, of which each part is an input."""

    parts: tuple[str, ...] = ()
    """Keys of `nnsim.data.tables.dates.part`."""
    called: tuple[str, ...] = ()
    """What the inputs of the parts are called."""
    origin: float = 0.0
    """What ``days`` are counted from, as `Moments.seconds`."""
    has_date: bool = True
    order: Order = "ymd"
    """Whether the day or the month came first where that had to be known."""

    @property
    def names(self) -> tuple[str, ...]:
        return self.called

    def apply(self, column: Understood) -> Floats:
        assert column.moments is not None
        seconds = column.moments.seconds
        return np.column_stack([part(key, seconds, self.origin) for key in self.parts])


@dataclass(frozen=True)
class Coding:
    """How the flat inputs of a dataset came from columns of a table, in order."""

    columns: tuple[ColumnCode, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """What the inputs are called, all different."""
        return tuple(_distinct([name for code in self.columns for name in code.names]))

    @property
    def units(self) -> tuple[str, ...]:
        """The unit of measure of each input, empty where it has none."""
        return tuple(
            code.unit if isinstance(code, NumberCode) else "" for code in self.columns for _ in code.names
        )

    @property
    def one_hot(self) -> tuple[tuple[int, int], ...]:
        """Half-open ranges of the inputs that each code one category."""
        ranges, at = [], 0
        for code in self.columns:
            if isinstance(code, OneHotCode):
                ranges.append((at, at + len(code.names)))
            at += len(code.names)
        return tuple(ranges)

    def apply(self, columns: Sequence[Understood]) -> Floats:
        """Return the inputs (n, d) of columns that stand in the order of the coding."""
        width = sum(len(code.names) for code in self.columns)
        found = np.empty((len(columns[0].values), width))
        at = 0
        for code, column in zip(self.columns, columns, strict=True):
            found[:, at : at + len(code.names)] = code.apply(column)
            at += len(code.names)
        return found


def fitted(columns: Sequence[Understood], dates: str = "parts") -> Coding:
    """Return how these columns become inputs: numbers as they are, dates as numbers, texts one-hot or by words.

    Parameters
    ----------
    dates
        ``parts`` (year, month, …) or ``cyclic`` (sine and cosine of month, weekday and hour).
    """
    return Coding(tuple(_code(column, dates) for column in columns))


def _code(column: Understood, dates: str) -> ColumnCode:
    if column.moments is not None:
        return _date_code(column.name, column.moments, dates == "cyclic")
    if column.is_words:
        return WordsCode(column.name, frequent_words(column.values.tolist()))
    if column.values.dtype.kind == "f":
        return NumberCode(column.name, column.unit, column.placeholder)
    return OneHotCode(column.name, _categories(column.values))


def _date_code(name: str, moments: Moments, cyclic: bool) -> DateCode:
    parts, origin = parts_of(moments, cyclic)
    names = tuple(part_name(key, name) for key in parts)
    return DateCode(name, parts, names, origin, moments.has_date, moments.order)


def _categories(values: Column) -> tuple[str, ...]:
    return tuple(sorted(set(values[~missing(values)])))


def _distinct(names: Sequence[str]) -> Iterable[str]:
    """Yield the names, numbered where a made one equals another."""
    seen: dict[str, int] = {}
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        yield name if seen[name] == 1 else f"{name} ({seen[name]})"
