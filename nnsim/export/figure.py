"""A scientific figure as plain values: what to draw, in which units, and the numbers behind it.

Nothing here draws. `nnsim.ui.charts.figures` paints a figure for paper; `to_csv` writes its numbers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
Style = Literal["solid", "dashed", "dotted"]
Shape = Literal["circle", "diamond", "square"]


@dataclass(frozen=True)
class Axis:
    """One axis: its name, unit, and what it shows.

    `range` and `ticks` (value, text) are in the units of the data, on a logarithmic axis too; None
    means: chosen from the data. Names on an axis of categories are given as `ticks`.
    """

    label: str = ""
    unit: str = ""
    log: bool = False
    range: tuple[float, float] | None = None
    ticks: tuple[tuple[float, str], ...] | None = None
    downward: bool = False
    """The least value stands at the top (only for a vertical axis)."""

    @property
    def title(self) -> str:
        """Name with its unit, as it stands beside the axis."""
        return f"{self.label} ({self.unit})" if self.unit else self.label


@dataclass(frozen=True, eq=False)
class Line:
    """A curve through (x, y), with an optional band from `low` to `high`; NaN leaves a gap."""

    name: str
    x: Array
    y: Array
    colour: str
    low: Array | None = None
    high: Array | None = None
    style: Style = "solid"
    width: float = 1.6
    in_legend: bool = True


@dataclass(frozen=True, eq=False)
class Points:
    """Single points of one kind; `label` names the class they belong to.

    `colours` (one for each point) stands in for `colour`; `values` are the numbers behind them.
    `mark` (0, 1, 2, ...) is cut out of the shape so that classes differ without their colours.
    """

    name: str
    x: Array
    y: Array
    colour: str
    shape: Shape = "circle"
    label: str = ""
    mark: int = 0
    colours: tuple[str, ...] | None = None
    values: Array | None = None
    size: float = 6.0


@dataclass(frozen=True, eq=False)
class Bars:
    """One horizontal bar for each name, from the left end of the axis; row 0 stands at the top."""

    name: str
    names: tuple[str, ...]
    values: Array
    colours: tuple[str, ...]
    notes: tuple[str, ...] = ()
    """What stands behind each bar, such as its value in words."""


@dataclass(frozen=True)
class ColourBar:
    """What the colours of an image mean; `colours` from `levels[0]` to `levels[1]`."""

    label: str
    levels: tuple[float, float]
    colours: tuple[str, ...]
    log: bool = False


@dataclass(frozen=True, eq=False)
class Image:
    """Values on a regular grid.

    `rgba` has shape (rows, columns, 4), dtype uint8, row 0 at the least y; `extent` is (x0, x1,
    y0, y1), the outer edges of the outermost cells; `values` (rows, columns) or (rows, columns, k)
    are the numbers behind it, named by `names`.
    """

    name: str
    values: Array
    rgba: Array
    extent: tuple[float, float, float, float]
    names: tuple[str, ...] = ()
    bar: ColourBar | None = None
    smooth: bool = True
    row_names: tuple[str, ...] = ()
    column_values: Array | None = None


@dataclass(frozen=True, eq=False)
class Segments:
    """Straight pieces, shape (n, 2, 2): the ends (x, y) of each; such as a contour."""

    name: str
    ends: Array
    colour: str
    style: Style = "solid"
    width: float = 1.2


@dataclass(frozen=True)
class Arrow:
    """An arrow with a name at its tip."""

    name: str
    start: tuple[float, float]
    end: tuple[float, float]
    colour: str


@dataclass(frozen=True)
class Text:
    """Words at a place in the plot."""

    text: str
    at: tuple[float, float]
    colour: str = "#1c222b"


Mark = Line | Points | Bars | Image | Segments | Arrow | Text


@dataclass(frozen=True, eq=False)
class Plot:
    """One pair of axes and what is drawn between them.

    `aspect`: length on paper of one unit of x over that of y; None fills the space.
    """

    x: Axis
    y: Axis
    marks: tuple[Mark, ...]
    title: str = ""
    aspect: float | None = None
    legend: bool = True
    share: float = 1.0
    """Part of the width of the figure, in relation to its neighbours."""


@dataclass(frozen=True, eq=False)
class Figure:
    """Plots side by side under one title, with a caption that says how they came about."""

    title: str
    caption: str
    plots: tuple[Plot, ...]
    size: tuple[float, float] = field(default=(720.0, 430.0))
    """Width and height in CSS pixels (1/96 inch)."""


# ---- the numbers ---------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Table:
    """Columns of equal length with their names; texts, or numbers with NaN for what is missing."""

    names: tuple[str, ...]
    columns: tuple[Array, ...]


def to_csv(figure: Figure) -> str:
    """Return the numbers behind `figure` as comma-separated values.

    Curves over the same axis share one table, joined at their x; further tables (an image, points)
    follow after an empty line. Decimals are ``.``; every number reads back as the same number of
    its type; what is missing is empty. Lines end in a line feed.
    """
    return "\n".join("".join(_written(table)) for table in tables(figure))


def tables(figure: Figure) -> tuple[Table, ...]:
    """Return the tables that `to_csv` writes, in the order of the plots."""
    found: list[Table] = []
    lines: dict[str, list[Line]] = {}
    for plot in figure.plots:
        curves = [m for m in plot.marks if isinstance(m, Line)]
        if curves:
            lines.setdefault(plot.x.label, []).extend(curves)
        for mark in plot.marks:
            table = _table(mark, plot)
            if table is not None:
                found.append(table)
    joined = [_joined(label or "x", group) for label, group in lines.items()]
    points = _points_table(figure)
    return (*joined, *found, *([points] if points else []))


def _table(mark: Mark, plot: Plot) -> Table | None:
    if isinstance(mark, Bars):
        return Table((plot.y.label or "name", mark.name), (np.array(mark.names), mark.values))
    if isinstance(mark, Image):
        return _image_table(mark, plot)
    if isinstance(mark, Arrow):
        ends = [np.array([v]) for v in (*mark.start, *mark.end)]
        return Table(("arrow", "x0", "y0", "x1", "y1"), (np.array([mark.name]), *ends))
    return None


def _joined(label: str, lines: Sequence[Line]) -> Table:
    """Return the curves in one table over the union of their x."""
    x = np.unique(np.concatenate([line.x for line in lines]))
    names, columns = [label], [x]
    for line in lines:
        for suffix, values in (("", line.y), (" min", line.low), (" max", line.high)):
            if values is not None:
                column = np.full(len(x), np.nan, np.asarray(values).dtype)
                column[np.searchsorted(x, line.x)] = values
                names.append(line.name + suffix)
                columns.append(column)
    return Table(tuple(names), tuple(columns))


def _image_table(image: Image, plot: Plot) -> Table:
    """Return one row a cell, with the coordinates of its centre."""
    values = image.values.reshape(*image.values.shape[:2], -1)
    rows, columns, k = values.shape
    x0, x1, y0, y1 = image.extent
    x = image.column_values
    if x is None:
        x = x0 + (np.arange(columns) + 0.5) * (x1 - x0) / columns
    y: Array = np.array(image.row_names)
    if not len(y):
        y = y0 + (np.arange(rows) + 0.5) * (y1 - y0) / rows
    names = image.names or (image.name,)
    cells = [values[:, :, j].reshape(-1) for j in range(k)]
    return Table(
        (plot.x.label or "x", plot.y.label or "y", *names[:k]),
        (np.tile(x, rows), np.repeat(y, columns), *cells),
    )


def _points_table(figure: Figure) -> Table | None:
    """Return all points of all plots in one table, with the name of their kind and class."""
    points = [(p, m) for p in figure.plots for m in p.marks if isinstance(m, Points)]
    if not points:
        return None
    plot = points[0][0]
    kinds = np.concatenate([np.repeat(m.name, len(m.x)) for _, m in points])
    labels = np.concatenate([_labels(m) for _, m in points])
    x, y = (np.concatenate([getattr(m, a) for _, m in points]) for a in "xy")
    return Table(("part", "target", plot.x.label or "x", plot.y.label or "y"), (kinds, labels, x, y))


def _labels(points: Points) -> Array:
    if points.values is not None:
        return np.array(list(_texts(points.values)))
    return np.repeat(points.label, len(points.x))


def _written(table: Table) -> Iterator[str]:
    """Yield the lines of one table."""
    yield ",".join(_quoted(name) for name in table.names) + "\n"
    for row in zip(*(_texts(column) for column in table.columns), strict=True):
        yield ",".join(row) + "\n"


def _texts(column: Array) -> Iterator[str]:
    """Yield each value in the fewest digits that read back as the same number of its type."""
    column = np.asarray(column)
    if column.dtype.kind not in "fiu":
        yield from (_quoted(str(v)) for v in column)
    elif column.dtype.kind == "f" and not (np.isfinite(column) & (column == np.rint(column))).all():
        yield from ("" if np.isnan(v) else str(v) for v in column)
    else:
        yield from (str(int(v)) for v in column)


def _quoted(text: str) -> str:
    """Return `text` as one field (RFC 4180)."""
    if any(c in text for c in ',"\n\r'):
        return '"' + text.replace('"', '""') + '"'
    return text
