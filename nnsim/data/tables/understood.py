"""One column of a table as values: what its fields mean, and what had to be known to read them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnsim.base.errors import NnsimError
from nnsim.base.text import tr
from nnsim.data.dataset import LARGEST, Floats
from nnsim.data.summary import unusable_value
from nnsim.data.tables.dates import Moments, compact_dates, known_moments, moments_of, readable
from nnsim.data.tables.epochs import epoch_moments, epoch_unit, unit_by_size
from nnsim.data.tables.marks import Marks, is_value_after_all
from nnsim.data.tables.numerals import PLAIN, Numerals, guess_numerals, numbers_of
from nnsim.data.tables.slips import Slips, slips_of
from nnsim.data.tables.words import Words, words_of

Column = NDArray[Any]
"""Either float64 with NaN, or datetime64[us] with NaT, or objects: texts with None.

None, NaN and NaT are missing values."""

_MOST_JUDGED = 20_000
"""Different texts that tell how the numbers of a column are written."""


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
    nameless: bool = False
    """The file has no names for its columns."""


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
    is_first: bool = False
    """It stands first in the file."""
    is_nameless: bool = False
    """The file has names for other columns, and none for this one: it numbers the rows, maybe."""
    classes: tuple[str, ...] = ()
    """Usual marks of missing values that were taken for a category of their own."""
    placeholder: float | None = None
    """A number that was taken for a missing value."""
    by_words: bool = False
    """Its texts are read by their words."""
    slips: Slips | None = None
    """Fields that are no numbers, in a column of numbers."""
    words: Words | None = None
    """Of a column of texts the different ones, where they are known already."""

    @property
    def missing(self) -> NDArray[np.bool_]:
        """Where the column has no value."""
        if self.moments is not None:
            return np.isnan(self.moments.seconds)
        return missing(self.values) if self.words is None else self.words.missing

    @property
    def as_words(self) -> Words:
        """The texts of a column of texts, each different one once."""
        return words_of(self.values.tolist()) if self.words is None else self.words

    @property
    def distinct(self) -> frozenset[str]:
        """The different texts of a column of texts, without missing ones."""
        return frozenset(text for text in self.as_words.texts if text is not None)


def understand(
    name: str, raw: Column, reader: Reader, *, as_text: bool = False, words: Words | None = None
) -> Understood:
    """Return what a column as it stands in the file holds.

    Parameters
    ----------
    as_text
        The column holds categories, even if they look like numbers or dates.
    words
        The same column as the different texts, where they are known already.

    Raises
    ------
    NnsimError
        When it holds an infinite or too large number.
    """
    if raw.dtype.kind == "M":
        return _as_declared(name, raw, reader, as_text)
    if raw.dtype.kind == "f" and as_text:
        raw = as_texts(raw)
    if raw.dtype.kind == "f":
        values = _without_marks(raw, reader.marks)
        _refuse_infinite(name, values)
        moments = (
            _counted(name, values, reader.nameless) if reader.dates not in ("none", "dmy", "mdy") else None
        )
        return Understood(name, values, moments=moments)
    words = words or words_of(raw.tolist())
    gone = reader.marks.among(text for text in words.texts if text is not None)
    known = [text for text in words.texts if text is not None and text not in gone]
    if not known:
        return Understood(name, np.full(len(raw), np.nan))
    found = None if as_text else _as_numbers(name, words, known, reader)
    if found is None and not as_text and reader.dates != "none":
        left = words.mapped(lambda text: None if text in gone else text) if gone else words
        found = _as_moments(name, left, reader.dates)
    if found is None and not as_text:
        found = _but_for_slips(name, words, gone, reader)
    return found or _as_texts(name, words, gone, known, reader)


def _counted(name: str, values: Floats, nameless: bool) -> Moments | None:
    """Return numbers such as 20240131, or seconds since 1970, as moments; None where they are just numbers."""
    found = compact_dates(values)
    if found is None and (unit := epoch_unit(values, name, nameless)):
        found = epoch_moments(values, unit)
    return found


def _as_moments(name: str, words: Words, dates: str) -> Understood | None:
    """Return a column of texts as dates or times; None unless all are."""
    found = moments_of(words.texts, dates)
    if found is None:
        return None
    moments = replace(found, seconds=found.seconds[words.places])
    return Understood(name, words.objects(), moments=moments, words=words)


def _but_for_slips(name: str, words: Words, gone: frozenset[str], reader: Reader) -> Understood | None:
    """Return a column of numbers in which a few fields are none; None when it is no such column."""
    counted = zip(words.texts, words.counts, strict=True)
    often = Counter({text: n for text, n in counted if text is not None and text not in gone})
    slips = slips_of(often, reader.numerals)
    if slips is None:
        return None
    value = {text: reader.numerals.plain(text) for text in often} | dict(slips.signed)
    known = [np.nan if text is None or (one := value.get(text)) is None else one for text in words.texts]
    values = _without_marks(words.spread(known, np.float64), reader.marks)
    _refuse_infinite(name, values)
    return Understood(name, values, slips=slips)


def _as_declared(name: str, raw: Column, reader: Reader, as_text: bool) -> Understood:
    """Return a column whose dates the file knows as such."""
    if as_text or reader.dates == "none":
        texts = np.array(
            [None if one is None else str(one).replace("T", " ") for one in raw.tolist()], object
        )
        return Understood(name, texts)
    moments = known_moments(raw)
    return Understood(name, moments.seconds, moments=moments)


def as_texts(raw: Column) -> Column:
    """Return numbers as the texts of categories, empty where there is none."""
    words = {
        value: str(int(value)) if value.is_integer() else repr(value)
        for value in np.unique(raw[np.isfinite(raw)]).tolist()
    }
    return np.array([words.get(value, "") for value in raw.tolist()], object)


def forced(name: str, raw: Column, reader: Reader, kind: str) -> tuple[Understood, int]:
    """Return a column as a user says it is to be read, and how many values that made missing.

    Parameters
    ----------
    kind
        ``number``, ``category``, ``text``, ``date`` or ``words``.

    Raises
    ------
    NnsimError
        When nothing in it is a number, or a date.
    """
    if kind in ("category", "text"):
        return understand(name, raw, replace(reader, dates="none"), as_text=True), 0
    if kind == "words":
        return as_words(understand(name, raw, replace(reader, dates="none"), as_text=True)), 0
    if raw.dtype.kind == "M":
        if kind == "date":
            return understand(name, raw, replace(reader, dates="auto")), 0
        return Understood(name, known_moments(raw).seconds), 0
    if kind == "number":
        return _forced_number(name, raw, reader)
    return _forced_date(name, raw, reader)


def as_words(column: Understood) -> Understood:
    """Return a column of texts of which the words are inputs."""
    return replace(column, by_words=True)


def _forced_number(name: str, raw: Column, reader: Reader) -> tuple[Understood, int]:
    if raw.dtype.kind == "f":
        return understand(name, raw, replace(reader, dates="none")), 0
    distinct = set(raw)
    gone = reader.marks.among(distinct)
    own = guess_numerals([sorted(distinct - gone)], reader.separator).numerals
    readings = [
        {text: one.value for text in distinct - gone if (one := numerals.parse(text)) is not None}
        for numerals in dict.fromkeys((reader.numerals, own))
    ]
    value = max(readings, key=len)
    if not value:
        text = tr("Nothing in “{name}” is a number. Let it be read as it seems to be, or as category.")
        raise NnsimError(text.format(name=name))
    values = _without_marks(np.array([value.get(text, np.nan) for text in raw], np.float64), reader.marks)
    _refuse_infinite(name, values)
    return Understood(name, values), sum(text not in value and text not in gone for text in raw)


def _forced_date(name: str, raw: Column, reader: Reader) -> tuple[Understood, int]:
    if raw.dtype.kind == "f":
        if unit := unit_by_size(raw):
            return Understood(name, raw, moments=epoch_moments(raw, unit)), 0
        raw = as_texts(raw)
        compact = {text: f"{text[:4]}-{text[4:6]}-{text[6:]}" for text in set(raw) if len(text) == 8}
        raw = np.array([compact.get(text, text) for text in raw], object)
    words = words_of(raw.tolist())
    dated = readable(text for text in words.texts if text is not None)
    found = _as_moments(
        name,
        words.mapped(lambda text: text if text in dated else None),
        "auto" if reader.dates == "none" else reader.dates,
    )
    if found is None:
        raise NnsimError(
            tr("Nothing in “{name}” is a date. Let it be read as it seems to be.").format(name=name)
        )
    lost = sum(
        n
        for text, n in zip(words.texts, words.counts, strict=True)
        if text not in dated and (text is None or not reader.marks.is_missing(text))
    )
    return found, lost


def _as_numbers(name: str, words: Words, known: list[str], reader: Reader) -> Understood | None:
    """Return the column as numbers, in the signs of the file or in its own; None when it holds none."""
    some = known[:: 1 + len(known) // _MOST_JUDGED]
    own = guess_numerals([some], reader.separator).numerals
    for numerals in dict.fromkeys((reader.numerals, own) if reader.own_signs else (reader.numerals,)):
        found = numbers_of(known, numerals)
        if found is not None:
            value: dict[str | None, float] = dict(zip(known, found[0].tolist(), strict=True))
            values = words.spread([value.get(text, np.nan) for text in words.texts], np.float64)
            values = _without_marks(values, reader.marks)
            _refuse_infinite(name, values)
            strange = numerals != reader.numerals
            return Understood(name, values, found[1], numerals=numerals, is_strange=strange)
    return None


def _as_texts(name: str, words: Words, gone: frozenset[str], known: list[str], reader: Reader) -> Understood:
    often = {text: n for text, n in zip(words.texts, words.counts, strict=True) if text in gone}
    kept = frozenset(
        mark
        for mark in gone
        if reader.missing_class or is_value_after_all(mark, often[mark] / len(words.places), known)
    )
    shown = {mark: mark or tr("missing") for mark in kept}
    words = words.mapped(lambda text: shown.get(text) if text in gone else text)
    classes = tuple(sorted(shown.values()))
    return Understood(name, words.objects(), numerals=reader.numerals, classes=classes, words=words)


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
    if values.dtype.kind == "M":
        return np.isnat(values)
    return np.array([value is None for value in values], np.bool_)


def measured(column: Understood, unit: str) -> Understood:
    """Return the column with the unit a line of the file gives it, unless its fields say one."""
    return column if column.unit or column.values.dtype.kind != "f" else replace(column, unit=unit)
