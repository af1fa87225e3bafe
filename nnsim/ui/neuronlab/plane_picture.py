"""What is to be seen in the plane of two inputs, as a value; and how it is painted."""

from __future__ import annotations

import math
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen, QPolygonF

from nnsim.base.text import tr
from nnsim.figures.ticks import linear_ticks
from nnsim.lab.learning_board import line_ends
from nnsim.lab.teacher import Line
from nnsim.ui.look import fonts
from nnsim.ui.look.theme import theme
from nnsim.ui.neuronlab.plane_scale import PlaneScale

_LONGEST = 0.34
"""Length of the arrow of w at most, as a share of the plane's smaller side."""


@dataclass(frozen=True)
class Beside:
    """Another line, for comparison: its name, the colour and the dashes it is drawn with."""

    name: str
    line: Line
    token: str
    dash: tuple[float, float]


@dataclass(frozen=True)
class PlanePicture:
    """Points of two kinds, and a line.

    Attributes
    ----------
    points, labels
        Where each point is, and of which kind: 0 or 1.
    line
        Weights and bias now; `before` those before the last correction, None: nothing was corrected.
    marked
        The point that is looked at, -1: none; `wrong`: the neuron was wrong about it.
    """

    points: tuple[tuple[float, float], ...]
    labels: tuple[int, ...]
    names: tuple[str, str]
    line: Line
    before: Line | None = None
    marked: int = -1
    wrong: bool = False
    beside: tuple[Beside, ...] = ()


@dataclass(frozen=True)
class ArrowPlace:
    """Where the normal of a line stands: its foot on the line, and by what its length is multiplied."""

    foot: tuple[float, float]
    factor: float

    def tip(self, line: Line) -> tuple[float, float]:
        """Return the tip of w, drawn from the foot."""
        return self.foot[0] + self.factor * line.w[0], self.foot[1] + self.factor * line.w[1]


def arrow_place(picture: PlanePicture, scale: PlaneScale) -> ArrowPlace:
    """Return where the arrow of w stands: on the line, as near to the middle of what is seen as can be."""
    (x0, x1), (y0, y1) = scale.shown
    middle = ((x0 + x1) / 2, (y0 + y1) / 2)
    longest = max(math.hypot(*line.w) for line in (picture.line, picture.before or picture.line))
    size = _LONGEST * min(x1 - x0, y1 - y0)
    factor = min(1.0, size / longest) if longest else 1.0
    place = ArrowPlace(foot_of(picture.line, middle), factor)
    room = 0.06 * min(x1 - x0, y1 - y0)
    for _ in range(8):
        x, y = place.tip(picture.line)
        if x0 + room <= x <= x1 - room and y0 + room <= y <= y1 - room:
            break
        place = ArrowPlace(place.foot, 0.8 * place.factor)
    return place


def foot_of(line: Line, point: tuple[float, float]) -> tuple[float, float]:
    """Return the point of a line nearest to `point`, which it is itself where there is no line."""
    square = line.w[0] ** 2 + line.w[1] ** 2
    if not square:
        return point
    off = (line.w[0] * point[0] + line.w[1] * point[1] + line.b) / square
    return point[0] - off * line.w[0], point[1] - off * line.w[1]


# ---- painting ------------------------------------------------------------------------------------


def kind_colour(label: int) -> QColor:
    """Return the colour of a kind: 0 orange, 1 blue."""
    return theme().colour("positive" if label else "negative")


def paint(
    painter: QPainter, picture: PlanePicture, scale: PlaneScale, arrow: ArrowPlace, chosen: int
) -> None:
    """Paint all of it; point number `chosen` has the keys."""
    painter.save()
    painter.setClipRect(scale.room)
    _paint_halves(painter, picture.line, scale)
    for other in picture.beside:
        pen = QPen(theme().colour(other.token), 2.2)
        pen.setDashPattern(list(other.dash))
        _paint_line(painter, other.line, scale, pen)
    if picture.before is not None:
        _paint_line(
            painter, picture.before, scale, QPen(theme().colour("text", 0.35), 1.5, Qt.PenStyle.DashLine)
        )
    _paint_line(painter, picture.line, scale, QPen(theme().colour("text"), 2.2))
    for place, (at, label) in enumerate(zip(picture.points, picture.labels, strict=True)):
        paint_point(painter, scale.pixel(*at), label, chosen=place == chosen)
    if 0 <= picture.marked < len(picture.points):
        _paint_mark(painter, scale.pixel(*picture.points[picture.marked]), wrong=picture.wrong)
    _paint_arrows(painter, picture, scale, arrow)
    painter.restore()
    _paint_axes(painter, picture, scale)


def paint_point(painter: QPainter, at: QPointF, label: int, *, chosen: bool = False) -> None:
    """Paint a point: a circle of kind 1, a diamond of kind 0."""
    look = theme()
    painter.setPen(QPen(look.colour("accent" if chosen else "panel"), 2.4 if chosen else 1.3))
    painter.setBrush(kind_colour(label))
    if label:
        painter.drawEllipse(at, 5.5, 5.5)
    else:
        painter.drawPolygon(QPolygonF([at + QPointF(*d) for d in ((0, -6.8), (6.8, 0), (0, 6.8), (-6.8, 0))]))


def _paint_halves(painter: QPainter, line: Line, scale: PlaneScale) -> None:
    """Tint what the neuron says of every place."""
    painter.fillRect(scale.room, theme().colour("canvas"))
    inside = positive_side(line, scale)
    everywhere = QPolygonF(scale.room)
    tints = [QColor(kind_colour(label)) for label in (0, 1)]
    for tint in tints:
        tint.setAlphaF(0.17)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(tints[0])
    painter.drawPolygon(everywhere.subtracted(inside) if not inside.isEmpty() else everywhere)
    painter.setBrush(tints[1])
    painter.drawPolygon(inside)


def positive_side(line: Line, scale: PlaneScale) -> QPolygonF:
    """Return the part of the plane, in pixels, where w·x + b > 0 (Sutherland & Hodgman)."""
    (x0, x1), (y0, y1) = scale.shown
    corners = [(x0, y0), (x1, y0), (x1, y1), (x0, y1)]
    kept: list[QPointF] = []

    def height(p: tuple[float, float]) -> float:
        return line.w[0] * p[0] + line.w[1] * p[1] + line.b

    for a, b in zip(corners, corners[1:] + corners[:1], strict=True):
        ha, hb = height(a), height(b)
        if ha > 0:
            kept.append(scale.pixel(*a))
        if (ha > 0) != (hb > 0):
            share = ha / (ha - hb)
            kept.append(scale.pixel(a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])))
    return QPolygonF(kept)


def _paint_line(painter: QPainter, line: Line, scale: PlaneScale, pen: QPen) -> None:
    ends = line_ends(line, *scale.shown)
    if ends is not None:
        painter.setPen(pen)
        painter.drawLine(scale.pixel(*ends[0]), scale.pixel(*ends[1]))


def _paint_mark(painter: QPainter, at: QPointF, *, wrong: bool) -> None:
    """Ring the example that was shown last."""
    look = theme()
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(look.colour("bad" if wrong else "good"), 2.6))
    painter.drawEllipse(at, 12.5, 12.5)
    if wrong:
        painter.setPen(QPen(look.colour("bad", 0.4), 5))
        painter.drawEllipse(at, 16.5, 16.5)


def _paint_arrows(painter: QPainter, picture: PlanePicture, scale: PlaneScale, arrow: ArrowPlace) -> None:
    """Paint w upright on its line, and the correction that made it."""
    look, foot = theme(), scale.pixel(*arrow.foot)
    tip = scale.pixel(*arrow.tip(picture.line))
    if picture.before is not None:
        old = scale.pixel(*arrow.tip(picture.before))
        paint_arrow(painter, foot, old, QPen(look.colour("warning", 0.45), 2.0))
        paint_arrow(painter, old, tip, QPen(look.colour("bad"), 2.4))
        _paint_word(painter, (old + tip) / 2, tip - old, "η(y − ŷ)x", look.colour("bad"))
    if picture.line.w != (0.0, 0.0):
        paint_arrow(painter, foot, tip, QPen(look.colour("warning"), 3.0))
        beyond = tip + (tip - foot) * (14 / max(math.hypot(tip.x() - foot.x(), tip.y() - foot.y()), 1.0))
        painter.setPen(look.colour("warning"))
        painter.setFont(fonts.ui_font(fonts.TITLE, QFont.Weight.Bold))
        painter.drawText(QRectF(beyond.x() - 12, beyond.y() - 12, 24, 24), Qt.AlignmentFlag.AlignCenter, "w")
    else:
        painter.setPen(look.colour("muted"))
        painter.setFont(fonts.ui_font(fonts.BASE))
        area = scale.room.adjusted(0, scale.room.height() - 34, -12, -8)
        text = tr("w is 0: there is no line yet, and the output is the same everywhere")
        painter.drawText(area, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text)


def _paint_word(painter: QPainter, at: QPointF, along: QPointF, text: str, colour: QColor) -> None:
    """Write beside an arrow, not over it."""
    length = max(math.hypot(along.x(), along.y()), 1.0)
    if length < 12:
        return
    aside = QPointF(-along.y(), along.x()) / length * 16
    painter.setPen(colour)
    painter.setFont(fonts.ui_font(fonts.BASE, QFont.Weight.DemiBold))
    spot = at + aside
    width = painter.fontMetrics().horizontalAdvance(text)
    left = spot.x() - (width if aside.x() < 0 else 0)
    painter.drawText(QRectF(left, spot.y() - 10, width + 4, 20), Qt.AlignmentFlag.AlignCenter, text)


def paint_arrow(painter: QPainter, start: QPointF, end: QPointF, pen: QPen) -> None:
    """Draw an arrow."""
    way = end - start
    length = math.hypot(way.x(), way.y())
    if length < 3:
        return
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    painter.drawLine(start, end)
    along, size = way / length, min(11.0, 0.5 * length)
    across = QPointF(-along.y(), along.x())
    for side in (1, -1):
        painter.drawLine(end, end - along * size + across * (0.55 * side * size))


def _paint_axes(painter: QPainter, picture: PlanePicture, scale: PlaneScale) -> None:
    """Name the axes, with round numbers beside them."""
    look, room = theme(), scale.room
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(look.colour("line"), 1))
    painter.drawRect(room)
    painter.setPen(look.colour("muted"))
    painter.setFont(fonts.tabular(fonts.ui_font(fonts.SMALL)))
    (x0, x1), (y0, y1) = scale.shown
    centre = Qt.AlignmentFlag.AlignCenter
    for value, text in linear_ticks(x0, x1, 6):
        at = scale.pixel(value, y0)
        painter.drawText(QRectF(at.x() - 30, room.bottom() + 2, 60, 16), centre, text.replace("-", "−"))
    right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
    for value, text in linear_ticks(y0, y1, 6):
        at = scale.pixel(x0, value)
        painter.drawText(QRectF(0, at.y() - 8, room.left() - 6, 16), right, text.replace("-", "−"))
    painter.setFont(fonts.ui_font(fonts.SMALL + 1))
    painter.drawText(QRectF(room.left(), room.bottom() + 17, room.width(), 18), centre, picture.names[0])
    painter.save()
    painter.translate(8, room.center().y())
    painter.rotate(-90)
    painter.drawText(QRectF(-room.height() / 2, -8, room.height(), 16), centre, picture.names[1])
    painter.restore()
