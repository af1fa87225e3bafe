"""Rows of another file as inputs, coded as those that a network learned from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from nnsim.base.errors import NnsimError
from nnsim.base.text import ntr, tr
from nnsim.data.dataset import Dataset, Floats
from nnsim.data.files.packed import is_to_train_on, members
from nnsim.data.format import formats
from nnsim.data.notes import Note
from nnsim.data.source import Progress
from nnsim.data.sources.csv_file import CsvFile
from nnsim.data.summary import listed
from nnsim.data.tables.coding import Coding, ColumnCode, DateCode, NumberCode, OneHotCode, WordsCode
from nnsim.data.tables.examples import reader_of
from nnsim.data.tables.layout import Layout
from nnsim.data.tables.understood import Column, Reader, Understood, as_texts, forced, understand


@dataclass(frozen=True, eq=False)
class NewRows:
    """Rows for a network, and what was made of them."""

    inputs: Floats
    """(n, d), in the order and coding of the inputs it learned from, not scaled; NaN where a value is missing."""
    notes: tuple[Note, ...]
    columns: Mapping[str, Column]
    """All columns of the file as they stand there: texts, or numbers, or dates."""
    reader: Reader
    """How its fields are understood."""


def code_new(source: CsvFile, dataset: Dataset, path: str, progress: Progress | None = None) -> NewRows:
    """Return the rows of another file as `dataset`, read from `source`, has them.

    Columns are found by their names, in any order; others may be there. Targets need not be.

    Parameters
    ----------
    source
        Settings the dataset was read with; what says how a file is written holds for the new one, too.
    path
        Of the new file, of any table format.

    Raises
    ------
    NnsimError
        When the file cannot be read, a column is not there, or holds what it cannot.
    Cancelled
        When `progress` asks to stop.
    """
    coding = coding_of(dataset)
    told = progress or (lambda done, doing: None)
    other = replace(
        source, path=path, folder="" if path != source.path else source.folder, member="", sheet=""
    )
    layout, other = _fitting(other, [code.column for code in coding.columns])
    layout, other = _not_learned_from(layout, other, [code.column for code in coding.columns])
    place = {name: j for j, name in enumerate(layout.names)}
    _refuse_absent(coding, layout.names)
    texts = frozenset(
        place[code.column] for code in coding.columns if isinstance(code, OneHotCode | WordsCode)
    )
    table = formats[layout.format].read(layout, range(len(layout.names)), texts, told)
    if table.rows < 1:
        raise NnsimError(tr("{file} has names but no rows of data.").format(file=layout.path.name))
    columns = {name: table.columns[j] for name, j in place.items()}
    found = code_columns(coding, columns, reader_of(other, layout))
    return NewRows(found.inputs, (*found.notes, *_told_of(layout, path)), columns, found.reader)


def code_columns(coding: Coding, columns: Mapping[str, Column], reader: Reader) -> NewRows:
    """Return columns in the coding of others; raises NnsimError as `code_new` does.

    Parameters
    ----------
    columns
        By name: float64 with NaN, datetime64 with NaT, or objects (texts), all of one length.
    """
    _refuse_absent(coding, list(columns))
    notes: list[Note] = []
    read = [_read(code, columns[code.column], reader, notes) for code in coding.columns]
    return NewRows(coding.apply(read), tuple(notes), columns, reader)


def _refuse_absent(coding: Coding, names: Sequence[str]) -> None:
    there = frozenset(names)
    absent = [code.column for code in coding.columns if code.column not in there]
    if absent:
        text = tr(
            "The network needs these columns, which are not there: {names}. There are {others}. Add them."
        )
        raise NnsimError(text.format(names=listed(absent), others=listed(names)))


def coding_of(dataset: Dataset) -> Coding:
    """Return how the inputs came from columns; raises NnsimError for what is no table."""
    if dataset.coding is None:
        raise NnsimError(
            tr("{title} is no table, so that new rows cannot be coded as its rows are.").format(
                title=dataset.title
            )
        )
    return dataset.coding


def _fitting(source: CsvFile, wanted: Sequence[str]) -> tuple[Layout, CsvFile]:
    """Return the layout of a file in which the names are there, with or without a line of names."""
    layout = source.layout()
    if set(wanted) <= set(layout.names) or "header" not in formats[layout.format].settings:
        return layout, source
    for header in ("yes", "no"):
        # Few rows do not always tell by themselves whether names stand above them.
        other = replace(source, header=header)
        found = other.layout()
        if set(wanted) <= set(found.names):
            return found, other
    return layout, source


def _not_learned_from(layout: Layout, source: CsvFile, wanted: Sequence[str]) -> tuple[Layout, CsvFile]:
    """Return the layout of another table of a packed file, where the one found is called as those to train on."""
    if not is_to_train_on(layout.member):
        return layout, source
    sizes = {one.name: one.size for one in members(Path(source.place))}
    others = [name for name in layout.members if not is_to_train_on(name)]
    for name in sorted(others, key=lambda name: -sizes.get(name, 0)):
        found, other = _fitting(replace(source, member=name), wanted)
        if set(wanted) <= set(found.names):
            return found, other
    return layout, source


def _told_of(layout: Layout, path: str) -> list[Note]:
    """Return what is said of a packed file with several tables, of which one is read."""
    others = [name for name in layout.members if name != layout.member]
    if not others:
        return []
    text = tr("Of {file} “{member}” is read; there are {others} as well")
    return [Note(text.format(file=Path(path).name, member=layout.member, others=listed(others)))]


def _read(code: ColumnCode, raw: Column, reader: Reader, notes: list[Note]) -> Understood:
    if isinstance(code, OneHotCode):
        return _category(code, raw, reader, notes)
    if isinstance(code, DateCode):
        return _date(code, raw, reader)
    if isinstance(code, WordsCode):
        return forced(code.column, raw, reader, "words")[0]
    assert isinstance(code, NumberCode)
    return _number(code, raw, reader)


def _category(code: OneHotCode, raw: Column, reader: Reader, notes: list[Note]) -> Understood:
    texts = as_texts(raw) if raw.dtype.kind == "f" else raw
    if raw.dtype.kind == "M":
        texts = np.array(["" if one is None else str(one) for one in raw.tolist()], object)
    known = frozenset(code.categories)
    strange: dict[str, int] = {}
    empty = tr("missing") if tr("missing") in known else None
    values: list[str | None] = []
    for text in texts:
        if text in known:
            values.append(text)
        elif reader.marks.is_missing(text):
            values.append(empty)
        else:
            strange[text] = strange.get(text, 0) + 1
            values.append(None)
    if strange:
        n = sum(strange.values())
        text = ntr(
            "“{name}”: {n} value that was never seen in training counts as missing ({values})",
            "“{name}”: {n} values that were never seen in training count as missing ({values})",
            n,
        )
        shown = listed([one[:40] for one in strange])
        notes.append(Note(text.format(name=code.column, n=f"{n:,}", values=shown)))
    return Understood(code.column, np.array(values, object))


def _number(code: NumberCode, raw: Column, reader: Reader) -> Understood:
    found = understand(code.column, raw, replace(reader, dates="none", missing_class=False))
    if found.values.dtype.kind == "f":
        return found
    row, value = next(
        (i, one) for i, one in enumerate(found.values) if one is not None and not _is_real(one, reader)
    )
    raise NnsimError(
        tr("Row {row} has “{value}” in “{name}”, where the network needs a number. Correct it there.").format(
            row=f"{row + 1:,}", value=str(value)[:60], name=code.column
        )
    )


def _is_real(text: str, reader: Reader) -> bool:
    return reader.numerals.is_number(text)


def _date(code: DateCode, raw: Column, reader: Reader) -> Understood:
    order = code.order if code.order in ("dmy", "mdy") else "auto"
    if raw.dtype.kind == "f" and np.isnan(raw).all():
        raw = np.full(len(raw), np.datetime64("NaT"), "datetime64[us]")
    why = tr("“{name}” holds something that is no date as it was in training. Correct it there.")
    try:
        found, lost = forced(code.column, raw, replace(reader, dates=order), "date")
    except NnsimError as error:
        raise NnsimError(why.format(name=code.column)) from error
    if lost or found.moments is None or found.moments.has_date != code.has_date:
        raise NnsimError(why.format(name=code.column))
    return found
