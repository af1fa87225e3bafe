"""A scientific figure as plain values: what to draw, in which units, and the numbers behind it.

Nothing here draws. `nnsim.ui.charts.figures` paints a figure for paper; `nnsim.figures.figure_table`
writes its numbers.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from numpy.typing import NDArray

Array = NDArray[Any]
Style = Literal["solid", "dashed", "dotted", "dash-dotted"]
Shape = Literal["circle", "diamond", "square", "hexagon", "triangle"]


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
    """A curve through (x, y), with an optional band from `low` to `high`; NaN leaves a gap.

    `values` are the numbers behind it where `y` leaves out what an axis cannot show, such as 0 on a
    logarithmic one; `column` names them in a table where the name of the curve does not say enough.
    """

    name: str
    x: Array
    y: Array
    colour: str
    low: Array | None = None
    high: Array | None = None
    style: Style = "solid"
    width: float = 1.6
    in_legend: bool = True
    values: Array | None = None
    column: str = ""
    behind: bool = False
    """It is painted before those that are not, wherever it stands."""


@dataclass(frozen=True, eq=False)
class Points:
    """Single points of one kind; `label` names the class they belong to.

    `colours` (one for each point) stands in for `colour`; `values` are the numbers behind them.
    `mark` (0, 1, 2, ...) is cut out of the shape so that classes differ without their colours.
    `placed` says that y only keeps the points apart and is no number of theirs.
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
    placed: bool = False


@dataclass(frozen=True, eq=False)
class Bars:
    """One horizontal bar for each name, from the left end of the axis; row 0 stands at the top."""

    name: str
    names: tuple[str, ...]
    values: Array
    colours: tuple[str, ...]
    notes: tuple[str, ...] = ()
    """What stands behind each bar, such as its value in words."""


@dataclass(frozen=True, eq=False)
class Spans:
    """Upright bars that need not begin at the axis, as in a waterfall: each from `low` to `high`, centred at `x`.

    `width` is in units of x; `notes` stand below each, `names` say in a table what it is of, and `values` are the
    numbers behind them. `pattern` (0: none, then one for each number) is drawn upon them, so that kinds differ without
    their colours.
    """

    name: str
    x: Array
    low: Array
    high: Array
    colour: str
    width: float = 0.8
    notes: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    values: Array | None = None
    pattern: int = 0


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
    """Words at a place in the plot: beginning there, or `centred` about it."""

    text: str
    at: tuple[float, float]
    colour: str = "#1c222b"
    centred: bool = False


Mark = Line | Points | Bars | Spans | Image | Segments | Arrow | Text


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
    bare: bool = False
    """Without axes and frame: a drawing, whose places mean nothing in numbers."""


@dataclass(frozen=True, eq=False)
class Figure:
    """Plots side by side, or in rows, under one title, with a caption that says how they came about."""

    title: str
    caption: str
    plots: tuple[Plot, ...]
    size: tuple[float, float] = field(default=(720.0, 430.0))
    """Width and height in CSS pixels (1/96 inch)."""
    columns: int = 0
    """Plots in a row, the others below; 0: all of them in one."""
