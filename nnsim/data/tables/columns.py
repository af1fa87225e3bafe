"""Columns of a text table: chosen by name or number, understood, coded as inputs."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import islice

from nnsim.base.errors import NnsimError
from nnsim.base.text import ntr, tr
from nnsim.data.dataset import Floats
from nnsim.data.notes import Note, Switch
from nnsim.data.tables.coding import Coding, DateCode, OneHotCode, WordsCode, fitted
from nnsim.data.tables.numerals import Numerals
from nnsim.data.tables.text_words import frequent_words
from nnsim.data.tables.understood import Understood

MOST_CATEGORIES = 50
_MOST_ONE_HOT_NOTES = 6
_LONGEST_NAMES = 2000
LAST = "-1"
"""What stands for the last column, whatever it is called."""
_ENOUGH_TEXTS = 5_000
"""Texts that tell whether words come back."""
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
    if item == LAST:
        return [len(names) - 1]
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


@dataclass(frozen=True, eq=False)
class CodedInputs:
    """Inputs ready for a Dataset."""

    inputs: Floats
    coding: Coding
    notes: tuple[str, ...]


def code_inputs(columns: Sequence[Understood], dates: str = "parts") -> CodedInputs:
    """Return numbers as they are, dates as numbers and texts one-hot or by words, NaN where a value is missing."""
    coding = fitted(columns, dates)
    codes = coding.columns
    notes = [_date_note(code, dates) for code in codes if isinstance(code, DateCode)]
    notes += [_words_note(code) for code in codes if isinstance(code, WordsCode)]
    one_hot = [_one_hot_note(code) for code in codes if isinstance(code, OneHotCode)]
    if len(one_hot) > _MOST_ONE_HOT_NOTES:
        one_hot = [Note(tr("{n} columns of texts are one-hot").format(n=f"{len(one_hot):,}"))]
    return CodedInputs(coding.apply(columns), coding, (*notes, *one_hot))


def problem_of(column: Understood) -> str | None:
    """Return why a column cannot be an input, or None when it can."""
    name, values = column.name, column.values
    if column.missing.all():
        return tr("“{name}” is empty.").format(name=name)
    if column.by_words:
        if frequent_words(values[:_ENOUGH_TEXTS].tolist()):
            return None
        return tr("“{name}” holds no word that comes in two texts.").format(name=name)
    if values.dtype.kind == "f" or column.moments is not None:
        return None
    distinct = column.distinct
    are_few = len(distinct) <= MOST_CATEGORIES
    if are_few and 2 * len(distinct) <= len(values):
        return None
    slips = (
        _slips(distinct, column.numerals) if are_few or _are_numbers(distinct, column.numerals) else distinct
    )
    if 0 < (_SURE_SLIPS if are_few else 2) * len(slips) < len(distinct):
        row = next(i for i, value in enumerate(values) if value in slips)
        return tr("“{name}” holds numbers, but row {row} has “{value}”. Correct it there.").format(
            name=name, row=f"{row + 1:,}", value=values[row]
        )
    if are_few:
        return None
    return tr("“{name}” has {n} different texts; up to {most} can be one-hot inputs.").format(
        name=name, n=f"{len(distinct):,}", most=MOST_CATEGORIES
    )


def _are_numbers(distinct: Collection[str], numerals: Numerals) -> bool:
    """Return whether most texts are numbers, without reading more of them than that takes."""
    others = (text for text in distinct if numerals.parse(text) is None)
    return next(islice(others, len(distinct) // 2, None), None) is None


def _slips(distinct: Iterable[str], numerals: Numerals) -> AbstractSet[str]:
    """Return which texts are no numbers of the unit that most have."""
    parsed = {text: numerals.parse(text) for text in distinct}
    units = Counter(one.unit + one.suffix for one in parsed.values() if one is not None)
    usual = units.most_common(1)[0][0] if units else ""
    return {text for text, one in parsed.items() if one is None or one.unit + one.suffix != usual}


def _one_hot_note(code: OneHotCode) -> Note:
    n = len(code.names)
    text = ntr("“{name}” is one-hot, {n} column", "“{name}” is one-hot, {n} columns", n)
    return Note(text.format(name=code.column, n=n))


def _words_note(code: WordsCode) -> Note:
    n = len(code.words)
    text = ntr(
        "“{name}” became {n} number: 1 where a text holds the word",
        "“{name}” became {n} numbers, one for each of the most frequent words: 1 where a text holds it",
        n,
    )
    return Note(text.format(name=code.column, n=n))


def _date_note(code: DateCode, dates: str) -> Note:
    parts = ", ".join(part.removeprefix(code.column).lstrip(":： ") for part in code.names)
    text = tr("“{name}” became numbers: {parts}").format(name=code.column, parts=parts)
    other = (
        Switch(tr("As parts"), (("date_numbers", "parts"),))
        if dates == "cyclic"
        else Switch(tr("As circles"), (("date_numbers", "cyclic"),))
    )
    return Note(text, Switch(tr("Read as texts"), (("dates", "none"),)), other)
