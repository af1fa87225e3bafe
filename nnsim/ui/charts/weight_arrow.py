"""The weight vector of a single unit, upright on its line."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from PySide6.QtGui import QPainterPath

from nnsim.figures.maps import UnitLine
from nnsim.ui.charts.chart import Chart, line_pen, path_item, pieces
from nnsim.ui.look.theme import theme


class WeightArrow:
    """An arrow with a "w" at its tip, over a map."""

    def __init__(self, chart: Chart) -> None:
        self._chart = chart
        self.path = path_item(chart, 30)
        self.name = pg.TextItem("w", anchor=(0, 0.5))
        self.name.setZValue(31)
        self.name.setVisible(False)
        chart.getViewBox().addItem(self.name, ignoreBounds=True)

    def show(self, found: UnitLine, scales: tuple[float, float]) -> None:
        """Draw the arrow of `found`; `scales` are those of the two axes, for the wings of its tip."""
        start, tip, unit = np.array(found.start), np.array(found.tip), np.array(scales)
        along = (tip - start) / unit
        across = np.array([-along[1], along[0]])
        wings = [tip - unit * (0.18 * along + s * 0.09 * across) for s in (1, -1)]
        self.path.setPath(pieces(np.array([[start, tip], [tip, wings[0]], [tip, wings[1]]])))
        self.name.setPos(*(tip + 0.1 * (tip - start)))
        self.name.setVisible(True)

    def hide(self) -> None:
        """Draw nothing."""
        self.path.setPath(QPainterPath())
        self.name.setVisible(False)

    def retheme(self) -> None:
        """Take the colour of the theme in use."""
        self.path.setPen(line_pen(self._chart, theme().text, 2))
        self.name.setColor(theme().text)
