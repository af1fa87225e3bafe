"""Columns of a text table: read in chunks, chosen by name or number, coded as inputs."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from nnsim.base.errors import NnsimError
from nnsim.base.text import ntr, tr
from nnsim.data.dataset import LARGEST, Floats
from nnsim.data.source import Progress
from nnsim.data.summary import unusable_value
from nnsim.data.text_table import MISSING_MARKS, WHITESPACE, Layout, is_number

if TYPE_CHECKING:
    import pandas

Column = NDArray[Any]
"""Either float64 with NaN, or objects: texts with None. None and NaN are missing values."""

MOST_CATEGORIES = 50
_CHUNK = 65_536


def pick(wanted: str, names: Sequence[str]) -> list[int]:
    """Return the places of the columns that `wanted` lists, in order.

    The list is separated by commas; each item is the name of a column (in quotation marks when it
    holds a comma), its number counted from 1, or a range of numbers such as ``2-5``.
    """
    places: list[int] = []
    for item in next(csv.reader([wanted], skipinitialspace=True), []):
        found = _places(item.strip(), names) if item.strip() else []
        places += [place for place in found if place not in places]
    return places


def _places(item: str, names: Sequence[str]) -> Sequence[int]:
    if item in names:
        return [names.index(item)]
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


def read_columns(layout: Layout, places: Sequence[int], rows: int, progress: Progress) -> dict[str, Column]:
    """Return the columns at `places`, each (rows,), numeric where every value is a number.

    Raises
    ------
    NnsimError
        When the file cannot be parsed, or holds an infinite or too large number.
    """
    names = [layout.names[place] for place in places]
    pieces = _read(layout, names, (), rows, progress)
    mixed = [name for name in names if _is_mixed(pieces[name])]
    if mixed:
        # A text turned up late: read again, so that 1 does not stand beside 1.0 as a category.
        pieces |= _read(layout, mixed, mixed, rows, progress)
    columns = {name: _joined(pieces.pop(name), layout.decimal) for name in names}
    for name, values in columns.items():
        _refuse_infinite(name, values)
    return columns


def _read(
    layout: Layout, names: list[str], as_text: Sequence[str], rows: int, progress: Progress
) -> dict[str, list[Column]]:
    doing = tr("Reading {file}").format(file=layout.path.name)
    pieces: dict[str, list[Column]] = {name: [] for name in names}
    done = 0
    for chunk in _chunks(layout, names, as_text):
        for name in names:
            pieces[name].append(_values(chunk[name]))
        done += len(chunk)
        progress(min(1.0, done / rows), doing)
    if done != rows:
        raise NnsimError(_unclear(layout))
    return pieces


def _chunks(layout: Layout, names: list[str], as_text: Sequence[str]) -> Iterator[pandas.DataFrame]:
    # Imported here: pandas takes about a second to import.
    import pandas

    try:
        with pandas.read_csv(
            layout.path,
            sep=r"\s+" if layout.separator == WHITESPACE else layout.separator,
            header=None,
            names=list(layout.names),
            usecols=names,
            index_col=False,
            skiprows=layout.first_line,
            dtype=dict.fromkeys(as_text, str),
            keep_default_na=False,
            na_values=list(MISSING_MARKS),
            skipinitialspace=True,
            decimal=layout.decimal,
            encoding=layout.encoding,
            compression=None,
            low_memory=False,
            chunksize=_CHUNK,
        ) as reader:
            yield from reader
    except (pandas.errors.ParserError, pandas.errors.EmptyDataError, UnicodeError, OSError) as error:
        raise NnsimError(_unclear(layout)) from error


def _unclear(layout: Layout) -> str:
    return tr("{file} cannot be read as a table. Look for unclosed quotation marks in it.").format(
        file=layout.path.name
    )


def _values(series: pandas.Series[Any]) -> Column:
    kind = series.dtype.kind
    if kind in "iuf":
        return series.to_numpy(np.float64)
    missing = series.isna().to_numpy()
    return np.array(
        [None if gone else str(v).strip() for v, gone in zip(series, missing, strict=True)], object
    )


def _is_mixed(pieces: list[Column]) -> bool:
    kinds = {piece.dtype.kind for piece in pieces if piece.dtype.kind == "O" or not np.isnan(piece).all()}
    return len(kinds) > 1


def _joined(pieces: list[Column], decimal: str) -> Column:
    if all(piece.dtype.kind == "f" for piece in pieces):
        return np.concatenate(pieces)
    # An all-missing chunk of a text column was read as NaN.
    texts = [p if p.dtype.kind == "O" else np.full(len(p), None, object) for p in pieces]
    values: Column = np.concatenate(texts)
    distinct = {value for value in values if value is not None}
    if distinct and all(is_number(value, decimal) for value in distinct):
        numbers = {value: float(value.replace(decimal, ".")) for value in distinct}
        return np.array([numbers.get(value, np.nan) for value in values], np.float64)
    return values


def _refuse_infinite(name: str, values: Column) -> None:
    if values.dtype.kind != "f":
        return
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
    notes: tuple[str, ...]


def code_inputs(columns: dict[str, Column], chosen: bool) -> CodedInputs:
    """Return numbers as they are and texts one-hot, NaN where a value is missing.

    A column that cannot serve is left out with a note, or refused when the user has `chosen` it.

    Raises
    ------
    NnsimError
        When a chosen column is empty or has too many categories, or when no column is left.
    """
    blocks: list[Floats] = []
    names: list[str] = []
    one_hot: list[tuple[int, int]] = []
    notes: list[str] = []
    for name, values in columns.items():
        problem = _problem(name, values)
        if problem is not None:
            if chosen:
                raise NnsimError(problem)
            notes.append(tr("Left out: {why}").format(why=problem))
        elif values.dtype.kind == "f":
            blocks.append(values[:, np.newaxis])
            names.append(name)
        else:
            block, categories = _one_hot(values)
            one_hot.append((len(names), len(names) + len(categories)))
            blocks.append(block)
            names += [f"{name} = {category}" for category in categories]
            notes.append(_one_hot_note(name, len(categories)))
    if not blocks:
        raise NnsimError(
            tr("No column can serve as input: they are empty or hold free text. Choose others.")
            if columns
            else tr("There is no column left for the inputs. Check the separator and the target.")
        )
    return CodedInputs(np.hstack(blocks), tuple(names), tuple(one_hot), tuple(notes))


def _problem(name: str, values: Column) -> str | None:
    """Return why a column cannot be an input, or None when it can."""
    if missing(values).all():
        return tr("“{name}” is empty.").format(name=name)
    if values.dtype.kind == "f":
        return None
    distinct = {value for value in values if value is not None}
    if len(distinct) <= MOST_CATEGORIES:
        return None
    texts = [value for value in distinct if not is_number(value)]
    if 2 * len(texts) < len(distinct):
        row = next(i for i, value in enumerate(values) if value is not None and not is_number(value))
        return tr("“{name}” holds numbers, but row {row} has “{value}”. Correct it there.").format(
            name=name, row=f"{row + 1:,}", value=values[row]
        )
    return tr("“{name}” has {n} different texts; up to {most} can be one-hot inputs.").format(
        name=name, n=f"{len(distinct):,}", most=MOST_CATEGORIES
    )


def _one_hot(values: Column) -> tuple[Floats, list[str]]:
    gone = missing(values)
    categories = sorted({value for value in values if value is not None})
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
