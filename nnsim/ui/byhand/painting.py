"""How the worked-out network looks; the painter stands in the units of the paper."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen

from nnsim.base.text import tr
from nnsim.lab.byhand.address import Of, UnitAt
from nnsim.lab.byhand.wiring import Column
from nnsim.ui.byhand.highlight import Highlight
from nnsim.ui.byhand.marks import Look, Mark
from nnsim.ui.byhand.sheet import RADIUS, Paper, Wire, circle
from nnsim.ui.look import fonts
from nnsim.ui.look.theme import theme

_CENTRE = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_DASHES = [3.0, 2.2]
_DEMI = QFont.Weight.DemiBold
_LOOKS: dict[Look, tuple[int, QFont.Weight, str]] = {
    "symbol": (12, QFont.Weight.Normal, "muted"),
    "sum": (11, QFont.Weight.Normal, "muted"),
    "value": (16, _DEMI, "text"),
    "delta": (12, QFont.Weight.Medium, "warning"),
    "target": (13, QFont.Weight.Normal, "text"),
    "error": (13, QFont.Weight.Normal, "bad"),
    "answer": (13, _DEMI, "text"),
    "weight": (12, QFont.Weight.Normal, "text"),
    "bias": (12, QFont.Weight.Normal, "text"),
    "only": (28, _DEMI, "text"),
}
"""By look: size of type, weight, and colour."""


def paint_wire(painter: QPainter, wire: Wire, shown: Highlight) -> None:
    """Draw one connection: grey, strong where it is chosen, dashed where the error comes back along it."""
    look = theme()
    if wire.link in shown.here:
        pen = QPen(look.colour("warning"), 3.4)
    elif wire.link in shown.back:
        pen = QPen(look.colour("accent"), 3.4)
        pen.setDashPattern(_DASHES)
    else:
        pen = QPen(look.colour("line"), 2.0)
        if wire.link.weight is None:
            pen.setDashPattern([1.0, 2.4])
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    painter.strokePath(wire.path, pen)


def paint_ribbon(painter: QPainter, paper: Paper, source: Column, target: Column) -> None:
    """Join two columns as wholes: what lies between is no weighted sum."""
    a, b = paper.column_rect(source), paper.column_rect(target)
    path = QPainterPath(a.topRight())
    path.lineTo(b.topLeft())
    path.lineTo(b.bottomLeft())
    path.lineTo(a.bottomRight())
    painter.fillPath(path, theme().colour("muted", 0.14))


def paint_unit(painter: QPainter, paper: Paper, at: UnitAt, chosen: bool) -> None:
    """Draw the circle of a unit."""
    look = theme()
    painter.setPen(QPen(look.colour("warning" if chosen else "accent"), 3.0 if chosen else 2.0))
    painter.setBrush(look.colour("panel"))
    painter.drawEllipse(circle(paper.places[at]))


def paint_mark(painter: QPainter, mark: Mark, chosen: bool, on_way: bool, scale: float = 1.0) -> None:
    """Draw a number, in letters `scale` times as large; one that is no number is framed by dashes."""
    size, weight, token = _LOOKS[mark.look]
    if mark.look in ("weight", "bias"):
        _paint_pill(painter, mark, chosen or on_way, scale)
        return
    beside = mark.look in ("target", "error", "answer")
    if beside:
        size = round(size * scale)
    if not mark.lines:
        return
    if mark.look == "only":
        # What is long for its unit is written smaller; what came back has the colour of deltas everywhere.
        size -= 2 * max(0, len(mark.lines[0]) - 5)
        token = "warning" if mark.address.of is Of.DELTA else token
    look = theme()
    painter.setFont(_font(size, weight))
    painter.setPen(look.colour(token if mark.is_finite else "bad"))
    text = mark.lines[0]
    painter.drawText(mark.area, _LEFT if beside else _CENTRE, text)
    if chosen:
        _underline(painter, mark.area, text, beside)
    if not mark.is_finite:
        pen = QPen(look.colour("bad"), 1.6)
        pen.setDashPattern(_DASHES)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(mark.area.adjusted(6, 0, -6, 0), 6, 6)


def _underline(painter: QPainter, area: QRectF, text: str, beside: bool) -> None:
    width = QFontMetricsF(painter.font()).horizontalAdvance(text)
    left = area.left() if beside else area.center().x() - width / 2
    painter.setPen(QPen(theme().colour("warning"), 2.0))
    painter.drawLine(QPointF(left, area.bottom() - 1), QPointF(left + width, area.bottom() - 1))


def _paint_pill(painter: QPainter, mark: Mark, strong: bool, scale: float) -> None:
    look = theme()
    widest = _font(round(12 * scale))
    room = max(QFontMetricsF(widest).horizontalAdvance(text) for text in mark.lines) + 22 * scale
    area = QRectF(mark.area)
    area.setWidth(max(60.0 * scale, min(room, mark.area.width() + 40 * scale)))
    area.moveCenter(mark.area.center())
    painter.setPen(QPen(look.colour("warning" if strong else "line"), 1.6 if strong else 1.0))
    painter.setBrush(look.colour("raised"))
    round_ = area.height() / 2 if mark.look == "bias" else 6.0
    painter.drawRoundedRect(area, round_, round_)
    painter.setPen(look.colour("text" if mark.is_finite else "bad"))
    painter.setFont(widest)
    if len(mark.lines) == 1:
        painter.drawText(area, _CENTRE, mark.lines[0])
        return
    half = area.height() / 2
    painter.drawText(area.adjusted(0, 2, 0, -half), _CENTRE, mark.lines[0])
    painter.setFont(_font(round(11 * scale), QFont.Weight.Medium))
    painter.setPen(look.colour("warning"))
    painter.drawText(area.adjusted(0, half, 0, -2), _CENTRE, mark.lines[1])


def paint_name(painter: QPainter, paper: Paper, column: Column, text: str, scale: float) -> None:
    """Draw the name of a column above its units."""
    area = paper.column_rect(column)
    painter.setFont(_font(round(13 * scale)))
    painter.setPen(theme().colour("muted"))
    place = QRectF(area.center().x() - 300, area.top() - 28 - 20 * scale, 600, 20 * scale)
    painter.drawText(place, _CENTRE, text)


def paint_way_back(painter: QPainter, paper: Paper, source: Column, target: Column, scale: float) -> None:
    """Draw an arc below the network, from where the error comes to where it has come."""
    a, b = paper.column_rect(source).center().x(), paper.column_rect(target).center().x()
    bottom = max(place.y() for place in paper.places.values()) + RADIUS + 46
    colour: QColor = theme().colour("warning")
    path = QPainterPath(QPointF(a, bottom))
    path.quadTo(QPointF((a + b) / 2, bottom + 62), QPointF(b, bottom))
    pen = QPen(colour, 2.0)
    pen.setDashPattern(_DASHES)
    painter.strokePath(path, pen)
    # The tip of the arrow, so that the way can be told without the words.
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    tip = QPainterPath(QPointF(b - 3, bottom - 6))
    tip.lineTo(QPointF(b + 12, bottom + 2))
    tip.lineTo(QPointF(b + 1, bottom + 11))
    painter.drawPath(tip)
    painter.setPen(colour)
    painter.setFont(_font(round(13 * scale)))
    words = QRectF((a + b) / 2 - 400, bottom + 36, 800, 22 * scale)
    painter.drawText(words, _CENTRE, tr("the error travels back along the weights"))


def _font(size: int, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    return fonts.tabular(fonts.drawn_font(size, weight))
