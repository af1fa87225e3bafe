"""Every layer over time, on one axis of steps: gradients, changes, saturated and dead units, spread."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnsim.base.errors import NnsimError
from nnsim.base.text import mark, tr
from nnsim.engine.probes.activations import Activations
from nnsim.figures.depth_figure import COLUMNS, VIEWS, Seen, depth_figure
from nnsim.figures.figure import Figure
from nnsim.figures.signal_trace import SignalTrace
from nnsim.training.history import History
from nnsim.training.picture import Asked
from nnsim.training.scene import Scene
from nnsim.ui.charts.figure_view import FigureView
from nnsim.ui.charts.plot_switches import PlotSwitches
from nnsim.ui.figure_panel import FIGURE_MS
from nnsim.ui.history_panel import HistoryPanel
from nnsim.ui.look import fonts
from nnsim.ui.panel import register
from nnsim.ui.widgets.frame_skip import FrameSkip

SIGNALS = Activations(bins=1)
_AT_FIRST = ("gradient", "map")
_ROW = 130
"""Height of a row of plots below which nothing could be read."""


@register
class LayersOverTimePanel(HistoryPanel):
    """As many of the plots as are switched on, with the other runs that are shown behind their lines."""

    key = "layers_over_time"
    title = mark("Every layer over time")
    short_title = mark("Layers over time")
    summary = mark(
        "Gradients, relative changes, saturated and dead units and the spread of activations of every layer, on one"
        " axis of steps. Switch on what you want to see together."
    )
    order = 50
    lab_row = 1

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.view = FigureView(tr(self.title))
        self._trace = SignalTrace()
        self._seldom = FrameSkip(FIGURE_MS)
        self.switches = PlotSwitches([(view.key, tr(view.title)) for view in VIEWS], _AT_FIRST)
        self.switches.switched.connect(self.redraw)
        self._header = (self.switches, self.files.button())
        column = QVBoxLayout(self.body)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.view)
        self.clear()

    # ---- contract -------------------------------------------------------------------------------

    def wants(self) -> Iterable[Asked]:
        return (SIGNALS,)

    def show_frame(self) -> None:
        snapshot = self.feed.snapshot
        seen = snapshot.answer(SIGNALS) if snapshot is not None else None
        if snapshot is not None and seen is not None and self.feed.past_step is None:
            steps, step = self._trace.steps, snapshot.step_of(SIGNALS)
            if not len(steps) or step != steps[-1]:
                self._trace = self._trace.with_look(step, seen)
        super().show_frame()

    def clear(self) -> None:
        self.forget()
        self._trace = SignalTrace()
        self.view.show_figure(None)
        self.say(tr("Press Play to see every layer over time."))

    def draw(self, history: History) -> None:
        if not self.at_rest and self.view.figure is not None and not self._seldom.picks():
            return
        rows = -(-max(len(self.switches.chosen), 1) // COLUMNS)
        self.view.setMinimumHeight(fonts.grown(_ROW * rows))
        try:
            self.view.show_figure(self._figure_of(history))
        except NnsimError as error:
            self.say(str(error))
        else:
            self.say("")

    def figure(self) -> Figure:
        if self.main is None:
            raise NnsimError(tr("There is nothing to draw yet. Train first, or choose something else."))
        return self._figure_of(self.main)

    @classmethod
    def figure_of(cls, scene: Scene, history: History, caption: str) -> Figure | None:
        trace = SignalTrace().with_look(scene.moment.step, SIGNALS.take(scene.subject()))
        try:
            return depth_figure(Seen(history, trace), [view.key for view in VIEWS], caption)
        except NnsimError:
            return None

    def header(self) -> Sequence[QWidget]:
        return self._header

    # ---- inside ---------------------------------------------------------------------------------

    def _figure_of(self, history: History) -> Figure:
        shown = history if self.step is None else history.until(self.step)
        seen = Seen(shown, self._trace.until(self.step), self.behind)
        return depth_figure(seen, self.switches.chosen, self.caption())
