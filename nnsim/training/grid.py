"""Places on a plane through the inputs, where pictures ask the network."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from nnsim.data.prepare import Prepared


@dataclass(frozen=True)
class Lift:
    """How places among the inputs of a source become inputs of the network: by the steps its data took."""

    prepared: Prepared

    def __call__(self, places: np.ndarray) -> np.ndarray:
        """Return places (n, inputs of the source) as the network sees them, (n, *shape)."""
        return self.prepared.as_inputs(places.reshape(len(places), *self.prepared.origin.shape))


@dataclass(frozen=True)
class Grid:
    """The places ``origin + u·first + v·second`` for u, v at regular distances, in prepared (scaled) inputs.

    `first` and `second` are unit vectors: two inputs, or two principal axes. Along each axis lie
    `resolution` places, the ends of the ranges among them.
    """

    origin: tuple[float, ...]
    first: tuple[float, ...]
    second: tuple[float, ...]
    u_range: tuple[float, float]
    v_range: tuple[float, float]
    resolution: int = 100
    lift: Lift | None = None
    """Where it is given, the places are among the inputs of the source, in its own units."""

    def fits(self, shape: tuple[int, ...]) -> bool:
        """Return whether these are places among examples of `shape`."""
        sizes = {len(self.origin), len(self.first), len(self.second)}
        if self.lift is not None and self.lift.prepared.shape != shape:
            return False
        size = math.prod(shape if self.lift is None else self.lift.prepared.origin.shape)
        return sizes == {size} and self.resolution > 0

    def points(self, shape: tuple[int, ...]) -> np.ndarray:
        """Return the inputs at all places, (resolution², *shape), rows along v."""
        n = self.resolution
        u, v = np.linspace(*self.u_range, n), np.linspace(*self.v_range, n)
        first, second = np.array(self.first), np.array(self.second)
        points: np.ndarray = (
            np.array(self.origin)
            + u[None, :, None] * first[None, None, :]
            + v[:, None, None] * second[None, None, :]
        ).reshape(n * n, -1)
        return points.reshape(n * n, *shape) if self.lift is None else self.lift(points)


def usual_grid(prepared: Prepared, resolution: int) -> Grid:
    """Return the places between the training examples over their first two numbers that vary, the others at 0."""
    flat = prepared.train.inputs.reshape(len(prepared.train), -1)
    size = flat.shape[1]
    varying = np.flatnonzero(np.ptp(flat, axis=0) > 0)
    at = [*varying, *np.setdiff1d(np.arange(size), varying)][:2]
    unit = np.eye(size)[at]
    first, second = unit[0], unit[1] if size > 1 else np.zeros(size)
    ranges = [(float((flat @ axis).min()), float((flat @ axis).max())) for axis in (first, second)]
    return Grid(
        (0.0,) * size, tuple(first.tolist()), tuple(second.tolist()), ranges[0], ranges[1], resolution
    )
