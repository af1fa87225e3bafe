"""Shapes of points: the part of the data by outline, the class by what is cut out of it."""

from __future__ import annotations

from functools import cache
from math import cos, pi, sin

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainterPath, QPolygonF

from nnsim.figures.figure import Shape

_MARKS = 8


@cache
def symbol(shape: Shape, mark: int = 0) -> QPainterPath:
    """Return `shape` about (0, 0) with unit size; `mark` (0: none) tells classes apart without colour."""
    outline = QPainterPath()
    if shape == "circle":
        outline.addEllipse(QPointF(0, 0), 0.5, 0.5)
    elif shape == "diamond":
        outline.addPolygon(
            QPolygonF([QPointF(0, -0.66), QPointF(0.66, 0), QPointF(0, 0.66), QPointF(-0.66, 0)])
        )
        outline.closeSubpath()
    elif shape == "hexagon":
        corners = (QPointF(0.56 * cos(a * pi / 3), 0.56 * sin(a * pi / 3)) for a in range(6))
        outline.addPolygon(QPolygonF(list(corners)))
        outline.closeSubpath()
    elif shape == "triangle":
        outline.addPolygon(QPolygonF([QPointF(0, -0.68), QPointF(0.66, 0.46), QPointF(-0.66, 0.46)]))
        outline.closeSubpath()
    else:
        outline.addRect(QRectF(-0.46, -0.46, 0.92, 0.92))
    hole = _hole(mark % _MARKS)
    return outline.subtracted(hole) if not hole.isEmpty() else outline


def _hole(mark: int) -> QPainterPath:
    """Return what is cut out: nothing, dot, bar, upright, plus, ring, two dots, triangle."""
    hole = QPainterPath()
    if mark == 1:
        hole.addEllipse(QPointF(0, 0), 0.18, 0.18)
    if mark in (2, 4):
        hole.addRect(QRectF(-0.34, -0.09, 0.68, 0.18))
    if mark in (3, 4):
        hole.addRect(QRectF(-0.09, -0.34, 0.18, 0.68))
    if mark == 5:
        hole.addEllipse(QPointF(0, 0), 0.34, 0.34)
        inner = QPainterPath()
        inner.addEllipse(QPointF(0, 0), 0.2, 0.2)
        return hole.subtracted(inner)
    if mark == 6:
        hole.addEllipse(QPointF(-0.2, 0), 0.12, 0.12)
        hole.addEllipse(QPointF(0.2, 0), 0.12, 0.12)
    if mark == 7:
        hole.addPolygon(QPolygonF([QPointF(0, -0.32), QPointF(0.3, 0.2), QPointF(-0.3, 0.2)]))
        hole.closeSubpath()
    return hole.simplified()
