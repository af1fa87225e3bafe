"""The weight vector of a single unit, upright on its line."""

from __future__ import annotations

import numpy as np
from PySide6.QtGui import QColor

from nnsim.figures.maps import UnitLine
from nnsim.ui.charts.chart import Chart, line_pen
from nnsim.ui.charts.marks import Pieces, Word
from nnsim.ui.look.theme import theme


class WeightArrow:
    """An arrow with a "w" at its tip, over a map."""

    def __init__(self, chart: Chart) -> None:
        self._chart = chart
        self.path = Pieces(chart.marks, 30)
        self.name = Word(chart.marks, 31, "w")

    def show(self, found: UnitLine, scales: tuple[float, float]) -> None:
        """Draw the arrow of `found`; `scales` are those of the two axes, for the wings of its tip."""
        start, tip, unit = np.array(found.start), np.array(found.tip), np.array(scales)
        along = (tip - start) / unit
        across = np.array([-along[1], along[0]])
        wings = [tip - unit * (0.18 * along + s * 0.09 * across) for s in (1, -1)]
        self.path.set_data(np.array([[start, tip], [tip, wings[0]], [tip, wings[1]]]))
        self.name.show_at(*(tip + 0.1 * (tip - start)))

    def hide(self) -> None:
        """Draw nothing."""
        self.path.clear()
        self.name.shown = False

    def retheme(self) -> None:
        """Take the colour of the theme in use."""
        self.path.set_pen(line_pen(self._chart, theme().text, 2))
        self.name.colour = QColor(theme().text)
