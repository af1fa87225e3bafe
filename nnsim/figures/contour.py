"""Lines of equal value on a regular grid: marching squares, for all cells at once.

Cells with two opposite corners above the level are decided by the mean of the four corners.
Source: Lorensen & Cline 1987 in two dimensions; Maple 2003, "Geometric design and space planning
using the marching squares and marching cube algorithms".
"""

from __future__ import annotations

import numpy as np

from nnsim.figures.figure import Array

_SEGMENTS: tuple[tuple[tuple[int, int], ...], ...] = (
    (), ((3, 0),), ((0, 1),), ((3, 1),), ((1, 2),), ((3, 2), (1, 0)), ((0, 2),), ((3, 2),),
    ((2, 3),), ((2, 0),), ((0, 3), (2, 1)), ((2, 1),), ((1, 3),), ((1, 0),), ((0, 3),), (),
)  # fmt: skip
"""Edges that a piece joins, for each of the 16 cases; edges: 0 low y, 1 high x, 2 high y, 3 low x."""

_TABLE = np.full((16, 2, 2), -1)
for _case, _pieces in enumerate(_SEGMENTS):
    for _i, _piece in enumerate(_pieces):
        _TABLE[_case, _i] = _piece


def contour(field: Array, level: float, x_range: tuple[float, float], y_range: tuple[float, float]) -> Array:
    """Return the pieces of the line ``field = level``, shape (n, 2, 2): ends (x, y).

    `field` has shape (rows, columns): row 0 at the start of `y_range`, column 0 at the start of
    `x_range`, both ends included.
    """
    above = field > level
    case = above[:-1, :-1] + 2 * above[:-1, 1:] + 4 * above[1:, 1:] + 8 * above[1:, :-1]
    rows, columns = np.nonzero((case > 0) & (case < 15))
    case = case[rows, columns]
    corners = [
        field[rows, columns],
        field[rows, columns + 1],
        field[rows + 1, columns + 1],
        field[rows + 1, columns],
    ]
    # A saddle whose middle lies below the level is cut the other way: that is the other saddle.
    below = sum(corners) / 4 <= level
    flipped = np.where(below & (case == 5), 10, np.where(below & (case == 10), 5, case))
    places = _edge_points(rows, columns, corners, level)
    found = []
    for piece in range(2):
        edges = _TABLE[flipped, piece]
        here = np.nonzero(edges[:, 0] >= 0)[0]
        found.append(places[here[:, None], edges[here]])
    ends = np.concatenate(found)
    height, width = field.shape
    scale = np.array([(x_range[1] - x_range[0]) / (width - 1), (y_range[1] - y_range[0]) / (height - 1)])
    placed: Array = ends * scale + np.array([x_range[0], y_range[0]])
    return placed


def _edge_points(rows: Array, columns: Array, corners: list[Array], level: float) -> Array:
    """Return where the level crosses each of the four edges, shape (cells, 4, 2), in cells."""
    a, b, c, d = (np.asarray(v, np.float64) - level for v in corners)
    with np.errstate(divide="ignore", invalid="ignore"):
        low, right, high, left = a / (a - b), b / (b - c), d / (d - c), a / (a - d)
    points = [
        (columns + low, rows + 0.0), (columns + 1.0, rows + right),
        (columns + high, rows + 1.0), (columns + 0.0, rows + left),
    ]  # fmt: skip
    return np.stack([np.stack(p, axis=-1) for p in points], axis=1)
