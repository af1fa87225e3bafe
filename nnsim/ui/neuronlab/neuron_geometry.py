"""Where the parts of one large neuron lie, for the room there is."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainterPath

HEAD, FOOT = 62.0, 40.0
"""Room above and below for words."""
CHIP = (96.0, 32.0)
_CHIP_AT, _CROWDED_AT, _CROWD = 0.34, 0.17, 5
"""Where on its way along a wire a chip sits; where there are many wires, before they come together."""


@dataclass(frozen=True)
class NeuronGeometry:
    """Places in the pixels of a window `width` by `height`, with `inputs` circles on the left."""

    width: float
    height: float
    inputs: int

    @property
    def middle(self) -> float:
        """Height of cell body, threshold and output."""
        return HEAD + (self.height - HEAD - FOOT) / 2

    @property
    def slot(self) -> float:
        """Height that every input has."""
        return min((self.height - HEAD - FOOT) / self.inputs, 190.0)

    def input(self, place: int) -> QRectF:
        """Return where the circle of an input lies."""
        side = min(max(self.slot - 10.0, 34.0), 92.0, 0.2 * self.width)
        x = max(0.13 * self.width, side / 2 + 16)
        y = self.middle + (place - (self.inputs - 1) / 2) * self.slot
        return QRectF(x - side / 2, y - side / 2, side, side)

    @property
    def body(self) -> QRectF:
        """Where the cell body lies."""
        side = min(max(min(0.19 * self.width, 0.36 * self.height), 96.0), 176.0)
        x = 0.555 * self.width
        return QRectF(x - side / 2, self.middle - side / 2, side, side)

    @property
    def box(self) -> QRectF:
        """Where the activation is drawn."""
        side = min(max(0.14 * self.width, 76.0), 132.0)
        x = 0.775 * self.width
        return QRectF(x - side / 2, self.middle - side / 2, side, side)

    @property
    def output(self) -> QRectF:
        """Where the output is written."""
        left = self.box.right() + 0.05 * self.width
        return QRectF(left, self.middle - 40, max(self.width - left - 8, 30.0), 80)

    def wire(self, place: int) -> QPainterPath:
        """Return the way from an input to the cell body."""
        start = QPointF(self.input(place).right(), self.input(place).center().y())
        end = QPointF(self.body.left() + 2, self.middle)
        bend = (start.x() + end.x()) / 2
        path = QPainterPath(start)
        path.cubicTo(QPointF(bend, start.y()), QPointF(bend, end.y()), end)
        return path

    def chip(self, place: int) -> QRectF:
        """Return where the weight of an input sits on its wire."""
        at = self.wire(place).pointAtPercent(_CROWDED_AT if self.inputs >= _CROWD else _CHIP_AT)
        width, height = CHIP[0] if self.inputs < _CROWD else 84.0, min(CHIP[1], self.slot - 6)
        return QRectF(at.x() - width / 2, at.y() - height / 2, width, height)

    @property
    def threshold(self) -> QRectF:
        """Where the threshold stands: below the activation."""
        return QRectF(self.box.center().x() - 70, self.box.bottom() + 12, 140, 32)

    @property
    def axon(self) -> QPainterPath:
        """Return the way from the cell body to the output."""
        path = QPainterPath(QPointF(self.body.right(), self.middle))
        path.lineTo(self.output.left() - 6, self.middle)
        return path
