"""The history of a quantity as a map, layer × time."""

from __future__ import annotations

from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QHBoxLayout, QWidget

from nnsim.base.text import tr
from nnsim.figures import palette
from nnsim.ui.charts.chart import Chart
from nnsim.ui.charts.colour_bar import ColourBarWidget
from nnsim.ui.charts.history_chart import HistoryChart
from nnsim.ui.charts.layer_history import LayerHistory
from nnsim.ui.charts.marks import ImageMark

_TABLE = palette.lookup(palette.RAMP)


class LayerMap(QWidget):
    """A row of cells for each layer, and a bar that says what the colours mean."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.chart = Chart(tr("Layer and time"))
        self.chart.set_labels(tr("Steps"), "")
        self.chart.getViewBox().invertY(True)
        self.chart.left.setGrid(False)
        self.image = ImageMark(self.chart.marks, smooth=False)
        self.side = HistoryChart(self.chart, self.describe, line=False)
        self._bar = ColourBarWidget()
        self._shown = LayerHistory()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.chart, 1)
        row.addWidget(self._bar)

    def draw(self, shown: LayerHistory, span: tuple[float, float], first: float, symbol: str) -> None:
        """Colour the cells by the decades of `span`; time begins at the step `first`."""
        self._shown, n = shown, len(shown.layers.names)
        last = float(shown.steps[-1])
        self.image.set_image(palette.coloured(shown.logs, span, _TABLE), (first, last, -0.5, n - 0.5))
        self._bar.set_scale(palette.RAMP, span, True, symbol)
        self.chart.fit((first, last), (-0.5, n - 0.5))
        self.side.readout.refresh()

    def describe(self, at: QPointF) -> tuple[str, float] | None:
        """Return the value of the cell under the pointer."""
        shown, i = self._shown, round(at.y())
        if not len(shown.steps) or not 0 <= i < len(shown.layers.names):
            return None
        j = shown.column_at(at.x())
        return shown.told(i, j), float(shown.steps[j])
