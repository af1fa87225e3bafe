"""A drawing of cells, painted once for each size and theme."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPixmap

from nnsim.figures.figure import Figure, Plot
from nnsim.ui.charts.ink import on_screen
from nnsim.ui.charts.paper import paint_figure
from nnsim.ui.look import fonts
from nnsim.ui.look.theme import theme


class CellPicture:
    """Paints a drawing without the names of its kinds, on the ground that is there."""

    def __init__(self, plot: Plot) -> None:
        self._plot = replace(plot, legend=False)
        self._picture = QPixmap()
        self._painted_for: tuple[str, QSize, float] | None = None

    def paint(self, painter: QPainter, room: QRect) -> None:
        """Draw it in the middle of `room`."""
        ratio = painter.device().devicePixelRatioF()
        wanted = theme().name, room.size(), ratio
        if self._painted_for != wanted:
            self._picture, self._painted_for = self._painted(room.size(), ratio), wanted
        painter.drawPixmap(room.topLeft(), self._picture)

    def _painted(self, size: QSize, ratio: float) -> QPixmap:
        scale = fonts.scale()
        picture = QPixmap(size * ratio)
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.scale(scale, scale)
        figure = Figure("", "", (self._plot,), (size.width() / scale, size.height() / scale))
        paint_figure(painter, figure, on_screen(theme()), margin=0.0, ground=False)
        painter.end()
        return picture
