"""What of the plane the mouse can take hold of."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QPointF

from nnsim.lab.teacher import Line
from nnsim.ui.neuronlab.plane_picture import ArrowPlace, PlanePicture
from nnsim.ui.neuronlab.plane_scale import PlaneScale

_POINT, _TIP, _LINE = 11.0, 13.0, 7.0
"""How near, in pixels."""


@dataclass(frozen=True)
class Grip:
    """A point (number `place`), the tip of w, or the line."""

    kind: Literal["point", "w", "line"]
    place: int = -1


def grip_at(picture: PlanePicture, scale: PlaneScale, arrow: ArrowPlace, at: QPointF) -> Grip | None:
    """Return what lies at a pixel: the tip of w before a point before the line."""
    if picture.line.w != (0.0, 0.0) and _far(scale.pixel(*arrow.tip(picture.line)), at) < _TIP:
        return Grip("w")
    near = [(_far(scale.pixel(*point), at), place) for place, point in enumerate(picture.points)]
    if near and min(near)[0] < _POINT:
        return Grip("point", min(near)[1])
    x, y = scale.point(at)
    (a, c), b = picture.line.w, picture.line.b
    length = math.hypot(a, c)
    if length and abs(a * x + c * y + b) / length * scale.unit < _LINE and scale.room.contains(at):
        return Grip("line")
    return None


def turned(line: Line, about: tuple[float, float], angle: float, shift: float) -> Line:
    """Return a line turned about a point of it by `angle`, and shifted along its normal."""
    sine, cosine = math.sin(angle), math.cos(angle)
    w = (cosine * line.w[0] - sine * line.w[1], sine * line.w[0] + cosine * line.w[1])
    b = -(w[0] * about[0] + w[1] * about[1]) - shift * math.hypot(*w)
    return Line((float(f"{w[0]:.6g}"), float(f"{w[1]:.6g}")), float(f"{b:.6g}"))


def _far(a: QPointF, b: QPointF) -> float:
    return math.hypot(a.x() - b.x(), a.y() - b.y())
