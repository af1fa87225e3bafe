"""How wires look, and the signals on them."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPen

from nnsim.ui.look.theme import theme
from nnsim.ui.neuronlab.circuit_geometry import CircuitGeometry, curve, depths


def wire_pen(share: float, weight: float, *, chosen: bool) -> QPen:
    """Return the pen of a wire: bright and thick with a signal on it, dashed where its weight is negative."""
    look = theme()
    width = 1.5 + 1.8 * share + (0.8 if chosen else 0.0)
    colour = look.colour("warning", 0.35 + 0.65 * share) if share > 0.05 else look.colour("muted", 0.55)
    if chosen and share <= 0.05:
        colour = look.colour("text", 0.7)
    pen = QPen(colour, width)
    if weight < 0:
        pen.setDashPattern([7.0 / width, 4.0 / width])
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    return pen


def _thin(weight: float) -> QPen:
    """Return the pen of a silent wire among many: one pixel, which QPainter draws fast."""
    pen = QPen(theme().colour("muted", 0.5), 1.0)
    pen.setCosmetic(True)
    if weight < 0:
        pen.setDashPattern([6.0, 4.0])
    return pen


def paint_ground(painter: QPainter, places: CircuitGeometry, chosen: str) -> None:
    """Draw what stays while signals run: all wires, and those on which results leave."""
    paint_wires(painter, places, chosen)
    paint_outputs(painter, places)


def paint_wires(painter: QPainter, places: CircuitGeometry, chosen: str) -> None:
    """Draw all wires, those into the chosen gate last."""
    board = places.board
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for gate in sorted(board.gates, key=lambda g: g.name == chosen):
        faint = len(gate.sources) > 4 and gate.name != chosen
        for source, weight in zip(gate.sources, gate.weights, strict=True):
            if faint and not weight:
                continue
            share = min(max(board.now.get(source, 0.0), 0.0), 1.0)
            if faint and share <= 0.05:
                painter.setPen(_thin(weight))
                painter.drawPath(places.wire(source, gate.name))
                continue
            pen = wire_pen(share, weight, chosen=gate.name == chosen)
            painter.strokePath(places.wire(source, gate.name), pen)


def paint_signals(painter: QPainter, places: CircuitGeometry, share: float) -> None:
    """Draw signals that are on their way: every gate sends its own once it has what it reads."""
    board, depth = places.board, depths(places.board)
    last = max(depth.values(), default=1) or 1
    painter.setPen(QPen(theme().colour("canvas"), 1.2))
    painter.setBrush(theme().colour("warning"))
    for gate in board.gates:
        for source in gate.sources:
            along = share * last - (depth[gate.name] - 1)
            if 0.0 <= along <= 1.0 and board.now.get(source, 0.0) > 0.5:
                painter.drawEllipse(places.on_wire(source, gate.name, along), 5.5, 5.5)


def paint_new_wire(painter: QPainter, start: QPointF, end: QPointF) -> None:
    """Draw a wire that is being drawn."""
    pen = QPen(theme().colour("accent"), 2.2, Qt.PenStyle.DashLine)
    painter.strokePath(curve(start, end), pen)


def paint_outputs(painter: QPainter, places: CircuitGeometry) -> None:
    """Draw the short wires on which results leave."""
    for name in places.board.outputs:
        start = places.port(name)
        lit = places.board.now.get(name, 0.0) > 0.5
        painter.setPen(QPen(theme().colour("good" if lit else "muted"), 3.0 if lit else 1.8))
        painter.drawLine(start, start + QPointF(26, 0))
