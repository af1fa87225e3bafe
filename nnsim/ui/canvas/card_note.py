"""The note of a problem below a card: a word, or the whole sentence and the repair it offers."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from nnsim.ui.canvas.card_look import Look, height_of
from nnsim.ui.canvas.card_text import font_of
from nnsim.ui.canvas.faces import Face
from nnsim.ui.canvas.geometry import CARD_WIDTH, card_rect
from nnsim.ui.look import icons
from nnsim.ui.look.theme import Theme

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_WRAP = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft
_WIDTH = 230.0


def note_rect(face: Face, look: Look) -> QRectF:
    """Return where the note of a problem stands, below the card: a word, or the whole sentence.

    The sentence is shown while this node alone is selected; otherwise the tooltip has it.
    """
    top = card_rect(height_of(face, look)).bottom() + 5
    if not look.alone:
        width = 30 + QFontMetricsF(font_of(11, True)).horizontalAdvance(face.severity_word)
        return QRectF(-CARD_WIDTH / 2, top, width, 20)
    words = QFontMetricsF(font_of(11, False)).boundingRect(
        QRectF(0, 0, _WIDTH - 34, 400), int(_WRAP), face.problem
    )
    width = max(words.width() + 36, 80)
    link = repair_size(face)
    return QRectF(-CARD_WIDTH / 2, top, max(width, link.width() + 36), words.height() + 10 + link.height())


def repair_size(face: Face) -> QSizeF:
    """Return the room the offer of a repair takes below the sentence, none where there is no repair."""
    if not face.repair:
        return QSizeF(0, 0)
    words = QFontMetricsF(font_of(11, True)).boundingRect(
        QRectF(0, 0, _WIDTH - 34, 400), int(_WRAP), face.repair
    )
    return QSizeF(words.width() + 4, words.height() + 8)


def repair_rect(face: Face, look: Look) -> QRectF:
    """Return where the offer of a repair is pressed, empty where none is shown."""
    if not (face.severity and face.repair and look.alone):
        return QRectF()
    note, link = note_rect(face, look), repair_size(face)
    return QRectF(note.left() + 25, note.bottom() - link.height() - 2, link.width(), link.height())


def badge_icon(face: Face, colours: Theme, area: QRectF) -> tuple[str, QRectF, str]:
    """Return name, place and colour: errors, warnings and notes differ in shape too."""
    colour = {"error": colours.bad, "warning": colours.warning}.get(face.severity, colours.accent)
    return "info" if face.severity == "note" else face.severity, area, colour


def paint_note(painter: QPainter, face: Face, look: Look, colours: Theme) -> None:
    """Draw the note of the card around the origin."""
    note = note_rect(face, look)
    name, area, colour = badge_icon(face, colours, QRectF(note.left() + 6, note.top() + 3, 14, 14))
    painter.setPen(QPen(QColor(colour), 1))
    painter.setBrush(colours.colour("panel"))
    painter.drawRoundedRect(note, 6, 6)
    icons.paint(painter, name, area, colour)
    painter.setFont(font_of(11, not look.alone))
    if look.alone:
        painter.setPen(colours.colour("text"))
        painter.drawText(note.adjusted(25, 4, -4, 0), int(_WRAP), face.problem)
        painter.setFont(font_of(11, True))
        painter.setPen(colours.colour("accent"))
        painter.drawText(repair_rect(face, look).adjusted(0, 2, 0, 0), int(_WRAP), face.repair)
    else:
        painter.setPen(QColor(colour))
        painter.drawText(note.adjusted(24, 0, 0, 0), _LEFT, face.severity_word)
