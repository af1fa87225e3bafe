"""How a followed network looks; the painter stands in the units of the sheet."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QPainter, QPen

from nnsim.lab.byhand.address import UnitAt
from nnsim.lab.byhand.symbols import low
from nnsim.lab.byhand.walkthrough import Summand
from nnsim.lab.byhand.wiring import Column
from nnsim.ui.byhand.follow_sheet import FollowSheet
from nnsim.ui.byhand.marks import fitting
from nnsim.ui.look import fonts
from nnsim.ui.look.theme import theme

_CENTRE = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter
MOST_LINES = 40
"""Connections of the unit that are drawn, the strongest ones."""
_LABELLED = 12
_SHARES = (0.3, 0.5, 0.7)
_DASHES = [3.0, 2.2]


def paint_column(
    painter: QPainter, sheet: FollowSheet, column: Column, values: np.ndarray, symbol: str, name: str
) -> None:
    """Draw all units of a column with their values."""
    area = sheet.areas[column.id]
    painter.setFont(_font(12))
    painter.setPen(theme().colour("muted"))
    painter.drawText(QRectF(area.center().x() - 110, area.top() - 40, 220, 20), _CENTRE, name)
    if sheet.across[column.id]:
        _paint_cells(painter, sheet, column, values)
        return
    for number, value in enumerate(values.tolist()):
        _paint_circle(painter, sheet.rect(UnitAt(column.id, number)), symbol.format(low(number + 1)), value)


def _paint_circle(painter: QPainter, rect: QRectF, symbol: str, value: float) -> None:
    look = theme()
    painter.setPen(QPen(look.colour("accent"), 2.0))
    painter.setBrush(look.colour("panel"))
    painter.drawEllipse(rect)
    painter.setFont(_font(11))
    painter.setPen(look.colour("muted"))
    painter.drawText(rect.adjusted(0, 7, 0, -34), _CENTRE, symbol)
    painter.setFont(_font(13, QFont.Weight.DemiBold))
    painter.setPen(look.colour("text" if np.isfinite(value) else "bad"))
    painter.drawText(rect.adjusted(0, 18, 0, -10), _CENTRE, fitting(value, 6))


def _paint_cells(painter: QPainter, sheet: FollowSheet, column: Column, values: np.ndarray) -> None:
    """Draw many units as cells: how strong by how filled, negative ones with a stroke across."""
    look = theme()
    greatest = float(np.nanmax(np.abs(values))) if np.isfinite(values).any() else 0.0
    strokes = []
    for number, value in enumerate(values.tolist()):
        rect = sheet.rect(UnitAt(column.id, number)).adjusted(0.5, 0.5, -0.5, -0.5)
        share = abs(value) / greatest if greatest else 0.0
        if not np.isfinite(value):
            painter.fillRect(rect, look.colour("bad"))
            continue
        painter.fillRect(rect, look.colour("raised"))
        painter.fillRect(rect, look.colour("positive" if value >= 0 else "negative", min(1.0, share)))
        if value < 0 and share > 0.02:
            strokes.append(QLineF(rect.bottomLeft(), rect.topRight()))
    painter.setPen(QPen(look.colour("panel"), 1.2))
    painter.drawLines(strokes)


def paint_summands(painter: QPainter, sheet: FollowSheet, at: UnitAt, summands: tuple[Summand, ...]) -> None:
    """Draw the strongest connections into a unit: as wide as what they bring, negative ones dashed."""
    found = [s for s in summands if s.source is not None]
    found = sorted(found, key=lambda s: abs(s.product))[-MOST_LINES:]
    greatest = max((abs(s.product) for s in found), default=0.0)
    look = theme()
    target = sheet.rect(at)
    for s in found:
        assert s.source is not None
        source = sheet.rect(s.source)
        share = abs(s.product) / greatest if greatest else 0.0
        width = 1.0 + 3.0 * share
        pen = QPen(look.colour("positive" if s.product >= 0 else "negative", 0.35 + 0.65 * share), width)
        if s.product < 0:
            pen.setDashPattern([length / width * 2 for length in _DASHES])
        painter.setPen(pen)
        painter.drawLine(_right(source), _left(target))
    labelled = sorted(found[-_LABELLED:], key=lambda s: s.source or at)
    for place, s in enumerate(labelled):
        assert s.source is not None
        start, end = _right(sheet.rect(s.source)), _left(target)
        _paint_weight(painter, start + (end - start) * _SHARES[place % len(_SHARES)], s.weight)


def _paint_weight(painter: QPainter, at: QPointF, weight: float) -> None:
    look = theme()
    area = QRectF(at.x() - 28, at.y() - 9, 56, 18)
    painter.setPen(QPen(look.colour("line"), 1.0))
    painter.setBrush(look.colour("raised"))
    painter.drawRoundedRect(area, 5, 5)
    painter.setPen(look.colour("text"))
    painter.setFont(_font(10))
    painter.drawText(area, _CENTRE, fitting(weight, 7))


def paint_chosen(painter: QPainter, rect: QRectF, round_: bool) -> None:
    """Draw a ring around the unit that is spelled out."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(theme().colour("warning"), 3.0))
    if round_:
        painter.drawEllipse(rect)
    else:
        painter.drawRect(rect.adjusted(-2, -2, 2, 2))


def _right(rect: QRectF) -> QPointF:
    return QPointF(rect.right(), rect.center().y())


def _left(rect: QRectF) -> QPointF:
    return QPointF(rect.left(), rect.center().y())


def _font(size: int, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    return fonts.tabular(fonts.drawn_font(size, weight))
