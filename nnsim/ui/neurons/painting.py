"""How neurons and weights look."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QFontMetricsF,
    QImage,
    QPainter,
    QPainterPath,
    QPen,
    QTransform,
)

from nnsim.base.text import ntr
from nnsim.training.pictures.neuron_maps import StageNeurons
from nnsim.ui.canvas import meters
from nnsim.ui.canvas.geometry import DOTS
from nnsim.ui.look import fonts
from nnsim.ui.look.theme import theme
from nnsim.ui.neurons.raster import DASH, width_of
from nnsim.ui.neurons.sheet import Line, Sheet, Spot

_RADIUS = 7.0
_ROUND_FROM = 14.0
"""Size of a tile, in pixels, from which its corners are round."""
_METER = 48.0
_CENTRE = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter


def curve(start: QPointF, end: QPointF, path: QPainterPath | None = None) -> QPainterPath:
    """Return `path` with the curve from one neuron to another."""
    path = QPainterPath() if path is None else path
    middle = (start.x() + end.x()) / 2
    path.moveTo(start)
    path.cubicTo(middle, start.y(), middle, end.y(), end.x(), end.y())
    return path


def pen_for(positive: bool, share: float) -> QPen:
    """Return the pen of one weight that is pointed out: blue and solid, or orange and dashed."""
    width = float(width_of(np.array(share))) + 0.8
    pen = QPen(theme().colour("positive" if positive else "negative"), width)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    if not positive:
        pen.setDashPattern([DASH[0] / width, DASH[1] / width])
    return pen


def paint_weight(painter: QPainter, sheet: Sheet, line: Line) -> None:
    """Draw one weight that is pointed out; the painter stands in the sheet's units."""
    pen = pen_for(sheet.weight(line) >= 0, sheet.share(line))
    painter.strokePath(curve(*sheet.curve(line)), pen)


def paint_joins(painter: QPainter, sheet: Sheet) -> None:
    """Draw what joins columns without weights of single neurons; the painter stands in the sheet's units."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for source, target in sheet.ribbons:
        _paint_ribbon(painter, sheet, source, target)
    for source, target in sheet.arcs:
        _paint_arc(painter, sheet, source, target)
    # A line of one pixel is what QPainter draws fast.
    pen = QPen(theme().colour("muted", 0.55), 1.0)
    pen.setCosmetic(True)
    painter.setPen(pen)
    for lines in sheet.lines:
        if not lines.learned:
            for start, end in zip(lines.starts.tolist(), lines.ends.tolist(), strict=True):
                painter.drawPath(curve(QPointF(*start), QPointF(*end)))


def _paint_ribbon(painter: QPainter, sheet: Sheet, source: int, target: int) -> None:
    """Join two columns as wholes: what lies between has no weights of single neurons."""
    a, b = sheet.column_rect(source), sheet.column_rect(target)
    middle = (a.right() + b.left()) / 2
    path = QPainterPath(a.topRight())
    path.cubicTo(middle, a.top(), middle, b.top(), b.left(), b.top())
    path.lineTo(b.bottomLeft())
    path.cubicTo(middle, b.bottom(), middle, a.bottom(), a.right(), a.bottom())
    painter.fillPath(path, theme().colour("muted", 0.14))


def _paint_arc(painter: QPainter, sheet: Sheet, source: int, target: int) -> None:
    """Draw a skip connection above the columns it passes."""
    a, b = sheet.column_rect(source), sheet.column_rect(target)
    top = min(sheet.column_rect(i).top() for i in range(source, target + 1)) - 26.0
    path = QPainterPath(QPointF(a.center().x(), a.top()))
    run = b.center().x() - a.center().x()
    path.cubicTo(
        a.center().x() + 0.12 * run, top - 20, b.center().x() - 0.12 * run, top - 20, b.center().x(), b.top()
    )
    pen = QPen(theme().colour("merge"), 2.0)
    pen.setDashPattern([2.6, 2.2])
    painter.strokePath(path, pen)


def paint_tile(painter: QPainter, area: QRectF, picture: QImage | None, size: float) -> None:
    """Draw one neuron into `area`; `size` is that of the tile in pixels."""
    look = theme()
    if picture is None:
        painter.setPen(QPen(look.colour("line"), 1.2))
        painter.setBrush(look.colour("raised"))
        painter.drawRoundedRect(area, _RADIUS, _RADIUS)
        return
    if size < _ROUND_FROM:
        painter.drawImage(area, picture)
        return
    # The first and last points of the map lie on the edges of the tile.
    sx, sy = area.width() / (picture.width() - 1), area.height() / (picture.height() - 1)
    brush = QBrush(picture)
    brush.setTransform(QTransform(sx, 0, 0, sy, area.x() - sx / 2, area.y() - sy / 2))
    painter.setBrush(brush)
    painter.setPen(QPen(look.colour("line"), 1.5))
    painter.drawRoundedRect(area, _RADIUS, _RADIUS)


def paint_more(painter: QPainter, stage: StageNeurons, column: QRectF, room: float) -> None:
    """Say below a column how many units are not shown; all in pixels, of which there are `room` across."""
    more = stage.count - stage.shown
    if more <= 0:
        return
    text = ntr("+ {n} more", "+ {n} more", more).format(n=f"{more:,}")
    painter.setFont(fonts.drawn_font(fonts.SMALL + 1))
    if QFontMetricsF(painter.font()).horizontalAdvance(text) > room:
        return
    painter.setPen(theme().colour("muted"))
    painter.drawText(QRectF(column.center().x() - room / 2, column.bottom(), room, 20), _CENTRE, text)


def header_rows(room: float, names: Sequence[str]) -> int:
    """Return in how many rows, by turns, the names of columns stand that are `room` pixels apart."""
    measure = QFontMetricsF(_header_font())
    return 1 if all(measure.horizontalAdvance(name) <= room - 8 for name in names) else 2


def header_place(x: float, room: float, column: int, rows: int) -> QRectF:
    """Return where the name of a column stands, in one row with all others or in one of two by turns."""
    top = 16.0 if rows == 1 else (4.0, 21.0)[column % 2]
    return QRectF(x - rows * room / 2, top, rows * room, 18)


def paint_header(painter: QPainter, place: QRectF, title: str, name: str) -> None:
    """Draw `title`, or where it is too long the `name` of a column, in `place`."""
    font = _header_font()
    measure, room = QFontMetricsF(font), place.width() - 8
    shown = title if measure.horizontalAdvance(title) <= room else name
    painter.setFont(font)
    painter.setPen(theme().colour("text"))
    painter.drawText(place, _CENTRE, measure.elidedText(shown, Qt.TextElideMode.ElideMiddle, room))


def _header_font() -> QFont:
    return fonts.drawn_font(fonts.SMALL + 1, QFont.Weight.DemiBold)


def paint_gradient(painter: QPainter, x: float, room: float, value: float | None, state: str) -> None:
    """Draw the meter of a gradient, its norm and state, below the name of a column."""
    look = theme()
    width = min(_METER, room - 8)
    bar = QRectF(x - width / 2, 42, width, 5)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(look.colour("raised"))
    painter.drawRoundedRect(bar, 2.5, 2.5)
    part = meters.share(value)
    if part > 0:
        painter.setBrush(QColor(look.state(state)))
        painter.drawRoundedRect(QRectF(bar.left(), bar.top(), max(part * width, 5.0), 5), 2.5, 2.5)


def paint_enlarged(
    painter: QPainter, room: QRectF, beside: QRectF, picture: QImage | None, lines: list[str]
) -> None:
    """Draw a neuron large beside its tile, with what is known about it; all in pixels."""
    look = theme()
    bold = fonts.drawn_font(fonts.SMALL + 1, QFont.Weight.DemiBold)
    plain = fonts.tabular(fonts.drawn_font(fonts.SMALL + 1))
    width = max([160.0, *(QFontMetricsF(bold).horizontalAdvance(t) + 4 for t in lines)])
    side = width if picture is not None else 0.0
    height = side + 12 * (picture is not None) + 18 * len(lines)
    box = QRectF(beside.right() + 14, beside.center().y() - height / 2 - 12, width + 24, height + 22)
    if box.right() > room.right() - 8:
        box.moveRight(beside.left() - 14)
    box.moveTop(min(max(box.top(), room.top() + 8), max(room.bottom() - 8 - box.height(), room.top())))
    box.moveLeft(max(box.left(), room.left() + 8))
    painter.setPen(QPen(look.colour("line"), 1))
    painter.setBrush(look.colour("panel"))
    painter.drawRoundedRect(box, 10, 10)
    at = box.top() + 12
    if picture is not None:
        paint_tile(painter, QRectF(box.left() + 12, at, side, side), picture, side)
        at += side + 8
    for i, text in enumerate(lines):
        painter.setFont(plain if i else bold)
        painter.setPen(look.colour("muted" if i else "text"))
        painter.drawText(QRectF(box.left() + 12, at, width + 8, 18), int(Qt.AlignmentFlag.AlignVCenter), text)
        at += 18


def paint_dots(painter: QPainter, room: QRectF, zoom: float, shift: QPointF) -> None:
    """Draw the dots of the canvas."""
    step = DOTS * zoom
    while step < 14:
        step *= 2
    xs = np.arange(shift.x() % step, room.width(), step)
    ys = np.arange(shift.y() % step, room.height(), step)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme().colour("grid"))
    painter.drawRects([QRectF(x - 1, y - 1, 2, 2) for x in xs.tolist() for y in ys.tolist()])


def paint_focus(painter: QPainter, sheet: Sheet, spot: Spot) -> None:
    """Outline the neuron the keyboard stands on."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(theme().colour("accent"), 2.2))
    painter.drawRoundedRect(sheet.tile(spot).adjusted(-3, -3, 3, 3), _RADIUS + 2, _RADIUS + 2)
