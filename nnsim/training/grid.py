"""Places on a plane through the inputs, where pictures ask the network."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from nnsim.base.byte_numbers import ByteNumbers
from nnsim.data.prepared import Examples, Prepared

COARSEST = 8
"""Places along each axis of the coarsest pictures."""


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
    before_steps: bool = False
    """Whether these are places among the columns before the steps, in the units of the source."""

    def coarser(self) -> Grid | None:
        """Return the same part of the plane with half as many places along each axis; None for few."""
        fewer = self.resolution // 2
        return replace(self, resolution=fewer) if fewer >= COARSEST else None

    def fits(self, prepared: Prepared) -> bool:
        """Return whether these are places among such examples."""
        sizes = {len(self.origin), len(self.first), len(self.second)}
        if self.before_steps and not prepared.has_origin:
            return False
        return sizes == {math.prod(self._shape(prepared))} and self.resolution > 0

    def inputs(self, prepared: Prepared) -> np.ndarray:
        """Return what the network is given at all places, (resolution², *shape), rows along v.

        Raises NnsimError when a step of the data cannot be done there.
        """
        points = self.points(self._shape(prepared))
        return prepared.as_inputs(points) if self.before_steps else points

    def _shape(self, prepared: Prepared) -> tuple[int, ...]:
        return prepared.origin.shape if self.before_steps else prepared.shape

    def points(self, shape: tuple[int, ...]) -> np.ndarray:
        """Return the inputs at all places, (resolution², *shape), rows along v."""
        n = self.resolution
        u, v = np.linspace(*self.u_range, n), np.linspace(*self.v_range, n)
        first, second = np.array(self.first), np.array(self.second)
        points: np.ndarray = (
            np.array(self.origin)
            + u[None, :, None] * first[None, None, :]
            + v[:, None, None] * second[None, None, :]
        ).reshape(n * n, *shape)
        return points


def usual_grid(prepared: Prepared, resolution: int) -> Grid:
    """Return the places between the training examples over their first two numbers that vary, the others at 0.

    Where steps made other inputs of two columns, these are the two.
    """
    if prepared.has_origin and len(prepared.origin.shape) == 1 and prepared.origin.shape[0] <= 2:
        return _before_steps(prepared, resolution)
    size = math.prod(prepared.shape)
    lows, highs = _reach(prepared.train, size)
    varying = np.flatnonzero(highs - lows > 0)
    at = [*varying, *np.setdiff1d(np.arange(size), varying)][:2]
    unit = np.eye(size)[at]
    first, second = unit[0], unit[1] if size > 1 else np.zeros(size)
    ranges = [(float(lows @ axis), float(highs @ axis)) for axis in (first, second)]
    return Grid(
        (0.0,) * size, tuple(first.tolist()), tuple(second.tolist()), ranges[0], ranges[1], resolution
    )


def _before_steps(prepared: Prepared, resolution: int) -> Grid:
    """Return the places between the training examples over their one or two columns before the steps."""
    columns = prepared.train.origin
    assert columns is not None
    size = columns.shape[1]
    unit = np.eye(2, size).tolist()
    lows, highs = columns.min(0).tolist(), columns.max(0).tolist()
    ranges = [(low, high) for low, high in zip(lows, highs, strict=True)]
    second = tuple(unit[1]) if size > 1 else (0.0,)
    return Grid((0.0,) * size, tuple(unit[0]), second, ranges[0], ranges[-1], resolution, True)


def _reach(examples: Examples, size: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the least and the greatest of each number of the inputs, both (size,)."""
    kept = examples.inputs
    if isinstance(kept, ByteNumbers):
        # What a byte stands for grows with it, so the least byte is the least number.
        ends = ByteNumbers(np.stack((kept.codes.min(0), kept.codes.max(0))), kept.meanings).numbers()
        return ends[0].reshape(size), ends[1].reshape(size)
    flat = kept.reshape(-1, size)
    return flat.min(0), flat.max(0)
