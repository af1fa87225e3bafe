"""The accuracies of a run on a chart: of both parts of the data, and of every output where there are several."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QPen

from nnsim.base.text import tr
from nnsim.figures.figure import Array
from nnsim.figures.loss_figure import colour_of
from nnsim.figures.thinned import Thinned
from nnsim.training.history import History
from nnsim.training.metric_names import MetricName, accuracies, outputs_of
from nnsim.ui.charts.chart import Chart, line_pen
from nnsim.ui.charts.chart_overlay import Legend
from nnsim.ui.charts.loss_ghosts import MOST_DASHED
from nnsim.ui.charts.marks import Curve
from nnsim.ui.look.theme import theme

PARTS = {"train": "train", "val": "validation"}
"""What hides a curve, by the part in the name of its metric."""


class AccuracyCurves:
    """Curves in per cent, by the name of the metric, and a legend of the outputs.

    Parameters
    ----------
    changed
        Called when a person hid or showed an output.
    """

    def __init__(self, chart: Chart, changed: Callable[[], None]) -> None:
        self._chart, self._changed = chart, changed
        self.items: dict[str, Curve] = {}
        self._thinned: dict[str, Thinned] = {}
        self.points: list[tuple[str, Array, Array]] = []
        """Title and points of what is drawn."""
        self._hidden_outputs: frozenset[str] = frozenset()
        self.legend = Legend(chart)
        self.legend.toggled.connect(self._on_output)

    def retheme(self) -> None:
        """Take the colours of the theme in use."""
        series, names = theme().series, tuple(self.items)
        for name in accuracies(names):
            style = Qt.PenStyle.DashLine if name.part == "val" else Qt.PenStyle.SolidLine
            pen = line_pen(self._chart, colour_of(series, outputs_of(names), name), 1.6, style)
            self.items[str(name)].set_pen(pen)
            if name.layer and name.part == "train":
                self.legend.set_pen(name.layer, pen)

    def hidden(self, history: History, parts: frozenset[str]) -> frozenset[str]:
        """Return the metrics that are hidden, where these parts are."""
        return frozenset(str(n) for n in accuracies(history.metrics) if self._is_hidden(n, parts))

    def draw(self, history: History, parts: frozenset[str], window: int, most: int) -> float:
        """Draw all but those of hidden `parts`, averaged over `window` steps; return the least value.

        `most` is the greatest number of points of a solid curve.
        """
        found = tuple(history.accuracies())
        if tuple(self.items) != tuple(str(name) for name, _ in found):
            self._make(history)
        self.points = []
        lows = []
        for name, column in found:
            series, item = history.evaluations, self.items[str(name)]
            if self._is_hidden(name, parts) or not len(series):
                item.clear()
                continue
            here = self._chart.part_of(series.steps)
            count = min(most, MOST_DASHED) if name.part == "val" else most
            x, share, *_ = self._thinned[str(name)].of(series, column, window, count, here)
            y = 100 * share
            item.set_data(x, y)
            self.points.append((_title(name), x, y))
            known = y[np.isfinite(y)]
            if known.size:
                lows.append(float(known.min()))
        return min(lows, default=np.nan)

    def _make(self, history: History) -> None:
        for item in self.items.values():
            item.remove()
        names = list(accuracies(history.metrics))
        self.items = {str(name): Curve(self._chart.marks, measured=True) for name in names}
        self._thinned = {name: Thinned() for name in self.items}
        self._hidden_outputs = frozenset()
        self.legend.clear()
        for layer in outputs_of(history.metrics):
            self.legend.add(layer, layer, QPen(Qt.PenStyle.NoPen))
        self.retheme()

    def _is_hidden(self, name: MetricName, parts: frozenset[str]) -> bool:
        return PARTS[name.part] in parts or name.layer in self._hidden_outputs

    def _on_output(self, layer: str, shown: bool) -> None:
        self._hidden_outputs = self._hidden_outputs - {layer} if shown else self._hidden_outputs | {layer}
        self._changed()


def _title(name: MetricName) -> str:
    part = tr("validation") if name.part == "val" else tr("training")
    return f"{part}, {name.layer}" if name.layer else part
