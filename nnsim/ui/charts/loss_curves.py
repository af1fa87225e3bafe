"""The curves of a scalar of a run: training with its spread, validation, and a legend that hides them."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QPen

from nnsim.base.text import tr
from nnsim.engine.scalar import LOSS, Scalar
from nnsim.figures.curves import log10
from nnsim.figures.figure import Array
from nnsim.figures.loss_figure import scalar_curves
from nnsim.figures.thinned import Thinned
from nnsim.figures.watched import Watched
from nnsim.training.history import History
from nnsim.training.series import Series
from nnsim.ui.charts.chart import Chart, line_pen, tinted
from nnsim.ui.charts.chart_overlay import Legend
from nnsim.ui.charts.ghosts import GHOST_WIDTH, PEN_STYLES
from nnsim.ui.charts.loss_ghosts import MOST_DASHED, CurveLook
from nnsim.ui.charts.marks import Band, Curve
from nnsim.ui.look.theme import theme

LEAST = 600
"""Points of the training curve even in a narrow plot: it may be widened while nothing trains."""
_KEYS = ("train", "validation")
_NOWHERE = (np.nan, np.nan)


class LossCurves:
    """Draws a scalar of one run.

    Attributes
    ----------
    points
        What is drawn, by key: x and y, logarithms on a logarithmic axis.
    """

    def __init__(self, chart: Chart) -> None:
        self._chart = chart
        self.bands = {key: Band(chart.marks, 1) for key in _KEYS}
        self.lines = {key: Curve(chart.marks, measured=key == "validation") for key in _KEYS}
        self._thinned = {key: Thinned() for key in _KEYS}
        self.points: dict[str, tuple[Array, Array]] = {}
        self.legend = Legend(chart)
        self.legend.add("train", tr("training"), QPen(Qt.PenStyle.NoPen))
        self.legend.add("validation", tr("validation"), QPen(Qt.PenStyle.NoPen))

    def retheme(self) -> None:
        """Take the colours of the theme in use."""
        for key, colour in zip(_KEYS, theme().series, strict=False):
            style = Qt.PenStyle.SolidLine if key == "train" else Qt.PenStyle.DashLine
            pen = line_pen(self._chart, colour, 1.6, style)
            self.lines[key].set_pen(pen)
            self.legend.set_pen(key, pen)
            self.bands[key].colour = tinted(colour, 0.2)

    def name(self, scalar: Scalar | None, behind: Iterable[tuple[str, Watched]]) -> None:
        """Let the legend say what is drawn, and which runs stand behind it, each with its key."""
        of_loss = scalar is None or scalar.key == LOSS.key
        self.legend.name("train", tr("training") if of_loss or scalar is None else tr(scalar.title))
        others = []
        for key, run in behind:
            pen = line_pen(self._chart, run.colour, GHOST_WIDTH, PEN_STYLES[run.dash])
            others.append((key, run.name, pen))
        self.legend.set_others(others)

    def named_points(self) -> list[tuple[str, Array, Array]]:
        """Return name, x and y of what is drawn."""
        return [(self.legend.entries[key].text(), *points) for key, points in self.points.items()]

    def draw(self, history: History, scalar: Scalar, look: CurveLook) -> list[tuple[float, float]]:
        """Draw the curves and return the range of each; NaN where there is nothing."""
        sources = {key: (series, column) for key, series, column in scalar_curves(history, scalar)}
        ranges, present = [], set()
        self.points = {}
        for key in _KEYS:
            series, column = sources.get(key, (None, 0))
            if series is not None and len(series) and np.isfinite(series.last[column]):
                present.add(key)
            ranges.append(self._draw_one(key, series, column, look))
        self.legend.show_only(frozenset(present))
        return ranges

    def _draw_one(self, key: str, series: Series | None, column: int, look: CurveLook) -> tuple[float, float]:
        if key in look.hidden or series is None or not len(series):
            self.lines[key].clear()
            self.bands[key].clear()
            return _NOWHERE
        most = max(self._chart.width(), LEAST) if key == "train" else MOST_DASHED
        here = self._chart.part_of(series.steps)
        x, mean, low, high = self._thinned[key].of(series, column, look.window, most, here)
        if look.log:
            mean, low, high = log10(mean), log10(low), log10(high)
        self.bands[key].set_data(x, low, high)
        self.lines[key].set_data(x, mean)
        self.points[key] = x, mean
        known = mean[np.isfinite(mean)]
        return (float(known.min()), float(known.max())) if known.size else _NOWHERE
