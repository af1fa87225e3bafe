"""A wire that is being drawn by hand."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPointF, Signal
from PySide6.QtGui import QPainter

from nnsim.ui.neuronlab.circuit_geometry import CircuitGeometry
from nnsim.ui.neuronlab.circuit_painting import paint_new_wire


class NewWire(QObject):
    """From which part it comes, and where the hand is with it.

    Signals
    -------
    moved()
        It is to be painted elsewhere, or no longer.
    landed(str, QPointF)
        The wire from that part was let go of there.
    """

    moved = Signal()
    landed = Signal(str, QPointF)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._drawn: tuple[str, QPointF] | None = None

    def draw(self, source: str, at: QPointF) -> None:
        """Take the hand to be there."""
        self._drawn = source, at
        self.moved.emit()

    def drop(self, source: str, at: QPointF) -> None:
        """Let go of it."""
        self._drawn = None
        self.moved.emit()
        self.landed.emit(source, at)

    def paint(self, painter: QPainter, places: CircuitGeometry) -> None:
        """Paint it, where there is one."""
        if self._drawn is not None:
            paint_new_wire(painter, places.port(self._drawn[0]), self._drawn[1])
