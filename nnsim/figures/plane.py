"""The plane through the inputs on which a decision boundary is drawn."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Sequence
from dataclasses import dataclass
from weakref import WeakKeyDictionary

import numpy as np

from nnsim.base.errors import NnsimError
from nnsim.base.text import tr
from nnsim.data.many_rows import pieces
from nnsim.data.prepared import Examples, Prepared
from nnsim.figures.figure import Array
from nnsim.training.grid import Grid

Ranges = tuple[tuple[float, float], tuple[float, float]]

_MOST_ROWS, _MOST_OF_WIDE = 2000, 150
"""Examples that principal axes are worked out from; more change them by less than a line's width. Of examples
with more numbers than that fewer must do: their axes come of a matrix of all examples by all examples."""


@dataclass(frozen=True)
class PlaneAxis:
    """One direction: its name, and how its coordinate is shown: ``coordinate · scale + shift``."""

    label: str
    scale: float = 1.0
    shift: float = 0.0

    def shown(self, coordinate: float) -> float:
        """Return a coordinate of the prepared inputs in the units of the axis."""
        return coordinate * self.scale + self.shift

    def hidden(self, shown: float) -> float:
        """Return what is shown as a coordinate of the prepared inputs."""
        return (shown - self.shift) / self.scale


@dataclass(frozen=True, eq=False)
class Plane:
    """``origin + u·first + v·second`` in prepared, flattened inputs; `first` and `second` orthonormal.

    Where steps made the inputs of other columns a plane may lie among those instead: what one moves
    then is a column, and all that was made of it moves along.

    Data with a single input span a line: then `second` is zero. `aspect` is the length of one unit
    along x over that of one along y, both as shown, where the two can be compared; None where not.
    """

    origin: tuple[float, ...]
    first: tuple[float, ...]
    second: tuple[float, ...]
    axes: tuple[PlaneAxis, PlaneAxis]
    aspect: float | None = None
    before_steps: bool = False
    """Whether it lies among the columns before the steps of the data, in the units of the source."""
    is_slice: bool = False
    """Whether it is one of many through the data, chosen by how they are spread: most points lie off it."""

    @property
    def is_line(self) -> bool:
        """Whether there is only one direction: the data have a single input."""
        return not any(self.second)

    def place(self, x: float, y: float) -> tuple[float, ...]:
        """Return the prepared, flattened inputs at a place in shown units; a line has no height.

        Of a plane before the steps, the columns there.
        """
        u = self.axes[0].hidden(x)
        v = 0.0 if self.is_line else self.axes[1].hidden(y)
        at = np.array(self.origin) + u * np.array(self.first) + v * np.array(self.second)
        return tuple(at.tolist())

    def coordinates(self, inputs: Array) -> Array:
        """Return the feet of `inputs` (n, *shape) on the plane in shown units, shape (n, 2)."""
        flat, ways, origin = (
            inputs.reshape(len(inputs), math.prod(inputs.shape[1:])),
            np.array([self.first, self.second]),
            np.array(self.origin),
        )
        # Most planes lie along two inputs, and the others need not be read.
        along = np.flatnonzero(ways.any(0))
        if len(along) < len(origin):
            flat, ways, origin = flat[:, along], ways[:, along], origin[along]
        shown = np.empty((len(flat), 2))
        for rows in pieces(*flat.shape):
            uv = (flat[rows] - origin) @ ways.T
            shown[rows] = uv * [a.scale for a in self.axes] + [a.shift for a in self.axes]
        return shown

    def of(self, examples: Examples) -> Array:
        """Return where examples stand, as `coordinates` does of their inputs."""
        if self.before_steps and examples.origin is not None:
            return self.coordinates(examples.origin)
        found: Array = np.concatenate(
            [self.coordinates(piece) for piece in examples.pieces()] or [np.zeros((0, 2))]
        )
        return found

    def extent(self, prepared: Prepared, margin: float = 0.12) -> Ranges:
        """Return ranges in shown units that hold all examples, with a margin; worked out once for each data."""
        known = _extents.setdefault(prepared, {})
        if (self, margin) not in known:
            known[self, margin] = self._extent(prepared, margin)
        return known[self, margin]

    def _extent(self, prepared: Prepared, margin: float) -> Ranges:
        parts = [prepared.train, prepared.validation, prepared.test]
        points = np.concatenate([self.of(_few_of_bytes(p)) for p in parts if len(p)])
        ranges = []
        for low, high in zip(points.min(0), points.max(0), strict=True):
            span = float(high - low) or 1.0
            ranges.append((float(low) - margin * span, float(high) + margin * span))
        return ranges[0], ranges[1]

    def grid(self, x: tuple[float, float], y: tuple[float, float], resolution: int) -> Grid:
        """Return where pictures ask the network over ranges in shown units."""
        a, b = self.axes
        u, v = (a.hidden(x[0]), a.hidden(x[1])), (b.hidden(y[0]), b.hidden(y[1]))
        return Grid(self.origin, self.first, self.second, u, v, resolution, self.before_steps)

    def holds(self, grid: Grid) -> bool:
        """Return whether all places of `grid` lie on this plane, along its own axes."""
        own = self.origin, self.first, self.second, self.before_steps
        return (grid.origin, grid.first, grid.second, grid.before_steps) == own


_default_planes: WeakKeyDictionary[Prepared, Plane] = WeakKeyDictionary()
_extents: WeakKeyDictionary[Prepared, dict[tuple[Plane, float], Ranges]] = WeakKeyDictionary()


def input_plane(prepared: Prepared, first: int, second: int) -> Plane:
    """Return the plane of two of `axis_names`; the others stay at their means over the training part.

    Raises NnsimError when the inputs are not a flat list with these two, different, places.
    """
    if prepared.has_origin:
        return _plane_before_steps(prepared, first, second)
    d = prepared.train.inputs.shape[1]
    if len(prepared.shape) != 1 or first == second or not (0 <= first < d and 0 <= second < d):
        raise NnsimError(tr("Choose two different inputs for the axes of the map."))
    origin = _mean(prepared.train)
    origin[[first, second]] = 0.0
    unit = np.eye(d)
    return Plane(
        tuple(origin.tolist()),
        tuple(unit[first].tolist()),
        tuple(unit[second].tolist()),
        (_input_axis(prepared, first), _input_axis(prepared, second)),
        1.0 if prepared.dataset.in_one_unit(first, second) else None,
    )


def axis_names(prepared: Prepared) -> tuple[str, ...]:
    """Return what planes can be laid through: the columns before the steps, where these made others of them."""
    return prepared.columns.input_names


def _plane_before_steps(prepared: Prepared, first: int, second: int) -> Plane:
    dataset, columns = prepared.origin, prepared.train.origin
    assert columns is not None
    d = columns.shape[1]
    if first == second or not (0 <= first < d and 0 <= second < d):
        raise NnsimError(tr("Choose two different inputs for the axes of the map."))
    origin = np.nan_to_num(np.nanmean(columns, axis=0))
    origin[[first, second]] = 0.0
    unit = np.eye(d)
    axes = PlaneAxis(dataset.input_names[first]), PlaneAxis(dataset.input_names[second])
    aspect = 1.0 if dataset.in_one_unit(first, second) else None
    return Plane(
        tuple(origin.tolist()), tuple(unit[first].tolist()), tuple(unit[second].tolist()), axes, aspect, True
    )


def _line_before_steps(prepared: Prepared) -> Plane:
    axes = PlaneAxis(prepared.origin.input_names[0]), PlaneAxis("")
    return Plane((0.0,), (1.0,), (0.0,), axes, before_steps=True)


def _input_axis(prepared: Prepared, j: int) -> PlaneAxis:
    scale, shift = prepared.scaler.scale.reshape(-1), prepared.scaler.shift.reshape(-1)
    return PlaneAxis(prepared.input_names[j], float(scale[j]), float(shift[j]))


def principal_plane(prepared: Prepared) -> Plane:
    """Return the plane of the two principal axes of the training inputs, through their mean.

    Source: Pearson 1901. Each axis points where its largest component is positive, so that the
    same data give the same picture.

    Raises NnsimError when the inputs hold fewer than two numbers.
    """
    train, size = prepared.train, math.prod(prepared.shape)
    if size < 2:
        raise NnsimError(tr("A map needs at least two inputs; this data has one."))
    mean = _mean(train).reshape(-1)
    chosen = _spread(len(train), _MOST_ROWS if size <= _MOST_ROWS else _MOST_OF_WIDE)
    centred = train.values(chosen).reshape(len(chosen), -1) - mean
    directions, shares = _principal(centred)
    axes = tuple(
        PlaneAxis(tr("PC {n} ({share} % of variance)").format(n=i + 1, share=f"{100 * s:.0f}"))
        for i, s in enumerate(shares)
    )
    first, second = (tuple(row.tolist()) for row in directions)
    return Plane(tuple(mean.tolist()), first, second, (axes[0], axes[1]), 1.0, is_slice=size > 2)


def slice_words() -> str:
    """Return what is to be known of a plane that is a slice, in few words."""
    return tr("A slice through the mean; points lie off it")


def _few_of_bytes(examples: Examples) -> Examples:
    """Return the examples; of bytes some, for all would have to be unpacked to find out how far they reach."""
    if isinstance(examples.inputs, np.ndarray):
        return examples
    return examples.some(_spread(len(examples), _MOST_OF_WIDE))


def _mean(examples: Examples) -> Array:
    """Return the mean of the inputs, (*shape): of bytes that of some, for all would have to be unpacked."""
    if isinstance(examples.inputs, np.ndarray):
        return np.asarray(examples.inputs.mean(0))
    return np.asarray(examples.values(_spread(len(examples), _MOST_OF_WIDE)).mean(0))


def _spread(count: int, most: int) -> Array:
    """Return at most so many places of `count`, at equal distances."""
    return np.arange(count)[:: max(1, count // most)][:most]


def _principal(centred: Array) -> tuple[Array, Sequence[float]]:
    """Return the two leading directions (2, d), orthonormal, and their shares of the variance."""
    n, d = centred.shape
    total = float((centred**2).sum()) or 1.0
    if d <= n:
        values, vectors = np.linalg.eigh(centred.T @ centred)
        leading, directions = values[::-1][:2], vectors[:, ::-1][:, :2].T
    else:
        values, left = np.linalg.eigh(centred @ centred.T)
        leading, left = values[::-1][:2], left[:, ::-1][:, :2]
        directions = (centred.T @ left).T
    directions = _orthonormal(directions, d)
    at = np.abs(directions).argmax(1)
    signs = np.where(directions[[0, 1], at] < 0, -1.0, 1.0)
    shares = [float(max(v, 0.0)) / total for v in leading]
    return directions * signs[:, None], [*shares, 0.0, 0.0][:2]


def _orthonormal(directions: Array, d: int) -> Array:
    """Return two orthonormal rows, as close to `directions` as can be, even if these are degenerate."""
    rows: list[Array] = []
    for candidate in (*directions, *np.eye(min(d, 3), d)):
        rest = candidate - sum((r * (r @ candidate) for r in rows), np.zeros(d))
        norm = float(np.linalg.norm(rest))
        if norm > 1e-9 and len(rows) < 2:
            rows.append(rest / norm)
    return np.array(rows)


def default_plane(prepared: Prepared) -> Plane:
    """Return the two inputs when there are just two, the only one, otherwise the principal axes.

    Where steps made inputs of others, those before the steps are counted. It is worked out once for each data.
    """
    if prepared not in _default_planes:
        _default_planes[prepared] = _default_plane(prepared)
    return _default_planes[prepared]


def look_ahead(prepared: Prepared) -> None:
    """Work out what maps of these data begin with, so that whoever draws one need not: for another thread."""
    with contextlib.suppress(NnsimError):  # there is no map of them
        default_plane(prepared).extent(prepared)


def _default_plane(prepared: Prepared) -> Plane:
    if prepared.has_origin and prepared.origin.shape == (1,):
        return _line_before_steps(prepared)
    if prepared.has_origin and prepared.origin.shape == (2,):
        return input_plane(prepared, 0, 1)
    if prepared.shape == (1,):
        return Plane((0.0,), (1.0,), (0.0,), (_input_axis(prepared, 0), PlaneAxis("")))
    if prepared.shape == (2,):
        return input_plane(prepared, 0, 1)
    return principal_plane(prepared)
