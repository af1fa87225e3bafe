"""Columns of a text table: chosen by name or number, understood, coded as inputs."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnsim.base.errors import NnsimError
from nnsim.base.text import ntr, tr
from nnsim.data.dataset import LARGEST, Floats
from nnsim.data.notes import Note, Switch
from nnsim.data.summary import unusable_value
from nnsim.data.tables.dates import Moments, compact_dates, moments_of, numbers_from
from nnsim.data.tables.marks import Marks, is_value_after_all
from nnsim.data.tables.numerals import PLAIN, Numerals, guess_numerals, numbers_of

Column = NDArray[Any]
"""Either float64 with NaN, or objects: texts with None. None and NaN are missing values."""

MOST_CATEGORIES = 50
_MOST_ONE_HOT_NOTES = 6
_LONGEST_NAMES = 2000
_SURE_SLIPS = 5
"""Among few different texts, at most so many parts of them are slips; else they are categories."""


def pick(wanted: str, names: Sequence[str]) -> list[int]:
    """Return the places of the columns that `wanted` lists, in order.

    The list is separated by commas; each item is the name of a column (in quotation marks when it
    holds a comma), its number counted from 1, or a range of numbers such as ``2-5``.
    """
    if not wanted.strip():
        return []
    place_of = {name: place for place, name in reversed(list(enumerate(names)))}
    places: dict[int, None] = {}
    for item in next(csv.reader([wanted], skipinitialspace=True), []):
        if item.strip():
            places |= dict.fromkeys(_places(item.strip(), names, place_of))
    return list(places)


def _places(item: str, names: Sequence[str], place_of: dict[str, int]) -> Iterable[int]:
    if item in place_of:
        return [place_of[item]]
    first, _, last = item.partition("-")
    if first.strip().isdecimal() and (not last or last.strip().isdecimal()):
        start, stop = int(first), int(last or first)
        if 1 <= start <= stop <= len(names):
            return range(start - 1, stop)
    shown = ", ".join(names[:8]) + (", …" if len(names) > 8 else "")
    raise NnsimError(
        tr("There is no column “{name}”. The columns are {names}; they can also be given by number.").format(
            name=item, names=shown
        )
    )


def written(places: Sequence[int], names: Sequence[str]) -> str:
    """Return columns as the text of a setting, such that `pick` finds the same ones again.

    Names where they are readable and clear, otherwise numbers and ranges such as ``2-5``.
    """
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow([names[place] for place in places])
    text = line.getvalue()
    if len(text) <= _LONGEST_NAMES and _leads_to(text, places, names):
        return text
    runs: list[list[int]] = []
    for place in places:
        if runs and place == runs[-1][-1] + 1:
            runs[-1].append(place)
        else:
            runs.append([place])
    return ", ".join(str(r[0] + 1) if len(r) == 1 else f"{r[0] + 1}-{r[-1] + 1}" for r in runs)


def _leads_to(text: str, places: Sequence[int], names: Sequence[str]) -> bool:
    """Return whether `pick` finds these columns by that text, and no others."""
    try:
        return pick(text, names) == list(places)
    except NnsimError:
        return False


@dataclass(frozen=True)
class Reader:
    """How the fields of one file are understood."""

    numerals: Numerals
    marks: Marks
    separator: str = ","
    own_signs: bool = True
    """A column may be written with other signs than the rest of the file."""
    dates: str = "auto"
    missing_class: bool = False
    """A missing value is a category like any other, where there are categories."""


@dataclass(frozen=True, eq=False)
class Understood:
    """One column of the file as values, with what had to be known to read it."""

    name: str
    values: Column
    unit: str = ""
    moments: Moments | None = None
    numerals: Numerals = PLAIN
    is_strange: bool = False
    """Its numbers are written with other signs than those of the file."""
    is_nameless: bool = False
    """The file has names for other columns, and none for this one: it numbers the rows, maybe."""
    classes: tuple[str, ...] = ()
    """Usual marks of missing values that were taken for a category of their own."""

    @property
    def missing(self) -> NDArray[np.bool_]:
        """Where the column has no value."""
        return missing(self.values)


def understand(name: str, raw: Column, reader: Reader, *, as_text: bool = False) -> Understood:
    """Return what a column as it stands in the file holds.

    Parameters
    ----------
    as_text
        The column holds categories, even if they look like numbers or dates.

    Raises
    ------
    NnsimError
        When it holds an infinite or too large number.
    """
    if raw.dtype.kind == "f":
        values = _without_marks(raw, reader.marks)
        _refuse_infinite(name, values)
        moments = compact_dates(values) if reader.dates not in ("none", "dmy", "mdy") else None
        return Understood(name, values, moments=moments)
    distinct = set(raw)
    gone = reader.marks.among(distinct)
    known = sorted(distinct - gone)
    if not known:
        return Understood(name, np.full(len(raw), np.nan))
    found = None if as_text else _as_numbers(name, raw, known, reader)
    if found is None and not as_text and reader.dates != "none":
        texts = [None if text in gone else text for text in raw]
        moments = moments_of(texts, reader.dates)
        if moments is not None:
            return Understood(name, np.array(texts, object), moments=moments)
    return found or _as_texts(name, raw, gone, known, reader)


def _as_numbers(name: str, raw: Column, known: list[str], reader: Reader) -> Understood | None:
    """Return the column as numbers, in the signs of the file or in its own; None when it holds none."""
    own = guess_numerals([known], reader.separator).numerals
    for numerals in dict.fromkeys((reader.numerals, own) if reader.own_signs else (reader.numerals,)):
        found = numbers_of(known, numerals)
        if found is not None:
            value = dict(zip(known, found[0].tolist(), strict=True))
            values = np.array([value.get(text, np.nan) for text in raw], np.float64)
            values = _without_marks(values, reader.marks)
            _refuse_infinite(name, values)
            strange = numerals != reader.numerals
            return Understood(name, values, found[1], numerals=numerals, is_strange=strange)
    return None


def _as_texts(name: str, raw: Column, gone: frozenset[str], known: list[str], reader: Reader) -> Understood:
    often = Counter(text for text in raw if text in gone)
    kept = frozenset(
        mark
        for mark in gone
        if reader.missing_class or is_value_after_all(mark, often[mark] / len(raw), known)
    )
    shown = {mark: mark or tr("missing") for mark in kept}
    values = np.array([shown.get(text) if text in gone else text for text in raw], object)
    return Understood(name, values, numerals=reader.numerals, classes=tuple(sorted(shown.values())))


def _without_marks(values: Floats, marks: Marks) -> Floats:
    if not marks.numbers:
        return values
    return np.where(np.isin(values, marks.numbers), np.nan, values)


def _refuse_infinite(name: str, values: Column) -> None:
    bad = np.flatnonzero(np.abs(values) > LARGEST)
    if bad.size:
        raise NnsimError(unusable_value(int(bad[0]), name, float(values[bad[0]])))


def missing(values: Column) -> NDArray[np.bool_]:
    """Return where a column has no value."""
    if values.dtype.kind == "f":
        return np.isnan(values)
    return np.array([value is None for value in values], np.bool_)


@dataclass(frozen=True, eq=False)
class CodedInputs:
    """Inputs ready for a Dataset."""

    inputs: Floats
    names: tuple[str, ...]
    one_hot: tuple[tuple[int, int], ...]
    units: tuple[str, ...]
    notes: tuple[str, ...]


def code_inputs(columns: Sequence[Understood]) -> CodedInputs:
    """Return numbers as they are, dates as numbers and texts one-hot, NaN where a value is missing."""
    blocks: list[Floats] = []
    names: list[str] = []
    units: list[str] = []
    one_hot: list[tuple[int, int]] = []
    notes: list[str] = []
    coded: list[str] = []
    for column in columns:
        values = column.values
        if column.moments is not None:
            made = numbers_from(column.name, column.moments)
            blocks += [part[:, np.newaxis] for part in made.values()]
            names += made
            units += [""] * len(made)
            notes.append(_date_note(column.name, made))
        elif values.dtype.kind == "f":
            blocks.append(values[:, np.newaxis])
            names.append(column.name)
            units.append(column.unit)
        else:
            block, categories = _one_hot(values)
            one_hot.append((len(names), len(names) + len(categories)))
            blocks.append(block)
            names += [f"{column.name} = {category}" for category in categories]
            units += [""] * len(categories)
            coded.append(_one_hot_note(column.name, len(categories)))
    if len(coded) > _MOST_ONE_HOT_NOTES:
        coded = [tr("{n} columns of texts are one-hot").format(n=f"{len(coded):,}")]
    distinct = tuple(_distinct(names))
    return CodedInputs(np.hstack(blocks), distinct, tuple(one_hot), tuple(units), (*notes, *coded))


def problem_of(column: Understood) -> str | None:
    """Return why a column cannot be an input, or None when it can."""
    name, values = column.name, column.values
    gone = column.missing
    if gone.all():
        return tr("“{name}” is empty.").format(name=name)
    if values.dtype.kind == "f" or column.moments is not None:
        return None
    distinct = set(values[~gone])
    are_few = len(distinct) <= MOST_CATEGORIES
    if are_few and 2 * len(distinct) <= len(values):
        return None
    slips = _slips(distinct, column.numerals)
    if (_SURE_SLIPS if are_few else 2) * len(slips) < len(distinct):
        row = next(i for i, value in enumerate(values) if value in slips)
        return tr("“{name}” holds numbers, but row {row} has “{value}”. Correct it there.").format(
            name=name, row=f"{row + 1:,}", value=values[row]
        )
    if are_few:
        return None
    return tr("“{name}” has {n} different texts; up to {most} can be one-hot inputs.").format(
        name=name, n=f"{len(distinct):,}", most=MOST_CATEGORIES
    )


def _slips(distinct: set[str], numerals: Numerals) -> set[str]:
    """Return which texts are no numbers of the unit that most have."""
    parsed = {text: numerals.parse(text) for text in distinct}
    units = Counter(one.unit + one.suffix for one in parsed.values() if one is not None)
    usual = units.most_common(1)[0][0] if units else ""
    return {text for text, one in parsed.items() if one is None or one.unit + one.suffix != usual}


def measured(column: Understood, unit: str) -> Understood:
    """Return the column with the unit a line of the file gives it, unless its fields say one."""
    return column if column.unit or column.values.dtype.kind != "f" else replace(column, unit=unit)


def _distinct(names: list[str]) -> Iterable[str]:
    """Yield the names, numbered where a made one equals another."""
    seen: dict[str, int] = {}
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        yield name if seen[name] == 1 else f"{name} ({seen[name]})"


def _one_hot(values: Column) -> tuple[Floats, list[str]]:
    gone = missing(values)
    categories = sorted(set(values[~gone]))
    block = np.zeros((len(values), len(categories)))
    place = {category: j for j, category in enumerate(categories)}
    known = np.flatnonzero(~gone)
    block[known, [place[values[i]] for i in known]] = 1.0
    block[gone] = np.nan
    return block, categories


def _one_hot_note(name: str, n: int) -> str:
    return ntr("“{name}” is one-hot, {n} column", "“{name}” is one-hot, {n} columns", n).format(
        name=name, n=n
    )


def _date_note(name: str, made: Iterable[str]) -> Note:
    parts = ", ".join(part.removeprefix(name).lstrip(":： ") for part in made)
    text = tr("“{name}” became numbers: {parts}").format(name=name, parts=parts)
    return Note(text, Switch(tr("Read as texts"), (("dates", "none"),)))
