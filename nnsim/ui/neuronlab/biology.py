"""The nerve cell behind the numbers: dendrites, cell body with its nucleus, axon in its sheath."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QRadialGradient

from nnsim.ui.look.theme import theme
from nnsim.ui.neuronlab.neuron_geometry import NeuronGeometry

_ROUND, _FLAT = Qt.PenCapStyle.RoundCap, Qt.PenCapStyle.FlatCap


def flesh(alpha: float) -> QColor:
    """Return the colour of the cell."""
    colour = QColor("#e08a6b" if theme().dark else "#d2694a")
    colour.setAlphaF(alpha)
    return colour


def _pen(colour: QColor, width: float, cap: Qt.PenCapStyle) -> QPen:
    return QPen(colour, width, Qt.PenStyle.SolidLine, cap)


def paint_cell(painter: QPainter, places: NeuronGeometry, fires: bool) -> None:
    """Draw the cell behind everything else; one that fires glows."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for place in range(places.inputs):
        _paint_dendrite(painter, places.wire(place), place)
    _paint_axon(painter, places, fires)
    _paint_body(painter, places.body, fires)


def _paint_dendrite(painter: QPainter, wire: QPainterPath, place: int) -> None:
    """Draw a branch that grows thicker towards the body, with twigs."""
    pieces = 24
    for i in range(pieces):
        a, b = wire.pointAtPercent(i / pieces), wire.pointAtPercent((i + 1) / pieces)
        painter.setPen(_pen(flesh(0.3), 13 + 20 * (i / pieces) ** 1.6, _FLAT))
        painter.drawLine(a, b)
    # Twigs, by turns to both sides.
    for i, share in enumerate((0.03, 0.1, 0.19, 0.46, 0.55, 0.64)):
        root, ahead = wire.pointAtPercent(share), wire.pointAtPercent(share + 0.03)
        along = math.atan2(ahead.y() - root.y(), ahead.x() - root.x())
        side = 1 if (i + place) % 2 else -1
        length = 32 + 8 * ((i * 3 + place * 5) % 4)
        turn = along + math.pi + side * 0.8
        tip = root + QPointF(length * math.cos(turn), length * math.sin(turn))
        bend = root + QPointF(
            0.6 * length * math.cos(turn - side * 0.5), 0.6 * length * math.sin(turn - side * 0.5)
        )
        twig = QPainterPath(root)
        twig.quadTo(bend, tip)
        painter.strokePath(twig, _pen(flesh(0.34), 5.0, _ROUND))


def _paint_body(painter: QPainter, body: QRectF, fires: bool) -> None:
    """Draw the cell body, a little uneven, and the nucleus in it."""
    outline = QPainterPath()
    middle, radius = body.center(), body.width() / 2 + 17
    for i in range(73):
        turn = 2 * math.pi * i / 72
        r = radius * (1 + 0.045 * math.sin(5 * turn + 0.6) + 0.03 * math.sin(9 * turn))
        at = middle + QPointF(r * math.cos(turn), r * math.sin(turn))
        outline.lineTo(at) if i else outline.moveTo(at)
    glow = QRadialGradient(middle, radius * 1.1)
    glow.setColorAt(0.0, flesh(0.75 if fires else 0.4))
    glow.setColorAt(1.0, flesh(0.32 if fires else 0.26))
    painter.fillPath(outline, glow)
    painter.strokePath(outline, QPen(flesh(0.55), 1.5))


def paint_nucleus(painter: QPainter, body: QRectF) -> None:
    """Draw the nucleus inside the cell body, behind its numbers."""
    side = 0.8 * body.width()
    area = QRectF(body.center().x() - side / 2, body.center().y() - side / 2, side, side)
    painter.setPen(QPen(flesh(0.7), 1.4, Qt.PenStyle.DotLine))
    painter.setBrush(flesh(0.13))
    painter.drawEllipse(area)


def _paint_axon(painter: QPainter, places: NeuronGeometry, fires: bool) -> None:
    """Draw the axon, its sheath in pieces, and where it ends."""
    axon = places.axon
    start, end = axon.pointAtPercent(0), axon.pointAtPercent(1)
    painter.strokePath(axon, _pen(flesh(0.6 if fires else 0.35), 9, _FLAT))
    painter.setPen(QPen(flesh(0.5), 1))
    painter.setBrush(flesh(0.42 if fires else 0.22))
    piece = 30.0
    at = start.x() + 22
    while at + piece < end.x() - 2:
        if not (at + piece > places.box.left() - 4 and at < places.box.right() + 4):
            painter.drawRoundedRect(QRectF(at, start.y() - 10, piece, 20), 9, 9)
        at += piece + 7
    for side in (-1, 0, 1):
        twig = QPainterPath(end - QPointF(12, 0))
        tip = end + QPointF(12, 20 * side)
        twig.quadTo(end + QPointF(2, 2 * side), tip)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.strokePath(twig, _pen(flesh(0.5), 4, _ROUND))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(flesh(0.8 if fires else 0.5))
        painter.drawEllipse(tip, 4.5, 4.5)
