"""How strong the gradient is in every layer: bars and their history, or layer × time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from nnsim.base.errors import NnsimError
from nnsim.base.text import mark, tr
from nnsim.figures.curves import log10
from nnsim.figures.figure import Array, Figure
from nnsim.figures.gradient_figure import gradient_figure
from nnsim.figures.readings import LayerReadings, decades, layer_readings
from nnsim.figures.thinned_layers import ThinnedLayers
from nnsim.training.history import History
from nnsim.training.scene import Scene
from nnsim.ui.charts.gradient_controls import GradientControls
from nnsim.ui.charts.layer_bars import LayerBars
from nnsim.ui.charts.layer_history import GROUPS, LayerHistory
from nnsim.ui.charts.layer_lines import LayerLines
from nnsim.ui.charts.layer_map import LayerMap
from nnsim.ui.history_panel import HistoryPanel
from nnsim.ui.panel import register


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
        self._shown, self._thinned = LayerHistory(), ThinnedLayers()
        self.bars, self.lines, self.map = LayerBars(), LayerLines(self.redraw), LayerMap()
        self.bars.pointed.connect(self._on_pointed)
        self.bars.toggled.connect(self._on_toggled)
        self.controls = GradientControls(self)
        self.controls.measured.connect(self._restart)
        self.controls.mapped.connect(self._on_map)
        self._header = (*self.controls.widgets, self.files.button())
        for chart in (self.lines.chart, self.map.chart):
            chart.reset.connect(self.redraw)
        self._views = QStackedWidget()
        self._lay_out()
        self.retheme()
        self.clear()

    def _lay_out(self) -> None:
        both = QWidget()
        row, outer = QHBoxLayout(both), QHBoxLayout(self.body)
        row.addWidget(self.bars, 6)
        row.addWidget(self.lines.chart, 5)
        self._views.addWidget(both)
        self._views.addWidget(self.map)
        outer.addWidget(self._views)
        for layout in (row, outer):
            layout.setContentsMargins(0, 0, 0, 0)
            layout.setSpacing(0)

    # ---- contract -------------------------------------------------------------------------------

    def clear(self) -> None:
        self.forget()
        for part in (self.lines, self.map):
            part.side.readout.leave()
        self._show(np.zeros(0), np.zeros((len(self._shown.layers.names), 0)))
        self.say(tr("Press Play to see the gradients of every layer."))

    def figure(self) -> Figure:
        history = self.main
        if history is None:
            raise NnsimError(tr("There are no gradients to draw yet. Train first."))
        behind = [run for key, run in self.keyed() if key not in self.lines.hidden_runs]
        return gradient_figure(
            history,
            self.caption(),
            "heat" if self.controls.is_heat else "bars",
            self.controls.quantity,
            self.controls.is_rms,
            behind,
            self.step,
        )

    @classmethod
    def figure_of(cls, scene: Scene, history: History, caption: str) -> Figure | None:
        return gradient_figure(history, caption)

    def header(self) -> Sequence[QWidget]:
        return self._header

    def view_all(self) -> None:
        self.lines.chart.view_all()
        self.map.chart.view_all()

    def retheme(self) -> None:
        self.map.side.retheme()
        self.lines.retheme()
        self._show_samples()

    # ---- drawing --------------------------------------------------------------------------------

    def begin(self, history: History | None) -> None:
        layers = LayerReadings((), (), ())
        if history is not None:
            layers = layer_readings(history.columns, self.controls.quantity, self.controls.is_rms)
        if layers.names != self._shown.layers.names:
            self.lines.hidden = frozenset()
        self._shown = LayerHistory(layers, np.zeros(0), np.zeros((len(layers.names), 0)))
        self.lines.set_layers(len(layers.names))
        self.bars.set_layers(layers.names, self.controls.symbol)
        self.map.chart.left.names = tuple((float(i), name) for i, name in enumerate(layers.names))
        self._show_samples()
        self.view_all()

    def draw(self, history: History) -> None:
        layers, why = self._shown.layers, self.workspace.project.training.rule.why_no_gradient
        if why:
            self.say(tr(why))
            return
        if not layers.names:
            self.say(tr("No layer has this quantity. Choose another one."))
            return
        self.say("")
        steps, values = self._thinned.of(history.readings, layers, GROUPS)
        self._show(steps, log10(values))
        self.lines.draw_behind(list(self.keyed()), self.controls.quantity, self.controls.is_rms)
        ghosts = self.lines.side.ghosts
        span, ends = decades(np.append(values, 10.0 ** np.array(ghosts.range()))), ghosts.ends()
        is_new = not len(steps)
        first, last = ends if is_new else (float(steps[0]), float(steps[-1]))
        first = min(first, last - 1)
        for part in (self.lines, self.map):
            part.side.cursor.show(self.step, float(np.nanmax([last, ends[1]])))
        if not self.controls.is_heat:
            self.bars.set_values(layers.latest(history.readings, self.step), span, self.at_rest)
            ahead = float(np.nanmin([first, ends[0]])), float(np.nanmax([last, ends[1]]))
            self.lines.chart.follow(ahead, span)
            self.lines.side.readout.refresh()
        elif is_new:
            self.say(tr("Press Play to see the gradients of every layer."))
        else:
            self.map.draw(self._shown, span, first, self.controls.symbol)

    def _show(self, steps: Array, logs: Array) -> None:
        self._shown = LayerHistory(self._shown.layers, steps, logs)
        self.lines.draw(self._shown)

    def _show_samples(self) -> None:
        self.bars.set_samples(self.lines.pens, self.lines.hidden)

    # ---- reactions ------------------------------------------------------------------------------

    def _restart(self) -> None:
        """Show another quantity of the same run."""
        self.forget()
        self.show_frame()

    def _on_map(self, heat: bool) -> None:
        self._views.setCurrentIndex(int(heat))
        self.map.chart.view_all()
        self.redraw()

    def _on_pointed(self, row: int) -> None:
        self.lines.point_at(row)
        self._show_samples()

    def _on_toggled(self, row: int) -> None:
        self.lines.toggle(row)
        self._show_samples()
        self.redraw()
