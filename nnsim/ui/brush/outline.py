"""What follows the pointer: the edge of a spray, the line of a lasso, the cross of the keys."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF

from nnsim.ui.charts.mark import Mark, Marks, ToPixels
from nnsim.ui.look.theme import theme


class Outline(Mark):
    """Drawn in pixels of the viewport, over everything."""

    def __init__(self, marks: Marks) -> None:
        self._middle: QPointF | None = None
        self._size = 0.0
        self._cross = False
        self._line: list[QPointF] = []
        super().__init__(marks, 80)

    def show_spray(self, middle: QPointF | None, size: float, *, cross: bool = False) -> None:
        """Show the edge of a spray about a place, with a cross for the keys; None: nothing."""
        self._middle, self._size, self._cross = middle, size, cross
        self.changed()

    def show_lasso(self, line: list[QPointF]) -> None:
        """Show the line of a lasso; an empty one: none."""
        self._line = line
        self.changed()

    def paint(self, painter: QPainter, to: ToPixels) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme().colour("text"), 1, Qt.PenStyle.DashLine))
        if len(self._line) > 1:
            painter.drawPolygon(QPolygonF(self._line))
        if self._middle is None:
            return
        painter.setPen(QPen(theme().colour("text", 0.6), 1))
        if self._size:
            painter.drawEllipse(self._middle, self._size, self._size)
        if self._cross:
            x, y = self._middle.x(), self._middle.y()
            painter.drawLine(QPointF(x - 7, y), QPointF(x + 7, y))
            painter.drawLine(QPointF(x, y - 7), QPointF(x, y + 7))
