"""How columns became inputs, as values: found once, then applied to those rows and to any later ones."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from nnsim.data.dataset import Floats
from nnsim.data.many_rows import pieces
from nnsim.data.tables.date_parts import part, part_name, parts_of
from nnsim.data.tables.dates import Moments, Order
from nnsim.data.tables.text_words import frequent_words, words_within
from nnsim.data.tables.understood import Understood

Fill = Callable[[Floats, slice], None]
"""Writes the inputs (rows, width) of some rows."""


@dataclass(frozen=True)
class ColumnCode:
    """What one column of a table became."""

    column: str
    """Its name in the file."""

    @property
    def names(self) -> tuple[str, ...]:
        """What the inputs are called that it became."""
        raise NotImplementedError

    def filler(self, column: Understood) -> Fill:
        """Return what writes the inputs (n, len(names)) of some rows of a column, NaN where there is no value."""
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

    def filler(self, column: Understood) -> Fill:
        def fill(inputs: Floats, rows: slice) -> None:
            values = column.values[rows]
            gone = self.placeholder
            inputs[:, 0] = values if gone is None else np.where(values == gone, np.nan, values)

        return fill


@dataclass(frozen=True)
class OneHotCode(ColumnCode):
    """A category, of which each is an input that is 1 or 0."""

    categories: tuple[str, ...] = ()
    """In the order of the inputs."""

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(f"{self.column} = {category}" for category in self.categories)

    def filler(self, column: Understood) -> Fill:
        """Return what writes the inputs; a category that is none of these counts as missing."""
        words = column.as_words
        coded = np.full((len(words.texts), len(self.categories)), np.nan)
        place: dict[str | None, int] = {category: j for j, category in enumerate(self.categories)}
        for number, text in enumerate(words.texts):
            if text in place:
                coded[number] = 0.0
                coded[number, place[text]] = 1.0

        def fill(inputs: Floats, rows: slice) -> None:
            inputs[:] = coded[words.places[rows]]

        return fill


@dataclass(frozen=True)
class WordsCode(ColumnCode):
    """A text, of which each of the most frequent words is an input that is 1 where the text holds it."""

    words: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(f"{self.column}: {word}" for word in self.words)

    def filler(self, column: Understood) -> Fill:
        def fill(inputs: Floats, rows: slice) -> None:
            inputs[:] = words_within(column.values[rows].tolist(), self.words)

        return fill


@dataclass(frozen=True)
class DateCode(ColumnCode):
    """A moment, of which each part is an input."""

    parts: tuple[str, ...] = ()
    """Keys of `nnsim.data.tables.date_parts.part`."""
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

    def filler(self, column: Understood) -> Fill:
        assert column.moments is not None
        seconds = column.moments.seconds

        def fill(inputs: Floats, rows: slice) -> None:
            for place, key in enumerate(self.parts):
                inputs[:, place] = part(key, seconds[rows], self.origin)

        return fill


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
        at, fillers = 0, []
        for code, column in zip(self.columns, columns, strict=True):
            width = len(code.names)
            fillers.append((slice(at, at + width), code.filler(column)))
            at += width
        found = np.empty((len(columns[0].values), at))
        for rows in pieces(*found.shape):
            for own, fill in fillers:
                fill(found[rows, own], rows)
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
    if column.by_words:
        return WordsCode(column.name, frequent_words(column.values.tolist()))
    if column.values.dtype.kind == "f":
        return NumberCode(column.name, column.unit, column.placeholder)
    return OneHotCode(column.name, tuple(sorted(column.distinct)))


def _date_code(name: str, moments: Moments, cyclic: bool) -> DateCode:
    parts, origin = parts_of(moments, cyclic)
    names = tuple(part_name(key, name) for key in parts)
    return DateCode(name, parts, names, origin, moments.has_date, moments.order)


def _distinct(names: Sequence[str]) -> Iterable[str]:
    """Yield the names, numbered where a made one equals another."""
    seen: dict[str, int] = {}
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        yield name if seen[name] == 1 else f"{name} ({seen[name]})"
