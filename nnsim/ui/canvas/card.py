"""Painting of one node's card: full, and as a plain block when far away."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPainterPath, QPen, QPixmap, QPolygonF

from nnsim.base.text import tr
from nnsim.training.quantities import GRADIENT
from nnsim.ui.canvas.card_look import Look, height_of
from nnsim.ui.canvas.card_meter import CAPTION_ROOM, LEAST_ZOOM, bar_rect, paint_meter, value_row
from nnsim.ui.canvas.card_note import badge_icon, paint_note
from nnsim.ui.canvas.card_text import elided, font_of, stretch_of
from nnsim.ui.canvas.faces import Face
from nnsim.ui.canvas.geometry import (
    CARD_WIDTH,
    INSET,
    PORT_RADIUS,
    RADIUS,
    ROW_HEIGHT,
    TEXT_FROM,
    card_rect,
)
from nnsim.ui.look import icons
from nnsim.ui.look.theme import Theme, theme

NAME_ROOM = 32.0
"""Least room for a layer's name beside the second line."""
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_NONE = Qt.PenStyle.NoPen
_NONE_BRUSH = Qt.BrushStyle.NoBrush
LOOP_HEIGHT = 11.0
"""What a loop takes above the card."""


def paint_card(painter: QPainter, face: Face, look: Look, zoom: float) -> None:
    """Draw the card around the origin, as large and as detailed as `zoom` can show, without what its meter says."""
    colours = theme()
    rect = card_rect(height_of(face, look))
    if look.dimmed:
        painter.setOpacity(0.45)
    if zoom < TEXT_FROM:
        _paint_block(painter, face, look, rect, zoom, colours)
        return
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _paint_ground(painter, look, rect, colours)
    _paint_texts(painter, face, look, rect, colours)
    if look.has_meter(face):
        _paint_groove(painter, bar_rect(face, look), colours)
    _paint_ports(painter, face, look, colours)
    if face.loops:
        _paint_loop(painter, rect, colours)
    if look.has_note(face):
        paint_note(painter, face, look, colours)


def _paint_block(
    painter: QPainter, face: Face, look: Look, rect: QRectF, zoom: float, colours: Theme
) -> None:
    """Draw the card far away: a block with its category's colour, outline and bar, no text."""
    if zoom < LEAST_ZOOM:
        painter.fillRect(rect, colours.colour("accent" if look.selected else face.category))
        return
    painter.setPen(QPen(colours.colour("accent"), 5) if look.selected else QPen(colours.colour("line"), 2))
    painter.setBrush(colours.colour("panel"))
    painter.drawRect(rect)
    painter.fillRect(QRectF(rect.left() + 10, rect.top() + 10, 30, 22), colours.colour(face.category))
    if look.measured:
        _paint_groove(painter, bar_rect(face, look), colours)
    if look.has_note(face):
        icon = QRectF(rect.right() - 34, rect.top() + 8, 26, 26)
        icons.paint(painter, *badge_icon(face, colours, icon))


def _paint_ground(painter: QPainter, look: Look, rect: QRectF, colours: Theme) -> None:
    painter.setPen(_NONE)
    painter.setBrush(QColor(0, 0, 0, 16 if colours.dark else 4))
    for spread in (6.0, 4.5, 3.0, 2.0, 1.0):
        painter.drawRoundedRect(
            rect.adjusted(-spread, 3 - spread, spread, 3 + spread), RADIUS + spread, RADIUS + spread
        )
    if look.focused:
        painter.setPen(QPen(colours.colour("text"), 2, Qt.PenStyle.DotLine))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(rect.adjusted(-5, -5, 5, 5), RADIUS + 4, RADIUS + 4)
    outline = look.selected or bool(look.lit)
    painter.setPen(QPen(colours.colour("accent" if outline else "line"), 2.0 if outline else 1.0))
    painter.setBrush(colours.colour("panel"))
    grow = 0.5 if outline else -0.5
    painter.drawRoundedRect(rect.adjusted(-grow, -grow, grow, grow), RADIUS, RADIUS)


def _paint_texts(painter: QPainter, face: Face, look: Look, rect: QRectF, colours: Theme) -> None:
    left, top, width = rect.left() + INSET, rect.top(), CARD_WIDTH - 2 * INSET
    painter.setPen(_NONE)
    painter.setBrush(colours.colour(face.category))
    painter.drawRoundedRect(QRectF(left, top + 12, 9, 9), 2.5, 2.5)
    painter.setPen(colours.colour("text"))
    painter.setFont(font_of(13, True))
    painter.drawText(
        QRectF(left + 16, top + 7, width - 16, 19), _LEFT, elided(face.title, int(width - 16), 13, True)
    )
    painter.setFont(font_of(11, False))
    painter.setPen(colours.colour("muted"))
    second, beside_title = QRectF(left, top + 25, width, 16), _name_beside_title(face, int(width))
    if beside_title:
        painter.drawText(QRectF(left, top + 7, width, 19), _RIGHT, face.name)
    _paint_second(painter, face.detail, "" if beside_title else face.name, second)
    painter.setFont(font_of(11, False))
    if face.shape:
        shape = elided(face.shape, int(width - CAPTION_ROOM), 11, False)
        row = QRectF(left, top + 43, width, ROW_HEIGHT)
        painter.drawText(row, _LEFT, tr("shape"))
        painter.setPen(colours.colour("text"))
        painter.drawText(row, _RIGHT, shape)
        painter.setPen(colours.colour("muted"))
    if look.has_meter(face):
        painter.drawText(value_row(face, look), _LEFT, GRADIENT.brief)


def _name_beside_title(face: Face, width: int) -> bool:
    """Return whether the layer's name stands in the first line: it has room there, and not in the second."""
    title = QFontMetricsF(font_of(13, True)).horizontalAdvance(face.title)
    needed = 16 + title + 8 + QFontMetricsF(font_of(11, False)).horizontalAdvance(face.name)
    return bool(face.name) and needed <= width and not stretch_of(face.detail, face.name, width)


def _paint_second(painter: QPainter, detail: str, name: str, row: QRectF) -> None:
    """Write the main setting and, at the right end, the layer's name, if there is room for a good part of it.

    Where both are a little too long, the letters stand closer.
    """
    font = font_of(11, False, stretch_of(detail, name, int(row.width())) or 100)
    metrics = QFontMetricsF(font)
    painter.setFont(font)
    room = row.width() - metrics.horizontalAdvance(detail) - 4
    if name and room >= NAME_ROOM:
        # The end of a name tells layers apart: dense_1, dense_2.
        painter.drawText(row, _RIGHT, metrics.elidedText(name, Qt.TextElideMode.ElideLeft, room))
    painter.drawText(row, _LEFT, metrics.elidedText(detail, Qt.TextElideMode.ElideRight, row.width()))


def _paint_groove(painter: QPainter, bar: QRectF, colours: Theme) -> None:
    painter.setPen(_NONE)
    painter.setBrush(colours.colour("raised"))
    painter.drawRoundedRect(bar, 2.5, 2.5)


def _paint_ports(painter: QPainter, face: Face, look: Look, colours: Theme) -> None:
    for name, x in (("input", -CARD_WIDTH / 2), ("output", CARD_WIDTH / 2)):
        if name == "input" and not face.takes_input:
            continue
        lit = look.lit == name
        painter.setPen(QPen(colours.colour("accent" if lit else "muted"), 2.5 if lit else 2.0))
        painter.setBrush(colours.colour("accent" if lit else "canvas", 0.35 if lit else 1.0))
        radius = PORT_RADIUS + (2.5 if lit else 0.0)
        painter.drawEllipse(QPointF(x, 0), radius, radius)


def _paint_loop(painter: QPainter, rect: QRectF, colours: Theme) -> None:
    """Draw an arrow from the card back into it, over its upper edge."""
    start, end = QPointF(rect.right() - 18, rect.top()), QPointF(rect.right() - 46, rect.top())
    up = QPointF(0, -LOOP_HEIGHT * 4 / 3)
    path = QPainterPath(start)
    path.cubicTo(start + up, end + up, end)
    painter.setPen(QPen(colours.colour("accent"), 1.8))
    painter.setBrush(_NONE_BRUSH)
    painter.drawPath(path)
    painter.setPen(_NONE)
    painter.setBrush(colours.colour("accent"))
    painter.drawPolygon(QPolygonF([end, end + QPointF(-2, -7), end + QPointF(5, -5)]))


def card_pixmap(face: Face, ratio: float) -> QPixmap:
    """Return the card as a picture that follows the mouse in a drag; `ratio` as the screen's."""
    look = Look()
    area = card_rect(height_of(face, look)).adjusted(-8, -8, 8, 8)
    pixmap = QPixmap((area.size() * ratio).toSize())
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setOpacity(0.9)
    painter.translate(-area.topLeft())
    paint_card(painter, face, look, 1.0)
    paint_meter(painter, face, look, 1.0)
    painter.end()
    return pixmap
