"""Sizes and curves of the canvas, apart from any item, in canvas units (pixels at 100 %)."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainterPath, QPainterPathStroker

CARD_WIDTH = 134.0
CARD_TOP = -40.0
"""Top edge of a card below (above) the node's centre, at which the ports are."""
RADIUS = 8.0
PORT_RADIUS = 4.5
PORT_REACH = 14.0
"""How near to a port a press counts as on it."""
CATCH = 28.0
"""How near to an edge a layer that is dropped goes into it."""
SNAP = 8.0
DOTS = 24.0
"""Distance of the dots of the background."""
TEXT_FROM = 0.4
"""Zoom below which nothing is written."""

INSET = 11.0
"""From the edge of a card to what is written on it."""
ROW_HEIGHT = 16.0
BAR_ROOM = 14.0
_HEAD = 50.0
"""Height of title and second line, with the margins above and below."""


def card_height(rows: int, bar: bool) -> float:
    """Return the height of a card with `rows` lines under the second one, and a bar or none."""
    return _HEAD + rows * ROW_HEIGHT + (BAR_ROOM if bar else 0.0)


def card_rect(height: float) -> QRectF:
    """Return the card around the node's centre."""
    return QRectF(-CARD_WIDTH / 2, CARD_TOP, CARD_WIDTH, height)


def output_port(x: float, y: float) -> QPointF:
    """Return where edges leave a node that stands at (x, y)."""
    return QPointF(x + CARD_WIDTH / 2, y)


def input_port(x: float, y: float) -> QPointF:
    """Return where edges enter a node that stands at (x, y)."""
    return QPointF(x - CARD_WIDTH / 2, y)


def snapped(x: float, y: float) -> tuple[float, float]:
    """Return the point of the grid that is nearest."""
    return round(x / SNAP) * SNAP, round(y / SNAP) * SNAP


def edge_path(start: QPointF, end: QPointF) -> QPainterPath:
    """Return the curve of a plain edge; one that runs backwards goes round below."""
    path = QPainterPath(start)
    run = end.x() - start.x()
    if run >= 0:
        pull = max(run / 2, min(40.0, abs(end.y() - start.y()) / 2))
        path.cubicTo(start.x() + pull, start.y(), end.x() - pull, end.y(), end.x(), end.y())
        return path
    low = max(start.y(), end.y()) + 120.0
    pull = 60.0 - run * 0.1
    path.cubicTo(start.x() + pull, low, end.x() - pull, low, end.x(), end.y())
    return path


def skip_path(start: QPointF, end: QPointF) -> QPainterPath:
    """Return the arc of a skip connection, above the layers it passes."""
    run = end.x() - start.x()
    if run <= 0:
        return edge_path(start, end)
    lift = 48.0 + min(0.13 * run, 110.0)
    high = min(start.y(), end.y()) - lift * 4 / 3
    path = QPainterPath(start)
    path.cubicTo(start.x() + 0.11 * run, high, end.x() - 0.11 * run, high, end.x(), end.y())
    return path


def touches(path: QPainterPath, point: QPointF, reach: float) -> bool:
    """Return whether `point` is at most `reach` away from the curve."""
    if not path.controlPointRect().adjusted(-reach, -reach, reach, reach).contains(point):
        return False
    stroker = QPainterPathStroker()
    stroker.setWidth(2 * reach)
    return stroker.createStroke(path).contains(point)
