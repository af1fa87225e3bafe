"""How strong the gradient is in every layer: bars and their history, or layer × time."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from html import escape
from typing import Any

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QWidget

from nnsim.base.errors import NnsimError
from nnsim.base.text import mark, tr
from nnsim.figures import palette
from nnsim.figures.curves import log10
from nnsim.figures.figure import Array, Figure
from nnsim.figures.gradient_figure import FEW, LAYER_STYLES, gradient_figure
from nnsim.figures.readings import LayerReadings, decades, layer_readings
from nnsim.figures.ticks import short
from nnsim.figures.watched import Watched
from nnsim.training.history import History
from nnsim.training.quantities import QUANTITIES, Quantity
from nnsim.training.scene import Scene
from nnsim.ui.charts.chart import Chart, line_pen
from nnsim.ui.charts.chart_overlay import Legend, Readout
from nnsim.ui.charts.colour_bar import ColourBarWidget
from nnsim.ui.charts.cursor import Cursor
from nnsim.ui.charts.ghosts import GHOST_WIDTH, PEN_STYLES, Ghost, Ghosts
from nnsim.ui.charts.layer_bars import LayerBars
from nnsim.ui.charts.marks import Curve, ImageMark
from nnsim.ui.history_panel import HistoryPanel
from nnsim.ui.look.theme import theme
from nnsim.ui.panel import register
from nnsim.ui.widgets.combo import Combo
from nnsim.ui.widgets.style import toggle

_GROUPS = 256
"""Points of each layer's history on the screen."""

_DARK = ("#4a5fa8", "#6f8fd8", "#8fc0d8", "#d8d79a", "#f5b85a")
_LIGHT = ("#20306e", "#3f5fae", "#5f8f9e", "#a08a2e", "#c8650a")


@register
class GradientsPanel(HistoryPanel):
    """Norms of gradients and updates of all layers, now and over the run."""

    key = "gradients"
    title = mark("Gradient magnitude per layer")
    short_title = mark("Gradients")
    summary = mark(
        "How strongly the loss pulls at each layer, on a logarithmic scale: each line to the left is a tenth. A layer"
        " with a thousandth of the last one's gradient hardly learns. The map shows all layers over time."
    )
    order = 30

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._layers = LayerReadings((), (), ())
        self._steps: Array = np.zeros(0)
        self._logs: Array = np.zeros((0, 0))
        self._hidden: frozenset[int] = frozenset()
        self._hidden_runs: frozenset[str] = frozenset()
        self._curves: list[Curve] = []
        self._pointed = -1
        self._make_views()
        self._make_header()
        self.retheme()
        self.clear()

    # ---- contract -------------------------------------------------------------------------------

    def clear(self) -> None:
        self.forget()
        self._steps = np.zeros(0)
        for readout in self._readouts:
            readout.leave()
        self.say(tr("Press Play to see the gradients of every layer."))

    def figure(self) -> Figure:
        history = self.main
        if history is None:
            raise NnsimError(tr("There are no gradients to draw yet. Train first."))
        behind = [run for key, run in self.keyed() if key not in self._hidden_runs]
        return gradient_figure(
            history,
            self.caption(),
            "heat" if self.is_heat else "bars",
            self.quantity,
            self.is_rms,
            behind,
            self.step,
        )

    @classmethod
    def figure_of(cls, scene: Scene, history: History, caption: str) -> Figure | None:
        return gradient_figure(history, caption)

    def header(self) -> Sequence[QWidget]:
        return self._header

    def view_all(self) -> None:
        self.lines.view_all()
        self.heat.view_all()

    def retheme(self) -> None:
        for part in (self.lines, self.heat, *self._readouts, *self._cursors):
            part.retheme()
        self.bars.update()
        self._style_lines()

    @property
    def quantity(self) -> Quantity:
        """What is shown of every layer."""
        return QUANTITIES[self.choice.currentIndex()]

    @property
    def is_rms(self) -> bool:
        """Whether root mean squares are shown in place of norms."""
        return self.rms_button.isChecked() and self.quantity.has_rms

    @property
    def is_heat(self) -> bool:
        """Whether layer × time is shown."""
        return self.heat_button.isChecked()

    # ---- building -------------------------------------------------------------------------------

    def _make_views(self) -> None:
        self.bars = LayerBars()
        self.bars.pointed.connect(self._on_pointed)
        self.bars.toggled.connect(self._on_toggled)
        self.lines, self.heat = Chart(tr("History of every layer")), Chart(tr("Layer and time"))
        self.lines.left.log = True
        for chart in (self.lines, self.heat):
            chart.set_labels(tr("Steps"), "")
            chart.reset.connect(self.redraw)
        self.heat.getViewBox().invertY(True)
        self.heat.left.setGrid(False)
        self._image = ImageMark(self.heat.marks, smooth=False)
        self._bar = ColourBarWidget()
        self._ghosts, self._legend = Ghosts(self.lines), Legend(self.lines)
        self._legend.toggled.connect(self._on_run_toggled)
        self._cursors = (Cursor(self.lines), Cursor(self.heat))
        self._readouts = (
            Readout(self.lines, self._describe_line),
            Readout(self.heat, self._describe_cell, line=False),
        )
        both, mapped = QWidget(), QWidget()
        row = QHBoxLayout(both)
        row.addWidget(self.bars, 6)
        row.addWidget(self.lines, 5)
        row_of_map = QHBoxLayout(mapped)
        row_of_map.addWidget(self.heat, 1)
        row_of_map.addWidget(self._bar)
        self._views = QStackedWidget()
        self._views.addWidget(both)
        self._views.addWidget(mapped)
        outer = QHBoxLayout(self.body)
        outer.addWidget(self._views)
        for layout in (row, row_of_map, outer):
            layout.setContentsMargins(0, 0, 0, 0)
            layout.setSpacing(0)

    def _make_header(self) -> None:
        self.choice = Combo()
        self.choice.setProperty("variant", "flat")
        self.choice.setAccessibleName(tr("Quantity"))
        self.choice.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        for i, quantity in enumerate(QUANTITIES):
            self.choice.addItem(quantity.symbol)
            self.choice.setItemData(i, tr(quantity.title), Qt.ItemDataRole.ToolTipRole)
        self.choice.currentIndexChanged.connect(self._restart)
        self.rms_button = toggle(tr("RMS"), tr("Root mean square in place of the norm"))
        self.heat_button = toggle(tr("map"), tr("Show layer × time as a heat map"))
        self.rms_button.toggled.connect(self._restart)
        self.heat_button.toggled.connect(self._on_heat)
        self._header: tuple[QWidget, ...] = (
            self.choice,
            self.rms_button,
            self.heat_button,
            self.save_button(),
        )
        self._tell_quantity()

    def begin(self, history: History | None) -> None:
        layers = LayerReadings((), (), ())
        if history is not None:
            layers = layer_readings(history.columns, self.quantity, self.is_rms)
        if layers.names != self._layers.names:
            self._hidden = frozenset()
        self._layers = layers
        while len(self._curves) > len(layers.names):
            self._curves.pop().remove()
        while len(self._curves) < len(layers.names):
            self._curves.append(Curve(self.lines.marks))
        self.bars.set_layers(layers.names, self.quantity.shown_symbol(self.is_rms))
        self.heat.left.names = tuple((float(i), name) for i, name in enumerate(layers.names))
        self._style_lines()
        self.view_all()

    # ---- drawing --------------------------------------------------------------------------------

    def _restart(self) -> None:
        """Show another quantity of the same run."""
        self._tell_quantity()
        self.forget()
        self.show_frame()

    def draw(self, history: History) -> None:
        if not self._layers.names:
            self.say(tr("No layer has this quantity. Choose another one."))
            return
        self.say("")
        self._steps, values = self._layers.values(history.readings, _GROUPS)
        self._logs = log10(values)
        self._draw_ghosts()
        span = decades(np.append(values, 10.0 ** np.array(self._ghosts.range())))
        ends = self._ghosts.ends()
        is_new = not len(self._steps)
        first, last = ends if is_new else (self._steps[0], self._steps[-1])
        first = min(first, last - 1)
        for cursor in self._cursors:
            cursor.show(self.step, float(np.nanmax([last, ends[1]])))
        if self.is_heat and is_new:
            self.say(tr("Press Play to see the gradients of every layer."))
            return
        if self.is_heat:
            self._draw_heat(span, first, last)
            return
        self.bars.set_values(self._layers.latest(history.readings, self.step), span, self.at_rest)
        for i, item in enumerate(self._curves):
            if i not in self._hidden:
                item.set_data(self._steps, self._logs[i])
        self.lines.follow((float(np.nanmin([first, ends[0]])), float(np.nanmax([last, ends[1]]))), span)
        self._readouts[0].refresh()

    def _draw_ghosts(self) -> None:
        """Draw the lines of other runs."""
        runs = list(self.keyed())
        pens = (line_pen(self.lines, run.colour, GHOST_WIDTH, PEN_STYLES[run.dash]) for _, run in runs)
        self._legend.set_others([(key, run.name, pen) for (key, run), pen in zip(runs, pens, strict=True)])
        shown = [run for key, run in runs if key not in self._hidden_runs]
        of = tuple((id(run.history), run.history.version, run.name, run.colour, run.dash) for run in shown)
        key: Hashable = (of, self.quantity, self.is_rms)
        if not self._ghosts.is_of(key):
            self._ghosts.draw([ghost for run in shown for ghost in self._ghosts_of(run)], key)
            self._stress_ghosts()

    def _ghosts_of(self, run: Watched) -> Iterator[Ghost]:
        layers = layer_readings(run.history.columns, self.quantity, self.is_rms)
        steps, values = layers.values(run.history.readings, _GROUPS)
        rows = zip(layers.nodes, layers.names, log10(values), strict=True)
        for node, name, row in rows:
            yield Ghost(run.called(name), run.colour, run.dash, steps, row, node)

    def _stress_ghosts(self) -> None:
        """Bring out the lines of the layer that is pointed at in other runs, too."""
        nodes = self._layers.nodes
        self._ghosts.stress(nodes[self._pointed] if 0 <= self._pointed < len(nodes) else None)

    def _draw_heat(self, span: tuple[float, float], first: float, last: float) -> None:
        n = len(self._layers.names)
        rgba = palette.coloured(self._logs, span, _TABLE)
        self._image.set_image(rgba, (first, last, -0.5, n - 0.5))
        symbol = self.quantity.shown_symbol(self.is_rms)
        self._bar.set_scale(palette.RAMP, span, True, symbol)
        self.heat.fit((first, last), (-0.5, n - 0.5))
        self._readouts[1].refresh()

    def _style_lines(self) -> None:
        """Give every layer its line: colours and dashes while these tell apart, else a ramp by depth."""
        look, n = theme(), len(self._curves)
        few = n <= FEW
        colours = look.series[:n] if few else palette.ramp(n, _DARK if look.dark else _LIGHT)
        pens = []
        for i, item in enumerate(self._curves):
            style = PEN_STYLES[LAYER_STYLES[i % len(LAYER_STYLES) if few else 0]]
            width = 3 if i == self._pointed else 1.5 if few else 1.0
            pen = line_pen(self.lines, colours[i], width, style)
            item.set_pen(pen)
            item.z = 20 if i == self._pointed else 10
            item.shown = i not in self._hidden
            item.opacity = 1.0 if self._pointed in (-1, i) else 0.35
            pens.append(QPen(pen))
        self.bars.set_samples(pens, self._hidden)
        self._stress_ghosts()

    # ---- reactions ------------------------------------------------------------------------------

    def _tell_quantity(self) -> None:
        self.choice.setToolTip(tr(self.quantity.title))
        self.rms_button.setEnabled(self.quantity.has_rms)

    def _on_heat(self, heat: bool) -> None:
        self._views.setCurrentIndex(int(heat))
        self.heat.view_all()
        self.redraw()

    def _on_pointed(self, row: int) -> None:
        self._pointed = row
        self._style_lines()

    def _on_toggled(self, row: int) -> None:
        self._hidden ^= {row}
        self._style_lines()
        self.redraw()

    def _on_run_toggled(self, key: str, shown: bool) -> None:
        self._hidden_runs = self._hidden_runs - {key} if shown else self._hidden_runs | {key}
        self.redraw()

    def _describe_line(self, at: QPointF) -> tuple[str, float] | None:
        """Return the value of the curve that is nearest to the pointer."""
        if not len(self._steps):
            return None
        j = int(np.abs(self._steps - at.x()).argmin())
        away = np.abs(self._logs[:, j] - at.y())
        away[[i for i in self._hidden if i < len(away)]] = np.inf
        i = int(np.nanargmin(away)) if np.isfinite(away).any() else -1
        other = self._ghosts.nearest(at)
        if other is not None and (i < 0 or other[0] < away[i]):
            _, ghost, k = other
            return _told(ghost.name, float(ghost.x[k]), float(ghost.y[k])), float(ghost.x[k])
        return (self._cell_text(i, j), float(self._steps[j])) if i >= 0 else None

    def _describe_cell(self, at: QPointF) -> tuple[str, float] | None:
        i = round(at.y())
        if not len(self._steps) or not 0 <= i < len(self._layers.names):
            return None
        j = int(np.abs(self._steps - at.x()).argmin())
        return self._cell_text(i, j), float(self._steps[j])

    def _cell_text(self, i: int, j: int) -> str:
        return _told(self._layers.names[i], float(self._steps[j]), float(self._logs[i, j]))


def _told(name: str, step: float, log: float) -> str:
    """Return what is read at a point of a line, whose height is a logarithm."""
    head = tr("step {n}").format(n=f"{step:,.0f}")
    return f"{escape(head)}<br>{escape(name)} <b>{short(10.0**log)}</b>"


_TABLE = palette.lookup(palette.RAMP)
