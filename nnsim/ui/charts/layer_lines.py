"""The history of a quantity as a line for each layer, those of other runs behind them."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence

import numpy as np
from PySide6.QtCore import QPointF
from PySide6.QtGui import QPen

from nnsim.base.text import tr
from nnsim.figures import palette
from nnsim.figures.curves import log10
from nnsim.figures.gradient_figure import FEW, LAYER_STYLES
from nnsim.figures.readings import layer_readings
from nnsim.figures.watched import Watched
from nnsim.training.quantities import Quantity
from nnsim.ui.charts.chart import Chart, line_pen
from nnsim.ui.charts.chart_overlay import Legend
from nnsim.ui.charts.ghosts import GHOST_WIDTH, PEN_STYLES, Ghost
from nnsim.ui.charts.history_chart import HistoryChart
from nnsim.ui.charts.layer_history import GROUPS, LayerHistory, told
from nnsim.ui.charts.marks import Curve
from nnsim.ui.look.theme import theme

_DARK = ("#4a5fa8", "#6f8fd8", "#8fc0d8", "#d8d79a", "#f5b85a")
_LIGHT = ("#20306e", "#3f5fae", "#5f8f9e", "#a08a2e", "#c8650a")


class LayerLines:
    """A chart of lines, of which some are hidden and one is stressed.

    Parameters
    ----------
    changed
        Called when a person hid or showed another run.
    """

    def __init__(self, changed: Callable[[], None]) -> None:
        self._changed = changed
        self.chart = Chart(tr("History of every layer"))
        self.chart.left.log = True
        self.chart.set_labels(tr("Steps"), "")
        self.side = HistoryChart(self.chart, self.describe)
        self.legend = Legend(self.chart)
        self.legend.toggled.connect(self._on_run)
        self.curves: list[Curve] = []
        self.pens: list[QPen] = []
        """The pen of each layer."""
        self.hidden: frozenset[int] = frozenset()
        self.hidden_runs: frozenset[str] = frozenset()
        self._pointed = -1
        self._shown = LayerHistory()

    def set_layers(self, n: int) -> None:
        """Make room for so many lines."""
        while len(self.curves) > n:
            self.curves.pop().remove()
        while len(self.curves) < n:
            self.curves.append(Curve(self.chart.marks))
        self.style()

    def toggle(self, layer: int) -> None:
        """Hide a line, or show it again."""
        self.hidden ^= {layer}
        self.style()

    def point_at(self, layer: int) -> None:
        """Stress a line; -1: none."""
        self._pointed = layer
        self.style()

    def retheme(self) -> None:
        """Take the colours of the theme in use."""
        self.side.retheme()
        self.style()

    def style(self) -> None:
        """Give every layer its line: colours and dashes while these tell apart, else a ramp by depth."""
        look, n = theme(), len(self.curves)
        few = n <= FEW
        colours = look.series[:n] if few else palette.ramp(n, _DARK if look.dark else _LIGHT)
        self.pens = []
        for i, curve in enumerate(self.curves):
            style = PEN_STYLES[LAYER_STYLES[i % len(LAYER_STYLES) if few else 0]]
            width = 3 if i == self._pointed else 1.5 if few else 1.0
            pen = line_pen(self.chart, colours[i], width, style)
            curve.set_pen(pen)
            curve.z = 20 if i == self._pointed else 10
            curve.shown = i not in self.hidden
            curve.opacity = 1.0 if self._pointed in (-1, i) else 0.35
            self.pens.append(QPen(pen))
        self._stress_ghosts()

    def draw(self, shown: LayerHistory) -> None:
        """Draw the lines that are not hidden."""
        self._shown = shown
        for i, curve in enumerate(self.curves):
            if i not in self.hidden:
                curve.set_data(shown.steps, shown.logs[i])

    def draw_behind(self, runs: Sequence[tuple[str, Watched]], quantity: Quantity, rms: bool) -> None:
        """Draw the lines of other runs, each with its key in the legend."""
        pens = (line_pen(self.chart, run.colour, GHOST_WIDTH, PEN_STYLES[run.dash]) for _, run in runs)
        self.legend.set_others([(key, run.name, pen) for (key, run), pen in zip(runs, pens, strict=True)])
        shown = [run for key, run in runs if key not in self.hidden_runs]
        of = tuple((id(run.history), run.history.version, run.name, run.colour, run.dash) for run in shown)
        key: Hashable = (of, quantity, rms)
        if not self.side.ghosts.is_of(key):
            self.side.ghosts.draw([ghost for run in shown for ghost in _ghosts_of(run, quantity, rms)], key)
            self._stress_ghosts()

    def _stress_ghosts(self) -> None:
        """Bring out the lines of the layer that is pointed at in other runs, too."""
        nodes = self._shown.layers.nodes
        self.side.ghosts.stress(nodes[self._pointed] if 0 <= self._pointed < len(nodes) else None)

    def _on_run(self, key: str, shown: bool) -> None:
        self.hidden_runs = self.hidden_runs - {key} if shown else self.hidden_runs | {key}
        self._changed()

    def describe(self, at: QPointF) -> tuple[str, float] | None:
        """Return the value of the curve that is nearest to the pointer."""
        shown = self._shown
        if not len(shown.steps):
            return None
        j = shown.column_at(at.x())
        away = np.abs(shown.logs[:, j] - at.y())
        away[[i for i in self.hidden if i < len(away)]] = np.inf
        i = int(np.nanargmin(away)) if np.isfinite(away).any() else -1
        other = self.side.ghosts.nearest(at)
        if other is not None and (i < 0 or other[0] < away[i]):
            _, ghost, k = other
            return told(ghost.name, float(ghost.x[k]), float(ghost.y[k])), float(ghost.x[k])
        return (shown.told(i, j), float(shown.steps[j])) if i >= 0 else None


def _ghosts_of(run: Watched, quantity: Quantity, rms: bool) -> Iterator[Ghost]:
    layers = layer_readings(run.history.columns, quantity, rms)
    steps, values = layers.values(run.history.readings, GROUPS)
    rows = zip(layers.nodes, layers.names, log10(values), strict=True)
    for node, name, row in rows:
        yield Ghost(run.called(name), run.colour, run.dash, steps, row, node)
