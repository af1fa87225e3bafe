"""The paper below the drawing."""

from __future__ import annotations

import math

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter

from nnsim.ui.canvas.geometry import DOTS
from nnsim.ui.look.theme import theme


def paint_dots(painter: QPainter, rect: QRectF, zoom: float) -> None:
    """Draw the dots of the grid within `rect` (scene), fewer of them from afar."""
    step = DOTS
    while step * zoom < 14:
        step *= 2
    left, top = math.floor(rect.left() / step), math.floor(rect.top() / step)
    right, bottom = math.ceil(rect.right() / step), math.ceil(rect.bottom() / step)
    side = 2.0 / zoom
    # Squares without smoothing: round, smoothed points cost eight times as much as the whole rest.
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme().colour("grid"))
    painter.drawRects(
        [
            QRectF(x * step - side / 2, y * step - side / 2, side, side)
            for x in range(left, right + 1)
            for y in range(top, bottom + 1)
        ]
    )
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
