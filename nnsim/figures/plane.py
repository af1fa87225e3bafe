"""The plane through the inputs on which a decision boundary is drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nnsim.base.errors import NnsimError
from nnsim.base.text import tr
from nnsim.data.prepare import Examples, Prepared
from nnsim.figures.figure import Array
from nnsim.training.grid import Grid, Lift

_MOST_ROWS = 2000
"""Examples that principal axes are worked out from; more change them by less than a line's width."""


_TRIED = 16
"""Places along each axis that are tried before a plane is said to go through the steps of the data."""


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

    Data with a single input span a line: then `second` is zero. `aspect` is the length of one unit
    along x over that of one along y, both as shown, where the two can be compared; None where not.
    """

    origin: tuple[float, ...]
    first: tuple[float, ...]
    second: tuple[float, ...]
    axes: tuple[PlaneAxis, PlaneAxis]
    aspect: float | None = None
    lift: Lift | None = None
    """Where it is given, the plane lies among the inputs of the source, before the steps its data took."""

    @property
    def is_line(self) -> bool:
        """Whether there is only one direction: the data have a single input."""
        return not any(self.second)

    def place(self, x: float, y: float) -> tuple[float, ...]:
        """Return the prepared, flattened inputs at a place in shown units; a line has no height."""
        u = self.axes[0].hidden(x)
        v = 0.0 if self.is_line else self.axes[1].hidden(y)
        at = np.array(self.origin) + u * np.array(self.first) + v * np.array(self.second)
        if self.lift is not None:
            at = self.lift(at[np.newaxis]).reshape(-1)
        return tuple(at.tolist())

    def coordinates(self, examples: Examples) -> Array:
        """Return the feet of examples on the plane in shown units, shape (n, 2)."""
        inputs = examples.inputs if self.lift is None or examples.origin is None else examples.origin
        flat = inputs.reshape(len(inputs), -1) - np.array(self.origin)
        uv = flat @ np.array([self.first, self.second]).T
        shown: Array = uv * [a.scale for a in self.axes] + [a.shift for a in self.axes]
        return shown

    def extent(
        self, prepared: Prepared, margin: float = 0.12
    ) -> tuple[tuple[float, float], tuple[float, float]]:
        """Return ranges in shown units that hold all examples, with a margin."""
        parts = [prepared.train, prepared.validation, prepared.test]
        points = np.concatenate([self.coordinates(p) for p in parts if len(p)])
        ranges = []
        for low, high in zip(points.min(0), points.max(0), strict=True):
            span = float(high - low) or 1.0
            ranges.append((float(low) - margin * span, float(high) + margin * span))
        return ranges[0], ranges[1]

    def grid(self, x: tuple[float, float], y: tuple[float, float], resolution: int) -> Grid:
        """Return where pictures ask the network over ranges in shown units."""
        a, b = self.axes
        u, v = (a.hidden(x[0]), a.hidden(x[1])), (b.hidden(y[0]), b.hidden(y[1]))
        return Grid(self.origin, self.first, self.second, u, v, resolution, self.lift)

    def holds(self, grid: Grid) -> bool:
        """Return whether all places of `grid` lie on this plane, along its own axes."""
        mine = (self.origin, self.first, self.second, self.lift)
        return (grid.origin, grid.first, grid.second, grid.lift) == mine


def input_plane(prepared: Prepared, first: int, second: int) -> Plane:
    """Return the plane of two inputs; the others stay at their means over the training part.

    Raises NnsimError when the inputs are not a flat list with these two, different, places.
    """
    d = prepared.train.inputs.shape[1]
    if len(prepared.shape) != 1 or first == second or not (0 <= first < d and 0 <= second < d):
        raise NnsimError(tr("Choose two different inputs for the axes of the map."))
    origin = prepared.train.inputs.mean(0)
    origin[[first, second]] = 0.0
    unit = np.eye(d)
    return Plane(
        tuple(origin.tolist()),
        tuple(unit[first].tolist()),
        tuple(unit[second].tolist()),
        (_input_axis(prepared, first), _input_axis(prepared, second)),
        1.0 if prepared.dataset.in_one_unit(first, second) else None,
    )


def _input_axis(prepared: Prepared, j: int) -> PlaneAxis:
    scale, shift = prepared.scaler.scale.reshape(-1), prepared.scaler.shift.reshape(-1)
    return PlaneAxis(prepared.input_names[j], float(scale[j]), float(shift[j]))


def source_plane(prepared: Prepared) -> Plane | None:
    """Return the plane of the two inputs of a source, or its only one, where steps made others of them.

    None where there are more of them, or none were made, or not every place among the examples can go that way.
    """
    origin, examples = prepared.origin, prepared.train
    d = len(origin.input_names)
    if examples.origin is None or not len(examples) or d not in (1, 2) or np.isnan(origin.inputs).any():
        return None
    axes = [*(PlaneAxis(name) for name in origin.input_names), PlaneAxis("")][:2]
    unit = np.eye(2)[:, :d].tolist()
    aspect = 1.0 if d == 2 and origin.in_one_unit(0, 1) else None
    lift = Lift(prepared)
    plane = Plane((0.0,) * d, tuple(unit[0]), tuple(unit[1]), (axes[0], axes[1]), aspect, lift)
    try:
        plane.grid(*plane.extent(prepared), _TRIED).points(prepared.shape)
    except NnsimError:
        return None
    return plane


def principal_plane(prepared: Prepared) -> Plane:
    """Return the plane of the two principal axes of the training inputs, through their mean.

    Source: Pearson 1901. Each axis points where its largest component is positive, so that the
    same data give the same picture.

    Raises NnsimError when the inputs hold fewer than two numbers.
    """
    train = prepared.train.inputs.reshape(len(prepared.train), -1)
    if train.shape[1] < 2:
        raise NnsimError(tr("A map needs at least two inputs; this data has one."))
    mean = train.mean(0)
    centred = train[:: max(1, len(train) // _MOST_ROWS)][:_MOST_ROWS] - mean
    directions, shares = _principal(centred)
    axes = tuple(
        PlaneAxis(tr("PC {n} ({share} % of variance)").format(n=i + 1, share=f"{100 * s:.0f}"))
        for i, s in enumerate(shares)
    )
    first, second = (tuple(row.tolist()) for row in directions)
    return Plane(tuple(mean.tolist()), first, second, (axes[0], axes[1]), 1.0)


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

    Where steps made others of them, these are the inputs of the source.
    """
    of_source = source_plane(prepared)
    if of_source is not None:
        return of_source
    if prepared.shape == (1,):
        return Plane((0.0,), (1.0,), (0.0,), (_input_axis(prepared, 0), PlaneAxis("")))
    if prepared.shape == (2,):
        return input_plane(prepared, 0, 1)
    return principal_plane(prepared)
