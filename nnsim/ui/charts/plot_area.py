"""Where a chart draws: a view of the data, with an axis on the left and one below."""

from __future__ import annotations

import pyqtgraph as pg
from PySide6.QtWidgets import QGraphicsGridLayout, QGraphicsItem, QSizePolicy

from nnsim.ui.charts.axis import NumberAxis


class PlotArea(pg.GraphicsWidget):
    """A view box between two axes.

    In place of pyqtgraph's ``PlotItem``, which makes two more axes, a title and a form of forty fields with
    their menus, all of them never shown: most of the time a chart took to be made.
    """

    def __init__(self, bottom: NumberAxis, left: NumberAxis) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.view = pg.ViewBox(parent=self, enableMenu=False)
        self._grid = grid = QGraphicsGridLayout()
        grid.setSpacing(0)
        self.setLayout(grid)
        self._free = -1
        self.keep_free(0)
        grid.addItem(self.view, 0, 1)
        for axis, row, column in ((bottom, 1, 1), (left, 0, 0)):
            axis.linkToView(self.view)
            axis.setFlag(QGraphicsItem.GraphicsItemFlag.ItemNegativeZStacksBehindParent)
            grid.addItem(axis, row, column)
        grid.setRowStretchFactor(0, 100)
        grid.setColumnStretchFactor(1, 100)

    def keep_free(self, top: int) -> None:
        """Leave so many pixels above the view to what lies over the chart."""
        if top != self._free:
            self._free = top
            self._grid.setContentsMargins(4, 8 + top, 14, 0)
