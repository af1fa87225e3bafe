"""The numbers behind a figure as one table that reads whole, in pandas as anywhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from nnsim.base.text import tr
from nnsim.figures.figure import Array, Bars, Figure, Image, Line, Plot, Points, Spans

PART, TARGET = "part", "target"

_Columns = Mapping[str, Array]


@dataclass(frozen=True, eq=False)
class Table:
    """Columns of equal length with their names; texts, or numbers with NaN for what is missing."""

    names: tuple[str, ...]
    columns: tuple[Array, ...]


def to_csv(figure: Figure) -> str:
    """Return the numbers behind `figure` as comma-separated values: one table with one line of names.

    ``pandas.read_csv`` reads all of it. Curves are joined at their x, one column a curve, with its unit
    in the name; an image is one row a cell, with the coordinates of its centre. Where a figure shows
    things of several kinds (the grid of a map, and the examples on it), the first column, ``part``,
    says what a row is, and what a row does not have is empty. Decimals are ``.``; every number reads
    back as the same number of its type. Lines end in a line feed.
    """
    return table_to_csv(table(figure))


def table_to_csv(table: Table) -> str:
    """Return a table as comma-separated values, as `to_csv` writes them."""
    return "".join(_written(table))


def table(figure: Figure) -> Table:
    """Return the table that `to_csv` writes."""
    blocks = [b for b in (_curves(figure), *_cells(figure), *_points(figure), *_spans(figure)) if b]
    if not blocks:
        # Bars beside curves are the last readings of these, and are no table of their own.
        blocks = list(_bars(figure))
    if len(blocks) == 1:
        columns = blocks[0][1]
        return Table(tuple(columns), tuple(columns.values()))
    return _stacked(blocks)


def _stacked(blocks: Sequence[tuple[str, _Columns]]) -> Table:
    """Return all blocks below each other, with their names in the first column."""
    sizes = [len(next(iter(columns.values()))) for _, columns in blocks]
    names = list(dict.fromkeys(name for _, columns in blocks for name in columns))
    parts = np.repeat(np.array([part for part, _ in blocks]), sizes)
    return Table((PART, *names), (parts, *(_column(name, blocks, sizes) for name in names)))


def _column(name: str, blocks: Sequence[tuple[str, _Columns]], sizes: Sequence[int]) -> Array:
    """Return a column of all blocks: of numbers if it is so wherever it occurs, else of texts."""
    found = [columns.get(name) for _, columns in blocks]
    if all(column is None or np.asarray(column).dtype.kind in "fiu" for column in found):
        filled = [np.full(n, np.nan) if c is None else c for c, n in zip(found, sizes, strict=True)]
    else:
        filled = [
            np.full(n, "") if c is None else np.array(list(_texts(c)))
            for c, n in zip(found, sizes, strict=True)
        ]
    return np.concatenate(filled)


def _curves(figure: Figure) -> tuple[str, _Columns] | None:
    """Return all curves over the union of their x."""
    lines = [(plot, mark) for plot in figure.plots for mark in plot.marks if isinstance(mark, Line)]
    if not lines:
        return None
    x = np.unique(np.concatenate([line.x for _, line in lines]))
    columns: dict[str, Array] = {lines[0][0].x.title or "x": x}
    for plot, line in lines:
        values = line.y if line.values is None else line.values
        for suffix, numbers in (("", values), (" min", line.low), (" max", line.high)):
            if numbers is not None:
                column = np.full(len(x), np.nan, np.asarray(numbers).dtype)
                column[np.searchsorted(x, line.x)] = numbers
                unit = f" ({plot.y.unit})" if plot.y.unit else ""
                _add(columns, (line.column or line.name) + suffix + unit, column)
    return tr("Curve"), columns


def _cells(figure: Figure) -> Iterator[tuple[str, _Columns]]:
    """Yield every image, one row a cell."""
    for plot in figure.plots:
        for image in plot.marks:
            if isinstance(image, Image):
                yield tr("Grid"), _image_columns(image, plot)


def _image_columns(image: Image, plot: Plot) -> _Columns:
    values = image.values.reshape(*image.values.shape[:2], -1)
    rows, columns, k = values.shape
    x0, x1, y0, y1 = image.extent
    x = image.column_values
    if x is None:
        x = x0 + (np.arange(columns) + 0.5) * (x1 - x0) / columns
    y: Array = np.array(image.row_names)
    if not len(y):
        y = y0 + (np.arange(rows) + 0.5) * (y1 - y0) / rows
    found = {plot.x.title or "x": np.tile(x, rows)}
    _add(found, plot.y.title or "y", np.repeat(y, columns))
    for j, name in enumerate((image.names or (image.name,))[:k]):
        _add(found, name, values[:, :, j].reshape(-1))
    return found


def _points(figure: Figure) -> Iterator[tuple[str, _Columns]]:
    """Yield the points of every mark, under the name of their part."""
    for plot in figure.plots:
        for points in plot.marks:
            if isinstance(points, Points) and len(points.x):
                columns = {plot.x.title or "x": points.x}
                if not points.placed:
                    _add(columns, plot.y.title or "y", points.y)
                texts = np.repeat(points.label, len(points.x))
                _add(columns, TARGET, texts if points.values is None else points.values)
                yield points.name, columns


def _bars(figure: Figure) -> Iterator[tuple[str, _Columns]]:
    for plot in figure.plots:
        for bars in plot.marks:
            if isinstance(bars, Bars):
                columns: dict[str, Array] = {plot.y.title or "name": np.array(bars.names)}
                _add(columns, bars.name, bars.values)
                yield bars.name, columns


def _spans(figure: Figure) -> Iterator[tuple[str, _Columns]]:
    """Yield the upright bars of every mark, under the name of their kind."""
    for plot in figure.plots:
        for spans in plot.marks:
            if isinstance(spans, Spans) and len(spans.x):
                columns: dict[str, Array] = {plot.x.title or "x": spans.x}
                if spans.names:
                    columns = {plot.x.title or "name": np.array(spans.names)}
                if spans.values is not None:
                    _add(columns, tr("value"), spans.values)
                _add(columns, tr("from"), spans.low)
                _add(columns, tr("to"), spans.high)
                yield spans.name, columns


def _add(columns: dict[str, Array], name: str, values: Array) -> None:
    """Put a column behind the others, under a name that no other has."""
    free, count = name, 1
    while free in columns or free == PART:
        count += 1
        free = f"{name} ({count})"
    columns[free] = values


def _written(table: Table) -> Iterator[str]:
    """Yield the lines of a table."""
    yield ",".join(_quoted(name) for name in table.names) + "\n"
    for row in zip(*(_fields(column) for column in table.columns), strict=True):
        yield ",".join(row) + "\n"


def _fields(column: Array) -> Iterator[str]:
    return (_quoted(text) for text in _texts(column))


def _texts(column: Array) -> Iterator[str]:
    """Yield each value in the fewest digits that read back as the same number of its type."""
    column = np.asarray(column)
    if column.dtype.kind not in "fiu":
        yield from (str(v) for v in column)
    elif column.dtype.kind == "f" and not (np.isfinite(column) & (column == np.rint(column))).all():
        yield from ("" if np.isnan(v) else str(v) for v in column)
    else:
        yield from (str(int(v)) for v in column)


def _quoted(text: str) -> str:
    """Return `text` as one field (RFC 4180)."""
    if any(c in text for c in ',"\n\r'):
        return '"' + text.replace('"', '""') + '"'
    return text
