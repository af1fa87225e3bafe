"""Rows of a table as series: which follow on which, and what was known before each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from nnsim.base.text import ntr, tr
from nnsim.data.clock import span
from nnsim.data.dataset import Dataset, Floats
from nnsim.data.notes import Note
from nnsim.data.step import Column, columns_of
from nnsim.data.tables.likely_time import offered

Rows = NDArray[np.int64]

_EQUAL = 1e-6
"""Of a step of time: by less two steps do not differ."""


def series_of(dataset: Dataset) -> list[Rows]:
    """Return the rows of every group in the order of time; all rows are one series where no groups are known.

    Rows of the same moment, and all rows where no moments are known, stay as they are.
    """
    return series_in(len(dataset), dataset.groups, dataset.moments)


def series_in(n: int, groups: Rows | None, moments: Floats | None) -> list[Rows]:
    """Return what `series_of` does of `n` rows with these groups and moments, (n,) each."""
    moments = np.zeros(n) if moments is None else moments
    groups = np.zeros(n, np.int64) if groups is None else groups
    order = np.lexsort((moments, groups))
    borders = np.flatnonzero(np.diff(groups[order])) + 1
    return [rows.astype(np.int64) for rows in np.split(order, borders) if len(rows)]


def times_of(dataset: Dataset, series: list[Rows]) -> Floats:
    """Return when each row is, (n,): its moment, or where none is known its place in its series."""
    if dataset.moments is not None:
        return dataset.moments
    times = np.zeros(len(dataset))
    for rows in series:
        times[rows] = np.arange(len(rows))
    return times


def known_before(dataset: Dataset, *, targets: bool) -> list[Column]:
    """Return what is known of every row once it has passed: the inputs and, where they are wanted, the targets.

    Targets that are inputs already are there once, and classes are none: their numbers mean nothing.
    Raises NnsimError where inputs are no columns.
    """
    columns = columns_of(dataset)
    if not targets or dataset.task != "regression":
        return columns
    units = dataset.target_units or ("",) * len(dataset.target_names)
    known = {column.name for column in columns}
    return columns + [
        Column(name, dataset.targets[:, k].astype(np.float64), units[k])
        for k, name in enumerate(dataset.target_names)
        if name not in known
    ]


def of_targets(dataset: Dataset, rows: Rows) -> tuple[Dataset, Rows]:
    """Return `dataset` with some of its rows alone, those of parts that came with the data at the end: `rows[order]`, and
    the order.
    """
    order = np.argsort(dataset.given_parts(rows), kind="stable")
    taken = rows[order]
    parts = dataset.given_parts(taken)
    examples = replace(
        dataset,
        inputs=dataset.inputs[taken],
        targets=dataset.targets[taken],
        test_rows=int((parts == 2).sum()),
        validation_rows=int((parts == 1).sum()),
        whole=False,
        weights=None if dataset.weights is None else dataset.weights[taken],
        groups=None if dataset.groups is None else dataset.groups[taken],
        moments=None if dataset.moments is None else dataset.moments[taken],
        row_names=tuple(dataset.row_names[row] for row in taken) if dataset.row_names else (),
        lengths=None if dataset.lengths is None else dataset.lengths[taken],
    )
    return examples, order


def said_of_span(dataset: Dataset, rows: Rows) -> Iterator[str]:
    """Yield from when to when the `rows` are that examples tell, where times are known."""
    if dataset.moments is not None and len(rows):
        first, last = span(dataset, rows)
        yield tr("What is told lies between {first} and {last}").format(first=first, last=last)


def said_of_times(dataset: Dataset, series: list[Rows]) -> Iterator[str]:
    """Yield what a reader should know of the times: how many series, gaps, and rows at the same time."""
    if dataset.groups is not None:
        yield ntr("{n} series: a group is one", "{n} series, each group one", len(series)).format(
            n=f"{len(series):,}"
        )
    if dataset.moments is None:
        text = tr("The rows are taken in the order of the data, as no column is chosen as their time")
        yield Note(text, *offered(dataset.notes))
        return
    gaps = np.concatenate([np.diff(dataset.moments[rows]) for rows in series])
    same = int((gaps == 0).sum())
    if same:
        yield tr(
            "{n} rows have the time of the row before; where these are several series, name their groups"
        ).format(n=f"{same:,}")
    usual = float(np.median(gaps[gaps > 0])) if (gaps > 0).any() else 0.0
    odd = int((gaps > usual * (1 + _EQUAL)).sum())
    if odd:
        yield tr("Times are not equally far apart: {n} of {all} steps are longer than the usual one").format(
            n=f"{odd:,}", all=f"{gaps.size:,}"
        )
