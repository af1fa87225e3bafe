"""Where the inputs, gates and wires of a circuit lie, for the room there is."""

from __future__ import annotations

from functools import cached_property

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainterPath

from nnsim.lab.circuit_board import CircuitBoard

_SIDE, _HEAD, _FOOT = 70.0, 42.0, 42.0
_UNIT = 168.0
"""Pixels from one row to the next, at most."""


class CircuitGeometry:
    """Places in the pixels of a window of `width` by `height`.

    Parameters
    ----------
    moved
        Where gates were put by hand, in columns and rows.
    """

    def __init__(
        self,
        board: CircuitBoard,
        width: float,
        height: float,
        moved: dict[str, tuple[float, float]] | None = None,
    ) -> None:
        self.board, self.width, self.height = board, width, height
        self._own = _cells(board)
        self.cells = self._own | (moved or {})

    @cached_property
    def columns(self) -> float:
        """The last column."""
        # Of what was not moved: under a hand that moves one gate, the others stay where they are.
        last = max((column for column, _ in self._own.values()), default=1.0)
        # Where somebody builds there is room to the right.
        is_built = not self.board.gates or any(gate.at is None for gate in self.board.gates)
        return max(last, 3.0 if is_built else 1.0)

    @cached_property
    def _rows(self) -> tuple[float, float]:
        rows = [row for _, row in self._own.values()]
        return min(rows, default=0.0), max(rows, default=0.0)

    @cached_property
    def unit(self) -> float:
        """Pixels from one row to the next."""
        low, high = self._rows
        return min((self.height - _HEAD - _FOOT) / (high - low + 1.0), _UNIT)

    @cached_property
    def gate_size(self) -> tuple[float, float]:
        """Width and height of a gate."""
        pitch = (self.width - 2 * _SIDE) / max(self.columns, 1.0)
        return min(132.0, max(0.62 * pitch, 58.0)), min(84.0, max(self.unit - 10.0, 30.0))

    @cached_property
    def input_size(self) -> float:
        """Width of an input, which is round."""
        return min(84.0, max(self.unit - 8.0, 28.0))

    def middle(self, name: str) -> QPointF:
        """Return the middle of an input or a gate."""
        return self.point(*self.cells[name])

    def point(self, column: float, row: float) -> QPointF:
        """Return where a cell lies."""
        low, high = self._rows
        left, right = _SIDE, self.width - _SIDE - 44
        y = _HEAD + (self.height - _HEAD - _FOOT) / 2 + (row - (low + high) / 2) * self.unit
        return QPointF(left + column / self.columns * (right - left), y)

    def cell(self, at: QPointF) -> tuple[float, float]:
        """Return the column and row at a point, the other way round."""
        origin, unit = self.point(0, 0), self.point(1, 1) - self.point(0, 0)
        return max((at.x() - origin.x()) / unit.x(), 0.3), (at.y() - origin.y()) / unit.y()

    def area(self, name: str) -> QRectF:
        """Return where an input or a gate lies."""
        is_input = name in self.board.inputs
        width, height = (self.input_size, self.input_size) if is_input else self.gate_size
        middle = self.middle(name)
        return QRectF(middle.x() - width / 2, middle.y() - height / 2, width, height)

    def port(self, name: str) -> QPointF:
        """Return where wires begin."""
        area = self.area(name)
        return QPointF(area.right(), area.center().y())

    def wire(self, source: str, target: str) -> QPainterPath:
        """Return the way of a wire."""
        sources = self.board.gate(target).sources
        area, place = self.area(target), sources.index(source)
        room = min(area.height() - 12.0, 14.0 * (len(sources) - 1))
        share = place / (len(sources) - 1) - 0.5 if len(sources) > 1 else 0.0
        return curve(self.port(source), QPointF(area.left(), area.center().y() + share * room))

    def on_wire(self, source: str, target: str, share: float) -> QPointF:
        """Return a point of a wire, by the share of its way."""
        return self.wire(source, target).pointAtPercent(share)


def curve(start: QPointF, end: QPointF) -> QPainterPath:
    """Return a way that leaves and arrives level."""
    bend = max(abs(end.x() - start.x()) / 2, 20.0)
    path = QPainterPath(start)
    path.cubicTo(start + QPointF(bend, 0), end - QPointF(bend, 0), end)
    return path


def depths(board: CircuitBoard) -> dict[str, int]:
    """Return how many wires a signal has run through at most, by name; what cannot run has one column more than it reads."""
    found = dict.fromkeys(board.inputs, 0)
    for gate in (*board.running, *(g for g in board.gates if g not in board.running)):
        found[gate.name] = 1 + max((found.get(source, 0) for source in gate.sources), default=0)
    return found


def _cells(board: CircuitBoard) -> dict[str, tuple[float, float]]:
    """Return column and row of everything; gates without a place of their own stand below those that have one."""
    middle = (len(board.inputs) - 1) / 2
    cells = {name: (0.0, place - middle) for place, name in enumerate(board.inputs)}
    if len(board.inputs) <= 3:
        cells = {name: (0.0, 1.2 * row) for name, (_, row) in cells.items()}
    depth = depths(board)
    for gate in board.gates:
        if gate.at is not None:
            cells[gate.name] = gate.at
    for gate in board.gates:
        if gate.at is None:
            column = float(depth[gate.name])
            taken = [row for name, (c, row) in cells.items() if abs(c - column) < 0.7]
            cells[gate.name] = (column, max(taken) + 1.0 if taken else 0.0)
    return cells
