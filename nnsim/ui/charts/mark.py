"""What is drawn on a chart outside its scene: marks, painted anew in every frame at little cost."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from nnsim.figures.figure import Array

_FARTHEST = 1e5
"""Pixels beyond a chart at which lines are cut off: Qt draws nothing that lies farther."""


class ToPixels(NamedTuple):
    """Where data lie on the screen: at ``x * x_scale + x_shift``, ``y * y_scale + y_shift``, in `area`.

    Pixels are those of widgets, independent of the device.
    """

    x_scale: float
    x_shift: float
    y_scale: float
    y_shift: float
    area: QRectF

    @classmethod
    def of(
        cls, x: tuple[float, float], y: tuple[float, float], area: QRectF, from_top: bool = False
    ) -> ToPixels:
        """Return how the ranges fill `area`; `from_top`: y grows downwards."""
        across, up = area.width() / ((x[1] - x[0]) or 1.0), area.height() / ((y[1] - y[0]) or 1.0)
        left = area.left() - x[0] * across
        if from_top:
            return cls(across, left, up, area.top() - y[0] * up, area)
        return cls(across, left, -up, area.bottom() + y[0] * up, area)

    def x(self, value: float) -> float:
        """Return where a vertical line at `value` stands."""
        return value * self.x_scale + self.x_shift

    def y(self, value: float) -> float:
        """Return where a horizontal line at `value` stands."""
        return value * self.y_scale + self.y_shift

    def points(self, x: Array, y: Array) -> Array:
        """Return the places of points, shape (n, 2); NaN stays NaN."""
        found = np.empty((len(x), 2))
        np.multiply(x, self.x_scale, found[:, 0])
        np.multiply(y, self.y_scale, found[:, 1])
        found += self.x_shift, self.y_shift
        return np.clip(found, -_FARTHEST, _FARTHEST, out=found)


class Marks:
    """The marks of one chart, in the order in which they are painted.

    Parameters
    ----------
    changed
        Called when something of them has to be painted anew.
    """

    def __init__(self, changed: Callable[[], None]) -> None:
        self.changed = changed
        self._marks: list[Mark] = []

    def add(self, mark: Mark) -> None:
        """Take a mark in."""
        self._marks.append(mark)
        self.sort()

    def remove(self, mark: Mark) -> None:
        """Paint a mark no more."""
        self._marks.remove(mark)
        self.changed()

    def sort(self) -> None:
        """Put them into order: the least z first, then the oldest."""
        self._marks.sort(key=lambda mark: mark.z)
        self.changed()

    def paint(self, painter: QPainter, to: ToPixels, low: float, high: float) -> None:
        """Paint the marks with ``low <= z < high`` within the axes."""
        painter.save()
        painter.setClipRect(to.area, Qt.ClipOperation.IntersectClip)
        for mark in self._marks:
            if mark.shown and low <= mark.z < high:
                painter.setOpacity(mark.opacity)
                mark.paint(painter, to)
        painter.restore()


class Mark:
    """One thing on a chart, in the coordinates of its data; higher `z` lies above lower."""

    def __init__(self, marks: Marks, z: float) -> None:
        self._marks = marks
        self._z = z
        self._shown, self._opacity = True, 1.0
        self.pen = QPen(Qt.PenStyle.NoPen)
        marks.add(self)

    def paint(self, painter: QPainter, to: ToPixels) -> None:
        """Paint the mark; opacity and clip are set."""
        raise NotImplementedError

    def changed(self) -> None:
        """Have it painted anew."""
        self._marks.changed()

    def remove(self) -> None:
        """Take it off the chart."""
        self._marks.remove(self)

    def set_pen(self, pen: QPen) -> None:
        """Draw lines with `pen`, whose width is in pixels of the device; see `line_pen`."""
        if pen != self.pen:
            self.pen = QPen(pen)
            self.changed()

    @property
    def z(self) -> float:
        """Its height above the ground."""
        return self._z

    @z.setter
    def z(self, z: float) -> None:
        if z != self._z:
            self._z = z
            self._marks.sort()

    @property
    def shown(self) -> bool:
        """Whether it is painted at all."""
        return self._shown

    @shown.setter
    def shown(self, shown: bool) -> None:
        if shown != self._shown:
            self._shown = shown
            self.changed()

    @property
    def opacity(self) -> float:
        """From 0 to 1."""
        return self._opacity

    @opacity.setter
    def opacity(self, opacity: float) -> None:
        if opacity != self._opacity:
            self._opacity = opacity
            self.changed()
