"""The meter of a card: the gradient norm in letters and as a bar, which change while the card itself stands."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from nnsim.ui.canvas import meters
from nnsim.ui.canvas.card_look import Look, height_of
from nnsim.ui.canvas.card_text import elided, font_of
from nnsim.ui.canvas.faces import Face
from nnsim.ui.canvas.geometry import CARD_WIDTH, INSET, ROW_HEIGHT, TEXT_FROM, card_rect
from nnsim.ui.look.theme import theme

CAPTION_ROOM = 38.0
"""Room at the left of a row for what its value is of."""
LEAST_ZOOM = 0.12
"""Zoom below which a card is a speck without a meter."""
_BAR_HEIGHT = 5.0
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


def bar_rect(face: Face, look: Look) -> QRectF:
    """Return the groove in which the bar grows, around the card's origin."""
    card = card_rect(height_of(face, look))
    return QRectF(card.left() + INSET, card.bottom() - 15, CARD_WIDTH - 2 * INSET, _BAR_HEIGHT)


def value_row(face: Face, look: Look) -> QRectF:
    """Return the row with the caption and the value, which stands on the bar."""
    bar = bar_rect(face, look)
    return QRectF(bar.left(), bar.top() - ROW_HEIGHT - 6, bar.width(), ROW_HEIGHT)


def meter_rect(face: Face, look: Look) -> QRectF:
    """Return all that the meter paints on; empty where there is none."""
    if not look.has_meter(face):
        return QRectF()
    return value_row(face, look).united(bar_rect(face, look)).adjusted(-1, -1, 1, 1)


def paint_meter(painter: QPainter, face: Face, look: Look, zoom: float) -> None:
    """Draw value and bar on the card around the origin; the bar alone where nothing can be read."""
    legible = zoom >= TEXT_FROM
    if not (look.has_meter(face) if legible else look.measured and zoom >= LEAST_ZOOM):
        return
    if look.dimmed:
        painter.setOpacity(0.45)
    colour = QColor(theme().state(look.gradient_state))
    _paint_bar(painter, bar_rect(face, look), meters.share(look.gradient), colour)
    if legible:
        row = value_row(face, look)
        painter.setFont(font_of(11, False))
        painter.setPen(colour)
        text = meters.written(look.gradient)
        painter.drawText(row, _RIGHT, elided(text, int(row.width() - CAPTION_ROOM), 11, False))


def _paint_bar(painter: QPainter, bar: QRectF, share: float, colour: QColor) -> None:
    if share:
        bar.setWidth(max(bar.width() * share, _BAR_HEIGHT))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawRoundedRect(bar, _BAR_HEIGHT / 2, _BAR_HEIGHT / 2)
