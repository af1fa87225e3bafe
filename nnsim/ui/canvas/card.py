"""Painting of one node's card: full, and as a plain block when far away."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QPixmap

from nnsim.base.text import tr
from nnsim.training.quantities import GRADIENT
from nnsim.ui.canvas import meters
from nnsim.ui.canvas.faces import Face
from nnsim.ui.canvas.geometry import (
    CARD_WIDTH,
    PORT_RADIUS,
    RADIUS,
    ROW_HEIGHT,
    TEXT_FROM,
    card_height,
    card_rect,
)
from nnsim.ui.look import fonts, icons
from nnsim.ui.look.theme import Theme, theme

_INSET = 11.0
STRETCHES = (100, 95, 90, 85)
"""Per cent of their width that letters are drawn with, and are still read easily."""
NAME_ROOM = 32.0
"""Least room for a layer's name beside the second line."""
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_WRAP = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft
_NOTE_WIDTH = 230.0
_NONE = Qt.PenStyle.NoPen


@dataclass
class Look:
    """State of a card that is not in its face."""

    selected: bool = False
    alone: bool = False
    """Whether it is the only one selected: then there is room for the sentence of its problem."""
    focused: bool = False
    """Chosen as the other end by the keyboard."""
    dimmed: bool = False
    lit: str = ""
    """Port that invites a connection: ``input``, ``output`` or empty."""
    measured: bool = False
    gradient: float | None = None
    gradient_state: str = "neutral"

    def has_note(self, face: Face) -> bool:
        """Return whether the card has something to say below it; a mere note is for whoever asks."""
        return bool(face.severity) and (face.severity != "note" or self.alone)

    def has_meter(self, face: Face) -> bool:
        """Return whether the card shows a meter."""
        return face.meter or self.measured


@lru_cache(maxsize=32)
def _font(size: int, bold: bool, stretch: int = 100) -> QFont:
    font = fonts.drawn_font(size, QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    font.setStretch(stretch)
    return fonts.tabular(font)


@lru_cache(maxsize=4096)
def _elided(text: str, width: int, size: int, bold: bool) -> str:
    return QFontMetricsF(_font(size, bold)).elidedText(text, Qt.TextElideMode.ElideRight, width)


def forget_fonts() -> None:
    """Measure texts anew, after the program's font changed."""
    _font.cache_clear()
    _elided.cache_clear()
    _stretch.cache_clear()


def height_of(face: Face, look: Look) -> float:
    """Return the height of the card."""
    meter = look.has_meter(face)
    return card_height(face.rows + int(meter and not face.meter), meter)


def paint_card(painter: QPainter, face: Face, look: Look, zoom: float) -> None:
    """Draw the card around the origin, as large and as detailed as `zoom` can show."""
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
        _paint_bar(painter, look, rect, colours)
    _paint_ports(painter, face, look, colours)
    if look.has_note(face):
        _paint_note(painter, face, look, colours)


def _paint_block(
    painter: QPainter, face: Face, look: Look, rect: QRectF, zoom: float, colours: Theme
) -> None:
    """Draw the card far away: a block with its category's colour, outline and bar, no text."""
    if zoom < 0.12:
        painter.fillRect(rect, colours.colour("accent" if look.selected else face.category))
        return
    painter.setPen(QPen(colours.colour("accent"), 5) if look.selected else QPen(colours.colour("line"), 2))
    painter.setBrush(colours.colour("panel"))
    painter.drawRect(rect)
    painter.fillRect(QRectF(rect.left() + 10, rect.top() + 10, 30, 22), colours.colour(face.category))
    if look.measured:
        _paint_bar(painter, look, rect, colours)
    if look.has_note(face):
        icon = QRectF(rect.right() - 34, rect.top() + 8, 26, 26)
        icons.paint(painter, *_badge_icon(face, colours, icon))


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
    left, top, width = rect.left() + _INSET, rect.top(), CARD_WIDTH - 2 * _INSET
    painter.setPen(_NONE)
    painter.setBrush(colours.colour(face.category))
    painter.drawRoundedRect(QRectF(left, top + 12, 9, 9), 2.5, 2.5)
    painter.setPen(colours.colour("text"))
    painter.setFont(_font(13, True))
    painter.drawText(
        QRectF(left + 16, top + 7, width - 16, 19), _LEFT, _elided(face.title, int(width - 16), 13, True)
    )
    painter.setFont(_font(11, False))
    painter.setPen(colours.colour("muted"))
    second, beside_title = QRectF(left, top + 25, width, 16), _name_beside_title(face, int(width))
    if beside_title:
        painter.drawText(QRectF(left, top + 7, width, 19), _RIGHT, face.name)
    _paint_second(painter, face.detail, "" if beside_title else face.name, second)
    painter.setFont(_font(11, False))
    row = QRectF(left, top + 43, width, ROW_HEIGHT)
    if face.shape:
        _paint_row(painter, row, tr("shape"), face.shape, colours.colour("text"), colours)
        row.translate(0, ROW_HEIGHT)
    if look.has_meter(face):
        state = colours.state(look.gradient_state)
        _paint_row(painter, row, GRADIENT.brief, meters.written(look.gradient), QColor(state), colours)


def _name_beside_title(face: Face, width: int) -> bool:
    """Return whether the layer's name stands in the first line: it has room there, and not in the second."""
    title = QFontMetricsF(_font(13, True)).horizontalAdvance(face.title)
    needed = 16 + title + 8 + QFontMetricsF(_font(11, False)).horizontalAdvance(face.name)
    return bool(face.name) and needed <= width and not _stretch(face.detail, face.name, width)


def _paint_second(painter: QPainter, detail: str, name: str, row: QRectF) -> None:
    """Write the main setting and, at the right end, the layer's name, if there is room for a good part of it.

    Where both are a little too long, the letters stand closer.
    """
    font = _font(11, False, _stretch(detail, name, int(row.width())) or 100)
    metrics = QFontMetricsF(font)
    painter.setFont(font)
    room = row.width() - metrics.horizontalAdvance(detail) - 4
    if name and room >= NAME_ROOM:
        # The end of a name tells layers apart: dense_1, dense_2.
        painter.drawText(row, _RIGHT, metrics.elidedText(name, Qt.TextElideMode.ElideLeft, room))
    painter.drawText(row, _LEFT, metrics.elidedText(detail, Qt.TextElideMode.ElideRight, row.width()))


@lru_cache(maxsize=1024)
def _stretch(detail: str, name: str, width: int) -> int:
    """Return the per cent of their width at which both texts stand in one line, 0 where there is none."""
    for percent in STRETCHES:
        # Measured each time: a font need not grow narrower by just what it is asked to.
        metrics = QFontMetricsF(_font(11, False, percent))
        if metrics.horizontalAdvance(detail) + metrics.horizontalAdvance(name) + 6 <= width:
            return percent
    return 0


def _paint_row(
    painter: QPainter, row: QRectF, caption: str, value: str, colour: QColor, colours: Theme
) -> None:
    painter.setPen(colours.colour("muted"))
    painter.drawText(row, _LEFT, caption)
    painter.setPen(colour)
    painter.drawText(row, _RIGHT, _elided(value, int(row.width() - 38), 11, False))


def _paint_bar(painter: QPainter, look: Look, rect: QRectF, colours: Theme) -> None:
    bar = QRectF(rect.left() + _INSET, rect.bottom() - 15, CARD_WIDTH - 2 * _INSET, 5)
    painter.setPen(_NONE)
    painter.setBrush(colours.colour("raised"))
    painter.drawRoundedRect(bar, 2.5, 2.5)
    length = meters.share(look.gradient)
    if length:
        bar.setWidth(max(bar.width() * length, 5.0))
        painter.setBrush(QColor(colours.state(look.gradient_state)))
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


def note_rect(face: Face, look: Look) -> QRectF:
    """Return where the note of a problem stands, below the card: a word, or the whole sentence.

    The sentence is shown while this node alone is selected; otherwise the tooltip has it.
    """
    top = card_rect(height_of(face, look)).bottom() + 5
    if not look.alone:
        width = 30 + QFontMetricsF(_font(11, True)).horizontalAdvance(face.severity_word)
        return QRectF(-CARD_WIDTH / 2, top, width, 20)
    words = QFontMetricsF(_font(11, False)).boundingRect(
        QRectF(0, 0, _NOTE_WIDTH - 34, 400), int(_WRAP), face.problem
    )
    width = max(words.width() + 36, 80)
    link = repair_size(face)
    return QRectF(-CARD_WIDTH / 2, top, max(width, link.width() + 36), words.height() + 10 + link.height())


def repair_size(face: Face) -> QSizeF:
    """Return the room the offer of a repair takes below the sentence, none where there is no repair."""
    if not face.repair:
        return QSizeF(0, 0)
    words = QFontMetricsF(_font(11, True)).boundingRect(
        QRectF(0, 0, _NOTE_WIDTH - 34, 400), int(_WRAP), face.repair
    )
    return QSizeF(words.width() + 4, words.height() + 8)


def repair_rect(face: Face, look: Look) -> QRectF:
    """Return where the offer of a repair is pressed, empty where none is shown."""
    if not (face.severity and face.repair and look.alone):
        return QRectF()
    note, link = note_rect(face, look), repair_size(face)
    return QRectF(note.left() + 25, note.bottom() - link.height() - 2, link.width(), link.height())


def _badge_icon(face: Face, colours: Theme, area: QRectF) -> tuple[str, QRectF, str]:
    """Return name, place and colour: errors, warnings and notes differ in shape too."""
    colour = {"error": colours.bad, "warning": colours.warning}.get(face.severity, colours.accent)
    return "info" if face.severity == "note" else face.severity, area, colour


def _paint_note(painter: QPainter, face: Face, look: Look, colours: Theme) -> None:
    note = note_rect(face, look)
    name, area, colour = _badge_icon(face, colours, QRectF(note.left() + 6, note.top() + 3, 14, 14))
    painter.setPen(QPen(QColor(colour), 1))
    painter.setBrush(colours.colour("panel"))
    painter.drawRoundedRect(note, 6, 6)
    icons.paint(painter, name, area, colour)
    painter.setFont(_font(11, not look.alone))
    if look.alone:
        painter.setPen(colours.colour("text"))
        painter.drawText(note.adjusted(25, 4, -4, 0), int(_WRAP), face.problem)
        painter.setFont(_font(11, True))
        painter.setPen(colours.colour("accent"))
        painter.drawText(repair_rect(face, look).adjusted(0, 2, 0, 0), int(_WRAP), face.repair)
    else:
        painter.setPen(QColor(colour))
        painter.drawText(note.adjusted(24, 0, 0, 0), _LEFT, face.severity_word)


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
    painter.end()
    return pixmap
