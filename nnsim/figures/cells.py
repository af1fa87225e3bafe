"""A network in the language of the chart (F. van Veen, 2016): cells in columns, told by colour, outline and mark."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from nnsim.base.text import tr
from nnsim.data.prepared import Prepared
from nnsim.document.resolve import Resolved
from nnsim.engine.cell_kind import CellKind
from nnsim.figures import palette
from nnsim.figures.cell_columns import Column, columns_of
from nnsim.figures.figure import Array, Axis, Figure, Line, Mark, Plot, Points, Segments, Shape, Text

_WIDTH, _HEIGHT, _MARGIN = 6.4, 3.6, 0.75
"""Of what is drawn and around it, in units of its own."""
_PITCH = 0.8
"""Between two cells of a column, where there is room."""
_LOOP = 0.3
_SKIP = 0.5
"""Height of an arc over a distance of 1; it grows with the root of that."""
_RING = 8
"""Cells of a ring."""
_COMPARED = 64
"""Examples that show whether targets are the inputs."""
_YELLOW, _GREEN, _ORANGE, _BLUE, _PURPLE = "#d6a400", "#1d9d6c", "#e2662c", "#3d7fe6", "#9a5ee0"
"""The same on paper and in every theme: a family of cells keeps its colour."""


@dataclass(frozen=True)
class Look:
    """How a kind of cell is drawn: families differ by outline, kinds of one family by what is cut out."""

    colour: str
    shape: Shape
    mark: int = 0


LOOKS = {
    CellKind.BACKFED_INPUT: Look(_YELLOW, "circle", 5),
    CellKind.INPUT: Look(_YELLOW, "circle"),
    CellKind.NOISY_INPUT: Look(_YELLOW, "circle", 7),
    CellKind.HIDDEN: Look(_GREEN, "hexagon"),
    CellKind.PROBABILISTIC_HIDDEN: Look(_GREEN, "hexagon", 1),
    CellKind.SPIKING_HIDDEN: Look(_GREEN, "hexagon", 7),
    CellKind.OUTPUT: Look(_ORANGE, "diamond"),
    CellKind.MATCH_INPUT_OUTPUT: Look(_ORANGE, "diamond", 1),
    CellKind.RECURRENT: Look(_BLUE, "square"),
    CellKind.MEMORY: Look(_BLUE, "square", 1),
    CellKind.DIFFERENT_MEMORY: Look(_BLUE, "square", 7),
    CellKind.KERNEL: Look(_PURPLE, "triangle", 1),
    CellKind.CONVOLUTION_OR_POOL: Look(_PURPLE, "triangle"),
}


def cell_figure(resolved: Resolved, prepared: Prepared | None, title: str = "", caption: str = "") -> Figure:
    """Return the drawing of a network with the names of its kinds of cells.

    Parameters
    ----------
    prepared
        The examples it learns from, None where there are none: asked whether the targets are the inputs.
    """
    return Figure(title, caption, (cell_plot(resolved, prepared),))


def cell_plot(resolved: Resolved, prepared: Prepared | None, size: float = 11.0) -> Plot:
    """Return the drawing as one plot; `size` is the width of a cell in CSS pixels."""
    columns = columns_of(resolved, prepared is not None and asks_for_inputs(prepared))
    # A ring is its own inputs; with other layers behind it, it is one of the columns.
    ring = columns[-1].ring if len(columns) == 2 else ()
    marks = list(_ring(ring, size)) if ring else list(_in_columns(columns, size))
    x = Axis(range=(-_MARGIN, _WIDTH + _MARGIN))
    y = Axis(range=(-_HEIGHT / 2 - _MARGIN, _HEIGHT / 2 + _MARGIN))
    return Plot(x, y, tuple(marks), aspect=1.0, bare=True)


def key_plot(kind: CellKind, size: float = 11.0) -> Plot:
    """Return one cell of a kind, for a list of all kinds."""
    at = np.zeros(1)
    span = Axis(range=(-1.0, 1.0))
    return Plot(span, span, (_cells(kind, at, at, size),), aspect=1.0, legend=False, bare=True)


def asks_for_inputs(prepared: Prepared) -> bool:
    """Return whether the targets of the examples are their inputs."""
    rows = slice(_COMPARED)
    inputs, targets = prepared.train.values(rows), np.asarray(prepared.train.targets[rows])
    flat = inputs.reshape(len(inputs), -1)
    return targets.shape == flat.shape and len(flat) > 0 and bool(np.allclose(flat, targets, atol=1e-6))


# ---- a ring ------------------------------------------------------------------------------------------


def _ring(kinds: Sequence[CellKind], size: float) -> Iterator[Mark]:
    """Yield cells all tied to each other."""
    angle = np.pi / 2 + 2 * np.pi * np.arange(_RING) / _RING
    radius = _HEIGHT / 2
    x, y = _WIDTH / 2 + radius * np.cos(angle), radius * np.sin(angle)
    places = np.stack((x, y), 1)
    ends = [(places[i], places[j]) for i in range(_RING) for j in range(i)]
    yield Segments("", np.array(ends), palette.FAINT, width=0.4)
    for kind in dict.fromkeys(kinds):
        own = np.array([kinds[i % len(kinds)] is kind for i in range(_RING)])
        yield _cells(kind, x[own], y[own], size)


# ---- columns -----------------------------------------------------------------------------------------


def _in_columns(columns: Sequence[Column], size: float) -> Iterator[Mark]:
    depth = max((column.depth for column in columns), default=0)
    places = {column.id: _places(column, columns, depth) for column in columns}
    links = [pair for column in columns for pair in _links(column, columns, places)]
    if links:
        yield Segments("", np.array(links), palette.FAINT, width=0.4)
    for column in columns:
        yield from _around(column, columns, places)
    kinds = sorted({column.kind for column in columns}, key=list(CellKind).index)
    for kind in kinds:
        at = np.concatenate([places[c.id] for c in columns if c.kind is kind])
        yield _cells(kind, at[:, 0], at[:, 1], size)


def _cells(kind: CellKind, x: Array, y: Array, size: float) -> Points:
    look = LOOKS[kind]
    return Points(tr(kind.title), x, y, look.colour, look.shape, mark=look.mark, size=size)


def _places(column: Column, columns: Sequence[Column], depth: int) -> Array:
    """Return where the cells of a column stand, (shown, 2); columns of equal depth stand one above the other."""
    beside = [c for c in columns if c.depth == column.depth]
    cells = sum(c.shown for c in beside) + len(beside) - 1
    pitch = min(_PITCH, _HEIGHT / max(cells - 1, 1))
    before = sum(c.shown + 1 for c in beside[: beside.index(column)])
    y = pitch * ((cells - 1) / 2 - before - np.arange(column.shown))
    x = _WIDTH * (column.depth / depth if depth else 0.5)
    return np.stack((np.full(column.shown, x), y), 1)


def _links(
    column: Column, columns: Sequence[Column], places: dict[str, Array]
) -> Iterator[tuple[Array, Array]]:
    """Yield the ends of the connections from the columns right before this one."""
    depths = {c.id: c.depth for c in columns}
    for source in column.sources:
        if column.depth - depths[source] == 1 and not column.after_gap:
            yield from ((a, b) for a in places[source] for b in places[column.id])


def _around(column: Column, columns: Sequence[Column], places: dict[str, Array]) -> Iterator[Mark]:
    """Yield what stands about a column: its loop, arcs that come from farther back, the gap before it."""
    own = places[column.id]
    if column.loops:
        turn = np.linspace(0, 2 * np.pi, 25)
        x, y = own[0, 0] + _LOOP * np.cos(turn), own[0, 1] + _LOOP + _LOOP * np.sin(turn)
        yield Line("", x, y, _BLUE, width=1.2, in_legend=False)
    depths = {c.id: c.depth for c in columns}
    far = [source for source in column.sources if column.depth - depths[source] > 1]
    for source in (*far, *column.rounds):
        yield _arc(places[source][0], own[0])
    if column.after_gap:
        step = (own[0, 0] - max(at[0, 0] for at in places.values() if at[0, 0] < own[0, 0])) / 2
        yield Text("…", (own[0, 0] - step, 0.0), palette.FAINT, centred=True)


def _arc(start: Array, end: Array) -> Line:
    t = np.linspace(0, 1, 21)
    x = start[0] + (end[0] - start[0]) * t
    high = _SKIP * np.sqrt(abs(end[0] - start[0]))
    y = start[1] + (end[1] - start[1]) * t + high * 4 * t * (1 - t)
    return Line("", x, y, _ORANGE, style="dashed", width=1.0, in_legend=False)
