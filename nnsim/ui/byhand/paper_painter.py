"""Draws the network on paper as an eye sees it."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from nnsim.lab.byhand.address import Address, Of, UnitAt
from nnsim.lab.byhand.wiring import Column
from nnsim.ui.byhand import painting
from nnsim.ui.byhand.column_names import column_name
from nnsim.ui.byhand.highlight import flow, highlight
from nnsim.ui.byhand.paper_eye import PaperEye
from nnsim.ui.look.theme import theme
from nnsim.ui.neurons.painting import paint_dots

_NO_TEXT_BELOW = 0.2
"""Zoom below which no letters are drawn."""


def paint(painter: QPainter, eye: PaperEye) -> None:
    """Draw all that is seen, in pixels of the window."""
    room = QRectF(QPointF(), eye.lens.size)
    painter.fillRect(room, theme().colour("canvas"))
    paint_dots(painter, room, eye.lens.zoom, eye.lens.shift)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(eye.lens.shift)
    painter.scale(eye.lens.zoom, eye.lens.zoom)
    paper, shown = eye.paper, highlight(eye.working)
    for source, target in paper.ribbons:
        painting.paint_ribbon(painter, paper, source, target)
    strong = shown.here | shown.back
    for wire in sorted(paper.wires, key=lambda w: w.link in strong):
        painting.paint_wire(painter, wire, shown)
    for at in paper.places:
        painting.paint_unit(painter, paper, at, at in shown.units)
    if eye.lens.zoom < _NO_TEXT_BELOW:
        return
    for column in paper.columns:
        painting.paint_name(painter, paper, column, _name(eye, column), eye.scale)
    on_way = {link.weight for link in strong}
    for found in eye.marks.all:
        is_chosen = found.look != "symbol" and found.address == eye.working.chosen
        painting.paint_mark(painter, found, is_chosen, found.address.at in on_way, eye.scale)
    _paint_flow(painter, eye)


def _name(eye: PaperEye, column: Column) -> str:
    """Return what stands above a column; from afar it says which number its units have."""
    name = column_name(eye.working.sheet, column)
    delta = Address(Of.DELTA, UnitAt(column.id, 0), eye.working.example)
    is_back = not column.is_input and eye.working.sheet.can_learn and eye.working.is_known(delta)
    return f"{name} · δ" if eye.scale > 1 and is_back else name


def _paint_flow(painter: QPainter, eye: PaperEye) -> None:
    target = flow(eye.working)
    last = next((c for c in eye.paper.columns if c.output is not None), None)
    if target and last is not None and last.id != target:
        column = eye.working.sheet.wiring.by_id[target]
        painting.paint_way_back(painter, eye.paper, last, column, eye.scale)
