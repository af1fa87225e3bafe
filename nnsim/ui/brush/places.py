"""Pixels and data: where a spray puts its points, and which points lie under an eraser or in a lasso."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF

from nnsim.data.dataset import Floats
from nnsim.ui.charts.mark import ToPixels

ROOM = 13.0
"""Pixels from one sprayed point to the next, on average."""
REACH = 10.0
"""Pixels within which a point is pointed at."""


def to_data(pixels: Floats, to: ToPixels) -> Floats:
    """Return the data at places on the viewport, (n, 2)."""
    found: Floats = (pixels - (to.x_shift, to.y_shift)) / (to.x_scale, to.y_scale)
    return found


class Spray:
    """Puts points about the way of the pointer: so many for each stretch of it, as fits its size."""

    def __init__(self, seed: int = 0) -> None:
        self._random = np.random.default_rng(seed)
        self._owed = 0.0

    def begin(self) -> None:
        """Owe nothing: another stroke begins."""
        self._owed = 0.0

    def along(self, start: QPointF, end: QPointF, size: float) -> Floats:
        """Return the pixels (n, 2) of points sprayed from `start` to `end`, within `size` of the way."""
        way = np.array([end.x() - start.x(), end.y() - start.y()])
        length = float(np.hypot(*way))
        # The area that is swept, a point for each square of it.
        self._owed += length * max(2 * size, ROOM) / ROOM**2
        count = int(self._owed)
        self._owed -= count
        middle = np.array([start.x(), start.y()]) + self._random.random((count, 1)) * way
        angle, far = self._random.random(count) * 2 * np.pi, size * np.sqrt(self._random.random(count))
        found: Floats = middle + np.column_stack((far * np.cos(angle), far * np.sin(angle)))
        return found


def near(at: Floats, to: ToPixels, start: QPointF, end: QPointF, size: float) -> NDArray[np.bool_]:
    """Return which of the points (n, 2) lie within `size` pixels of the way from `start` to `end`."""
    pixels = to.points(at[:, 0], at[:, 1])
    first, way = np.array([start.x(), start.y()]), np.array([end.x() - start.x(), end.y() - start.y()])
    length = float(way @ way)
    along = np.clip((pixels - first) @ way / length, 0, 1)[:, None] if length else np.zeros((len(at), 1))
    away = pixels - first - along * way
    under: NDArray[np.bool_] = np.hypot(away[:, 0], away[:, 1]) <= size
    return under


def within(at: Floats, to: ToPixels, line: Sequence[QPointF]) -> NDArray[np.bool_]:
    """Return which of the points (n, 2) a closed line on the viewport surrounds: an odd number of its edges is
    crossed on the way out (Shimrat 1962).
    """
    pixels = to.points(at[:, 0], at[:, 1])
    inside = np.zeros(len(at), bool)
    corners = np.array([(p.x(), p.y()) for p in line]).reshape(-1, 2)
    for (x0, y0), (x1, y1) in zip(corners, np.roll(corners, -1, 0), strict=True):
        if y0 == y1:
            continue
        spans = (y0 > pixels[:, 1]) != (y1 > pixels[:, 1])
        crossing = x0 + (pixels[:, 1] - y0) * (x1 - x0) / (y1 - y0)
        inside ^= spans & (pixels[:, 0] < crossing)
    return inside
