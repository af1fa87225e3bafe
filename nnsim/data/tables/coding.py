"""How columns became inputs, as values: found once, then applied to those rows and to any later ones."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from nnsim.data.dataset import Floats
from nnsim.data.tables.dates import Moments, Order, part, part_name, parts_of
from nnsim.data.tables.understood import Understood


@dataclass(frozen=True)
class ColumnCode:
    """What one column of a table became."""

    column: str
    """Its name in the file."""

    @property
    def names(self) -> tuple[str, ...]:
        """What the inputs are called that it became."""
        raise NotImplementedError

    def fill(self, inputs: Floats, column: Understood) -> None:
        """Write the inputs (n, len(names)) of a column, NaN where there is no value."""
        raise NotImplementedError


@dataclass(frozen=True)
class NumberCode(ColumnCode):
    """Numbers as they are."""

    unit: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        return (self.column,)

    def fill(self, inputs: Floats, column: Understood) -> None:
        inputs[:, 0] = column.values


@dataclass(frozen=True)
class OneHotCode(ColumnCode):
    """A category, of which each is an input that is 1 or 0."""

    categories: tuple[str, ...] = ()
    """In the order of the inputs."""

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(f"{self.column} = {category}" for category in self.categories)

    def fill(self, inputs: Floats, column: Understood) -> None:
        """Write the inputs; a category that is none of these counts as missing."""
        words = column.as_words
        place: dict[str | None, int] = {category: j for j, category in enumerate(self.categories)}
        places = words.spread([place.get(text, -1) for text in words.texts], np.int64)
        inputs[:] = 0.0
        known = np.flatnonzero(places >= 0)
        inputs[known, places[known]] = 1.0
        inputs[places < 0] = np.nan


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

    def fill(self, inputs: Floats, column: Understood) -> None:
        assert column.moments is not None
        for place, key in enumerate(self.parts):
            inputs[:, place] = part(key, column.moments.seconds, self.origin)


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
            code.fill(found[:, at : at + len(code.names)], column)
            at += len(code.names)
        return found


def fitted(columns: Sequence[Understood], dates: str = "parts") -> Coding:
    """Return how these columns become inputs: numbers as they are, dates as numbers, texts one-hot.

    Parameters
    ----------
    dates
        ``parts`` (year, month, …) or ``cyclic`` (sine and cosine of month, weekday and hour).
    """
    return Coding(tuple(_code(column, dates) for column in columns))


def _code(column: Understood, dates: str) -> ColumnCode:
    if column.moments is not None:
        return _date_code(column.name, column.moments, dates == "cyclic")
    if column.values.dtype.kind == "f":
        return NumberCode(column.name, column.unit)
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
