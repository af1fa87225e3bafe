"""A line across a chart at the step that is looked at; what comes after it is dimmed."""

from __future__ import annotations

import pyqtgraph as pg
from PySide6.QtCore import Qt

from nnsim.ui.charts.chart import Chart, tinted
from nnsim.ui.look.theme import theme

_DIM = 0.66
"""Opacity of the ground over what comes after the step."""


class Cursor:
    """Marks one step; hidden until `show`."""

    def __init__(self, chart: Chart) -> None:
        self._chart = chart
        self.line = pg.InfiniteLine(angle=90)
        self.after = pg.LinearRegionItem((0.0, 1.0), movable=False, pen=pg.mkPen(None))
        self.after.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
        for item, z in ((self.after, 30), (self.line, 40)):
            item.setZValue(z)
            item.setVisible(False)
            chart.getViewBox().addItem(item, ignoreBounds=True)
        self.retheme()

    def retheme(self) -> None:
        """Take the colours of the theme in use."""
        look = theme()
        self.line.setPen(pg.mkPen(look.accent, width=1.5 * self._chart.devicePixelRatioF()))
        self.after.setBrush(tinted(look.panel, _DIM))

    def show(self, step: float | None, last: float) -> None:
        """Mark `step`, and dim what comes after it up to `last`; None: mark nothing."""
        if step is not None or self.line.isVisible():
            # The room that pyqtgraph asks to be painted anew does not hold all of the line that stood there.
            self._chart.viewport().update()
        self.line.setVisible(step is not None)
        self.after.setVisible(step is not None and step < last)
        if step is not None:
            self.line.setPos(step)
            self.after.setRegion((step, max(step, last)))
