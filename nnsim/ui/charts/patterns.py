"""Thin lines upon a bar, so that kinds of bars differ without their colours."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil, floor

from PySide6.QtCore import QLineF, QRectF
from PySide6.QtGui import QColor, QPainter, QPen

_PATTERNS: tuple[tuple[tuple[int, int], ...], ...] = (
    (), ((1, 1),), ((1, -1),), ((0, 1),), ((1, 0),), ((1, 1), (1, -1)),
)  # fmt: skip
"""Directions of the lines of each pattern, to the right and upwards."""
_PITCH = 5.0


def paint_pattern(painter: QPainter, area: QRectF, pattern: int, colour: QColor) -> None:
    """Draw thin lines upon a bar: none, rising, falling, upright, level, crossed, and from the first again.

    Line by line and cut to measure: brushes with patterns and clipping are lost in an SVG.
    """
    ways = _PATTERNS[pattern % len(_PATTERNS)]
    if not ways or area.isEmpty():
        return
    painter.setPen(QPen(colour, 1.0))
    for across, up in ways:
        for line in _hatches(area, across, up):
            painter.drawLine(line)


def _hatches(area: QRectF, across: int, up: int) -> Iterator[QLineF]:
    """Yield the lines along (across, -up) within an area, at places that all areas share."""
    left, right, top, bottom = area.left(), area.right(), area.top(), area.bottom()
    # A line is where across · y + up · x is one of the multiples of the pitch.
    corners = [across * y + up * x for x in (left, right) for y in (top, bottom)]
    first = ceil(min(corners) / _PITCH)
    for n in range(first, floor(max(corners) / _PITCH) + 1):
        level = n * _PITCH
        if across == 0:
            yield QLineF(level / up, top, level / up, bottom)
        elif up == 0:
            yield QLineF(left, level / across, right, level / across)
        else:
            ends = sorted((level - across * y) / up for y in (top, bottom))
            x0, x1 = max(left, ends[0]), min(right, ends[1])
            yield QLineF(x0, (level - up * x0) / across, x1, (level - up * x1) / across)
