"""What judges a run over its steps (its loss, or another scalar of its rule), and the accuracy of classes."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from html import escape
from typing import Any

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QFontMetrics, QPen, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QSlider, QWidget

from nnsim.base.errors import NnsimError
from nnsim.base.text import mark, tr
from nnsim.engine.scalar import LOSS, Scalar
from nnsim.figures.curves import grouped, log10, nice_range, smooth
from nnsim.figures.figure import Array, Figure
from nnsim.figures.loss_figure import loss_figure, scalar_curves, shown_scalars
from nnsim.figures.scalars import newest
from nnsim.figures.ticks import short
from nnsim.training.history import History
from nnsim.training.scene import Scene
from nnsim.training.series import Series
from nnsim.ui.charts.accuracy_curves import AccuracyCurves
from nnsim.ui.charts.axis import TICK_SIZE
from nnsim.ui.charts.chart import Chart, line_pen, tinted
from nnsim.ui.charts.chart_overlay import Legend, Readout
from nnsim.ui.charts.cursor import Cursor
from nnsim.ui.charts.ghosts import GHOST_WIDTH, PEN_STYLES, Ghosts
from nnsim.ui.charts.loss_ghosts import MOST_DASHED, loss_ghosts
from nnsim.ui.charts.marks import Band, Curve
from nnsim.ui.history_panel import HistoryPanel
from nnsim.ui.look.fonts import grown, tabular, ui_font
from nnsim.ui.look.theme import theme
from nnsim.ui.panel import register
from nnsim.ui.widgets.beat import TEXTS_MS, Beat
from nnsim.ui.widgets.combo import Combo
from nnsim.ui.widgets.labels import SpareLabel
from nnsim.ui.widgets.style import toggle

WINDOWS = (0, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000)
"""Steps of the moving average, for each place of the slider."""

_SHARES = (5, 3)
"""How loss and accuracy share the room."""
_LEAST_BESIDE = 150
"""Pixels that the accuracy needs beside the loss; where it has less, it stands below it."""

_AXIS = 50
"""Pixels of a plot's height that its axis takes."""

_CHOICE = 140
"""Pixels that the choice of a scalar may take in the header."""

_LEAST = 600
"""Points of the training curve even in a narrow plot: it may be widened while nothing trains."""

_KEYS = ("train", "validation")


@register
class LossPanel(HistoryPanel):
    """Training loss of every step with its spread, validation loss, accuracies; other scalars by choice."""

    key = "loss"
    title = mark("Loss")
    short_title = mark("Loss")
    summary = mark(
        "How wrong the network is. Training is measured at every step, validation on examples it never learns from:"
        " where validation rises while training falls, it memorises."
    )
    order = 10

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._hidden: frozenset[str] = frozenset()
        self._wished = ""
        """Key of the scalar a person chose; empty: that which judges the run."""
        self._curves: dict[str, tuple[Array, Array]] = {}
        self._make_charts()
        self._make_header()
        self.retheme()
        self.clear()

    # ---- contract -------------------------------------------------------------------------------

    def clear(self) -> None:
        self.forget()
        self._curves = {}
        for readout in self._readouts:
            readout.leave()
        self._numbers.setText("")
        for chart in (self.chart, self.accuracy):
            chart.view_all()
        self.say(tr("Press Play to see the loss."))

    def figure(self) -> Figure:
        history = self.main
        if history is None:
            raise NnsimError(tr("There is no loss to draw yet. Train first."))
        if self.step is not None:
            history = history.until(self.step)
        hidden = self._hidden | self._accuracies.hidden(history, self._hidden)
        chosen = self.scalar
        behind = [run for key, run in self.keyed() if key not in self._hidden]
        key = chosen.key if chosen is not None else None
        return loss_figure(history, self.caption(), self.window_steps, self.is_log, hidden, key, behind)

    @classmethod
    def figure_of(cls, scene: Scene, history: History, caption: str) -> Figure | None:
        return loss_figure(history, caption) if history.columns.scalars or history.metrics else None

    def header(self) -> Sequence[QWidget]:
        return self._header

    def view_all(self) -> None:
        self.chart.view_all()
        self.accuracy.view_all()

    def retheme(self) -> None:
        look = theme()
        colours = {"train": look.series[0], "validation": look.series[1]}
        for key, colour in colours.items():
            style = Qt.PenStyle.SolidLine if key == "train" else Qt.PenStyle.DashLine
            pen = line_pen(self.chart, colour, 1.6, style)
            self._lines[key].set_pen(pen)
            self.legend.set_pen(key, pen)
            self._bands[key].colour = tinted(colour, 0.2)
        for part in (self.chart, self.accuracy, self._accuracies, *self._readouts, *self._cursors):
            part.retheme()

    @property
    def window_steps(self) -> int:
        """Steps of the moving average; 0 for none."""
        return WINDOWS[self.smoothing.value()]

    @property
    def is_log(self) -> bool:
        """Whether the loss stands on a logarithmic axis."""
        return self.log_button.isChecked()

    @property
    def scalar(self) -> Scalar | None:
        """The scalar in the main chart: the chosen one, else that which judges the run."""
        found = shown_scalars(self.main) if self.main is not None else ()
        return next((s for s in found if s.key == self._wished), found[0] if found else None)

    # ---- building -------------------------------------------------------------------------------

    def _make_charts(self) -> None:
        self.chart = Chart(tr("Loss"))
        self.accuracy = Chart(tr("Accuracy"))
        self.chart.set_labels(tr("Steps"), "")
        self.accuracy.set_labels(tr("Steps"), tr("Accuracy (%)"))
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self.body)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self._row.addWidget(self.chart, _SHARES[0])
        self._row.addWidget(self.accuracy, _SHARES[1])
        self.accuracy.hide()
        self._bands = {key: Band(self.chart.marks, 1) for key in _KEYS}
        self._lines = {key: Curve(self.chart.marks) for key in _KEYS}
        self._accuracies = AccuracyCurves(self.accuracy, self.redraw)
        self.legend = Legend(self.chart)
        self.legend.add("train", tr("training"), QPen(Qt.PenStyle.NoPen))
        self.legend.add("validation", tr("validation"), QPen(Qt.PenStyle.NoPen))
        self.legend.toggled.connect(self._on_legend)
        charts = (self.chart, self.accuracy)
        self._ghosts = {chart: Ghosts(chart) for chart in charts}
        self._cursors = tuple(Cursor(chart) for chart in charts)
        self._readouts = (
            Readout(self.chart, lambda at: self._describe(at, "")),
            Readout(self.accuracy, lambda at: self._describe(at, "%")),
        )
        for chart in charts:
            chart.touched.connect(self.redraw)
            chart.reset.connect(self.redraw)

    def _make_header(self) -> None:
        self._beat = Beat(TEXTS_MS, self._tell_numbers, self)
        self._numbers = SpareLabel()
        self._numbers.setProperty("tone", "muted")
        self._numbers.setFont(tabular(ui_font(11)))
        self.choice = Combo()
        self.choice.setProperty("variant", "flat")
        self.choice.setAccessibleName(tr("Quantity"))
        self.choice.setToolTip(tr("What the rule reports: choose what is drawn"))
        self.choice.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        # What there is to choose changes from run to run.
        self.choice.setSizeAdjustPolicy(Combo.SizeAdjustPolicy.AdjustToContents)
        self.choice.setMaximumWidth(grown(_CHOICE))
        self.choice.hide()
        self.choice.activated.connect(self._on_choice)
        self.smoothing = QSlider(Qt.Orientation.Horizontal)
        self.smoothing.setRange(0, len(WINDOWS) - 1)
        self.smoothing.setFixedWidth(grown(64))
        self.smoothing.setAccessibleName(tr("Smoothing"))
        self.smoothing.valueChanged.connect(self._on_smoothing)
        self.log_button = toggle(tr("log y"), tr("Logarithmic axis for the loss"))
        self.log_button.toggled.connect(self._on_log)
        self._header: tuple[QWidget, ...] = (
            self._numbers,
            self.choice,
            self.smoothing,
            self.log_button,
            self.save_button(),
        )
        self._on_smoothing()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        width, height = event.size().width(), event.size().height()
        wide = width > 1.2 * height and _SHARES[1] * width / sum(_SHARES) > grown(_LEAST_BESIDE)
        direction = QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom
        if self._row.direction() != direction:
            self._row.setDirection(direction)
        name = tr("Accuracy (%)")
        room = height - grown(_AXIS) if wide else height / 2 - grown(_AXIS)
        fits = QFontMetrics(ui_font(TICK_SIZE)).horizontalAdvance(name) < room
        self.accuracy.set_labels(tr("Steps"), name if fits else "%")

    # ---- drawing --------------------------------------------------------------------------------

    def begin(self, history: History | None) -> None:
        found = shown_scalars(history) if history is not None else ()
        self.choice.clear()
        for scalar in found:
            self.choice.addItem(tr(scalar.title), scalar.key)
        if self.scalar is not None:
            self.choice.setCurrentIndex(self.choice.findData(self.scalar.key))
        # The style takes room beside the text that Qt does not reckon with.
        self.choice.setMinimumContentsLength(max((len(tr(s.title)) for s in found), default=0) + 2)
        self.choice.setVisible(len(found) > 1)

    def draw(self, history: History) -> None:
        scalar, shown = self.scalar, (history, *(run.history for run in self.behind))
        has_accuracy = any(any(each.accuracies()) for each in shown)
        if scalar is None and not has_accuracy:
            self.say(tr("This rule reports nothing that could be drawn here."))
            return
        self.say("")
        self._beat.ask(at_once=self.at_rest)
        self._curves = {}
        self.chart.setVisible(scalar is not None)
        self.accuracy.setVisible(has_accuracy)
        self._name_entries(scalar)
        series = [s for each in shown for s in (each.readings, each.evaluations) if len(s)]
        first, last = min(float(s.steps[0]) for s in series), max(float(s.steps[-1]) for s in series)
        x = (min(first, last - 1), last)
        if scalar is not None:
            self.chart.follow(x, self._draw_scalar(history, scalar))
        if has_accuracy:
            self.accuracy.follow(x, self._draw_accuracies(history))
        for part in self._cursors:
            part.show(self.step, last)
        for readout in self._readouts:
            readout.refresh()

    def _tell_numbers(self) -> None:
        history, scalar = self.main, self.scalar
        if history is not None and scalar is not None:
            measured = None if self.step is None else self.feed.evaluation
            self._numbers.setText(newest(history, scalar, self.step, measured))
        else:
            self._numbers.setText("")

    def _name_entries(self, scalar: Scalar | None) -> None:
        """Let the legend say what is drawn."""
        of_loss = scalar is None or scalar.key == LOSS.key
        self.legend.name("train", tr("training") if of_loss or scalar is None else tr(scalar.title))
        pens = (
            (key, run, line_pen(self.chart, run.colour, GHOST_WIDTH, PEN_STYLES[run.dash]))
            for key, run in self.keyed()
        )
        self.legend.set_others([(key, run.name, pen) for key, run, pen in pens])

    def _draw_scalar(self, history: History, scalar: Scalar) -> tuple[float, float]:
        """Draw the curves of a scalar and return a range for all."""
        sources = {key: (series, column) for key, series, column in scalar_curves(history, scalar)}
        ranges, present = [], set()
        for key in _KEYS:
            series, column = sources.get(key, (None, 0))
            if series is not None and len(series) and np.isfinite(series.last[column]):
                present.add(key)
            ranges.append(self._draw_curve(key, series, column))
        self.legend.show_only(frozenset(present))
        ranges.append(self._draw_ghosts(self.chart, scalar))
        return _joint(ranges, self.is_log)

    def _draw_accuracies(self, history: History) -> tuple[float, float]:
        """Draw the curves of the accuracy in per cent and return a range for both."""
        most = max(self.accuracy.width(), MOST_DASHED)
        low = self._accuracies.draw(history, self._hidden, self.window_steps, most)
        found, _ = self._draw_ghosts(self.accuracy, None)
        low = float(np.nanmin([low, found, 100.0]))
        return max(0.0, 10 * np.floor(low / 10 - 0.3)), 101.5

    def _draw_ghosts(self, chart: Chart, scalar: Scalar | None) -> tuple[float, float]:
        """Draw the curves of other runs, of a scalar or (None) of the accuracy; return a range for them."""
        runs = [(key, run) for key, run in self.keyed() if key not in self._hidden]
        of = tuple((id(run.history), run.history.version, run.name, run.colour, run.dash) for _, run in runs)
        look = (self.window_steps, self.is_log, self._hidden)
        how = (scalar, look, None if chart.following else chart.visible_x(), theme().name)
        ghosts = self._ghosts[chart]
        key: Hashable = (of, how)
        if not ghosts.is_of(key):
            ghosts.draw([ghost for _, run in runs for ghost in loss_ghosts(run, scalar, *look, chart)], key)
        return ghosts.range()

    def _draw_curve(self, key: str, series: Series | None, column: int) -> tuple[float, float]:
        """Draw one curve and its spread; return its least and greatest value."""
        if key in self._hidden or series is None or not len(series):
            self._lines[key].clear()
            self._bands[key].clear()
            return np.nan, np.nan
        here = self.chart.part_of(series.steps)
        mean = smooth(series.steps, series.mean(column), self.window_steps)[here]
        most = max(self.chart.width(), _LEAST) if key == "train" else MOST_DASHED
        x, mean, low, high = grouped(
            series.steps[here], mean, series.low(column)[here], series.high(column)[here], most
        )
        if self.is_log:
            mean, low, high = log10(mean), log10(low), log10(high)
        self._bands[key].set_data(x, low, high)
        self._lines[key].set_data(x, mean)
        self._curves[key] = (x, mean)
        return _range(mean)

    # ---- reactions ------------------------------------------------------------------------------

    def _describe(self, at: QPointF, unit: str) -> tuple[str, float] | None:
        curves = [(self.legend.entries[key].text(), *points) for key, points in self._curves.items()]
        rows, where = [], None
        for name, x, y in self._accuracies.points if unit else curves:
            if not len(x):
                continue
            i = int(np.abs(x - at.x()).argmin())
            where = float(x[i]) if where is None else where
            rows.append((name, float(y[i])))
        if where is None:
            return None
        chart = self.accuracy if unit else self.chart
        told = (self._told(name, y, unit) for name, y in (*rows, *self._ghosts[chart].values_at(where)))
        head = tr("step {n}").format(n=f"{where:,.0f}")
        return "<br>".join([escape(head), *told]), where

    def _told(self, name: str, y: float, unit: str) -> str:
        value = 10.0**y if self.is_log and not unit else y
        text = tr("{value} %").format(value=f"{value:.1f}") if unit else short(value)
        return f"{escape(name)} <b>{text}</b>"

    def _on_choice(self) -> None:
        self._wished = self.choice.currentData()
        for readout in self._readouts:
            readout.leave()
        self.chart.view_all()

    def _on_legend(self, key: str, shown: bool) -> None:
        self._hidden = self._hidden - {key} if shown else self._hidden | {key}
        self.redraw()

    def _on_log(self, log: bool) -> None:
        self.chart.left.log = log
        self.chart.view_all()

    def _on_smoothing(self) -> None:
        steps = self.window_steps
        text = tr("Moving average over {n} steps").format(n=f"{steps:,}") if steps else tr("No smoothing")
        self.smoothing.setToolTip(text)
        self.smoothing.setAccessibleDescription(text)
        self.redraw()


def _range(values: Array) -> tuple[float, float]:
    known = values[np.isfinite(values)]
    return (float(known.min()), float(known.max())) if known.size else (np.nan, np.nan)


def _joint(ranges: Sequence[tuple[float, float]], log: bool) -> tuple[float, float]:
    known = [r for r in ranges if np.isfinite(r[0])]
    if not known:
        return nice_range(np.nan, np.nan, log)
    return nice_range(min(r[0] for r in known), max(r[1] for r in known), log)
