"""Rows of another table as those that a network learned from, with what the table says of each."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from nnsim.base.errors import NnsimError
from nnsim.base.text import tr
from nnsim.data.dataset import Dataset, Targets
from nnsim.data.new.inputs import NewInputs, coded_classes
from nnsim.data.new.rows import NewRows, code_new
from nnsim.data.source import Progress
from nnsim.data.sources.csv_file import CsvFile
from nnsim.data.tables.coding import Coding, NumberCode, OneHotCode
from nnsim.data.tables.roles import Roles
from nnsim.data.tables.understood import Column, Understood, as_texts, understand


def from_table(source: CsvFile, origin: Dataset, path: str, title: str, progress: Progress) -> NewInputs:
    """Return the rows of the table at `path`; columns are found by their names, targets need not be there.

    Raises NnsimError when a column is not there or cannot be read, as `code_new` does.
    """
    return of_rows(source, origin, code_new(source, with_coding(origin), path, progress), title)


def with_coding(origin: Dataset) -> Dataset:
    """Return `origin` with the coding of its inputs; raises NnsimError where they are no columns.

    Columns that no table gave are numbers as they are.
    """
    if origin.coding is not None:
        return origin
    if not origin.input_names:
        raise NnsimError(
            tr(
                "The network takes examples of shape {shape}, and a table holds rows of numbers. Give a file with"
                " arrays, or images."
            ).format(shape=" × ".join(map(str, origin.shape)))
        )
    return replace(origin, coding=Coding(tuple(NumberCode(name) for name in origin.input_names)))


def of_rows(source: CsvFile, origin: Dataset, found: NewRows, title: str) -> NewInputs:
    """Return coded rows with their targets, groups and times, where their table has the columns."""
    roles = _roles(source, found)
    time, group = roles.time, roles.group
    return NewInputs(
        title=title,
        inputs=found.inputs,
        count=len(found.inputs),
        targets=_targets(origin, found),
        groups=roles.groups(),
        moments=roles.moments(),
        # Times of day alone are seconds that nobody would know again.
        time="" if time is None or (time.moments is not None and not time.moments.has_date) else time.name,
        group="" if group is None else group.name,
        group_texts=None if group is None else _texts(found.columns[group.name]),
        notes=tuple(found.notes),
        unseen=_unseen(origin, found),
    )


def _roles(source: CsvFile, found: NewRows) -> Roles:
    """Return when each row was and which belong together, for steps that look at several rows."""

    def read(name: str, dates: str, as_text: bool) -> Understood | None:
        name, columns = name.strip(), found.columns
        reader = replace(found.reader, dates=dates)
        return understand(name, columns[name], reader, as_text=as_text) if name in columns else None

    dated = "auto" if source.dates == "none" else source.dates
    return Roles(read(source.time_column, dated, False), read(source.group_column, "none", True))


def _targets(origin: Dataset, found: NewRows) -> Targets | None:
    names = origin.target_columns or (origin.target_names if origin.task == "regression" else ())
    if not names or not set(names) <= set(found.columns):
        return None
    if origin.task == "classes":
        return coded_classes(_texts(found.columns[names[0]]), origin.target_names)
    reader = replace(found.reader, dates="none")
    values = [understand(name, found.columns[name], reader).values for name in names]
    return np.column_stack(values) if all(one.dtype.kind == "f" for one in values) else None


def _unseen(origin: Dataset, found: NewRows) -> int:
    """Return how many values of categories were never seen in training."""
    count = 0
    for code in origin.coding.columns if origin.coding is not None else ():
        if isinstance(code, OneHotCode):
            known = frozenset(code.categories)
            texts = _texts(found.columns[code.column]).tolist()
            count += sum(one not in known and not found.reader.marks.is_missing(str(one)) for one in texts)
    return count


def _texts(raw: Column) -> Column:
    return as_texts(raw) if raw.dtype.kind == "f" else raw
