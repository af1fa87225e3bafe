"""The loss of the run over its steps, and the accuracy where there are classes."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QFontMetrics, QPainterPath, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QSlider, QWidget

from nnsim.base.errors import NnsimError
from nnsim.base.text import mark, tr
from nnsim.figures.curves import grouped, log10, nice_range, smooth
from nnsim.figures.figure import Array, Figure
from nnsim.figures.loss_figure import loss_figure
from nnsim.figures.ticks import short, steady
from nnsim.training.history import History, Series
from nnsim.training.scene import Scene
from nnsim.ui.charts.chart import TICK_SIZE, Chart, curve, line_pen, path_item, polygon, tinted
from nnsim.ui.charts.chart_overlay import Legend, Readout
from nnsim.ui.fonts import grown, tabular, ui_font
from nnsim.ui.history_panel import HistoryPanel
from nnsim.ui.panel import register
from nnsim.ui.theme import theme
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

_LEAST = 600
"""Points of the training curve even in a narrow plot: it may be widened while nothing trains."""

_MOST_DASHED = 300
"""Points of a dashed curve: the time to draw dashes grows with the length of the path."""

_ACCURACY = {"train": "train_accuracy", "validation": "val_accuracy"}


@register
class LossPanel(HistoryPanel):
    """Training loss of every step with its spread, validation loss, accuracies."""

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
        history = self.feed.history
        if history is None:
            raise NnsimError(tr("There is no loss to draw yet. Train first."))
        hidden = self._hidden | {_ACCURACY[k] for k in self._hidden}
        return loss_figure(history, self.caption(), self.window_steps, self.is_log, hidden)

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
            self._lines[key].setPen(pen)
            self._accuracies[key].setPen(pen)
            self.legend.set_pen(key, pen)
            self._bands[key].setPen(pg.mkPen(None))
            self._bands[key].setBrush(tinted(colour, 0.2))
        for part in (self.chart, self.accuracy, *self._readouts):
            part.retheme()

    @property
    def window_steps(self) -> int:
        """Steps of the moving average; 0 for none."""
        return WINDOWS[self.smoothing.value()]

    @property
    def is_log(self) -> bool:
        """Whether the loss stands on a logarithmic axis."""
        return self.log_button.isChecked()

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
        self._bands = {key: path_item(self.chart, 1) for key in _ACCURACY}
        self._lines = {key: curve(self.chart, key == "validation") for key in _ACCURACY}
        self._accuracies = {key: curve(self.accuracy, key == "validation") for key in _ACCURACY}
        self.legend = Legend(self.chart)
        self.legend.add("train", tr("training"), pg.mkPen(None))
        self.legend.add("validation", tr("validation"), pg.mkPen(None))
        self.legend.toggled.connect(self._on_legend)
        self._readouts = (
            Readout(self.chart, lambda at: self._describe(at, "")),
            Readout(self.accuracy, lambda at: self._describe(at, "%")),
        )
        for chart in (self.chart, self.accuracy):
            chart.touched.connect(self.redraw)
            chart.reset.connect(self.redraw)

    def _make_header(self) -> None:
        self._numbers = SpareLabel()
        self._numbers.setProperty("tone", "muted")
        self._numbers.setFont(tabular(ui_font(11)))
        self.smoothing = QSlider(Qt.Orientation.Horizontal)
        self.smoothing.setRange(0, len(WINDOWS) - 1)
        self.smoothing.setFixedWidth(grown(64))
        self.smoothing.setAccessibleName(tr("Smoothing"))
        self.smoothing.valueChanged.connect(self._on_smoothing)
        self.log_button = toggle(tr("log y"), tr("Logarithmic axis for the loss"))
        self.log_button.toggled.connect(self._on_log)
        self._header: tuple[QWidget, ...] = (
            self._numbers,
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

    def draw(self, history: History) -> None:
        self.say("")
        self._numbers.setText(_newest(history))
        self._curves = {}
        has_accuracy = any(name in history.metrics for name in _ACCURACY.values())
        if self.accuracy.isHidden() == has_accuracy:
            self.accuracy.setVisible(has_accuracy)
        ends = [s.steps[[0, -1]] for s in (history.readings, history.evaluations) if len(s)]
        first, last = float(np.min(ends)), float(np.max(ends))
        x = (min(first, last - 1), last)
        self.chart.fit(x, self._draw_losses(history))
        if has_accuracy:
            self.accuracy.fit(x, self._draw_accuracies(history))
        for readout in self._readouts:
            readout.refresh()

    def _draw_losses(self, history: History) -> tuple[float, float]:
        """Draw the curves of the loss and return a range for both."""
        sources = {"train": (history.readings, 0), "validation": (history.evaluations, 1)}
        ranges, present = [], set()
        for key, (series, column) in sources.items():
            if len(series) and np.isfinite(series.last[column]):
                present.add(key)
            ranges.append(self._draw_curve(key, self.chart, series, column))
        self.legend.show_only(frozenset(present))
        return _joint(ranges, self.is_log)

    def _draw_accuracies(self, history: History) -> tuple[float, float]:
        """Draw the curves of the accuracy in per cent and return a range for both."""
        low = 100.0
        for key, name in _ACCURACY.items():
            if name in history.metrics:
                column = 2 + history.metrics.index(name)
                found, _ = self._draw_curve(key, self.accuracy, history.evaluations, column)
                low = min(low, found) if np.isfinite(found) else low
        return max(0.0, 10 * np.floor(low / 10 - 0.3)), 101.5

    def _draw_curve(self, key: str, chart: Chart, series: Series, column: int) -> tuple[float, float]:
        """Draw one curve, and its spread where it is of the loss; return its least and greatest value."""
        is_loss = chart is self.chart
        item = (self._lines if is_loss else self._accuracies)[key]
        if key in self._hidden or not len(series):
            item.setData([], [])
            if is_loss:
                self._bands[key].setPath(QPainterPath())
            return np.nan, np.nan
        here = self._on_screen(chart, series.steps)
        mean = smooth(series.steps, series.mean(column), self.window_steps)[here]
        most = max(chart.width(), _LEAST) if key == "train" else _MOST_DASHED
        x, mean, low, high = grouped(
            series.steps[here], mean, series.low(column)[here], series.high(column)[here], most
        )
        if not is_loss:
            mean = 100 * mean
        elif self.is_log:
            mean, low, high = log10(mean), log10(low), log10(high)
        if is_loss:
            self._bands[key].setPath(_band(x, low, high))
        finite = bool(np.isfinite(mean).all())
        item.setData(x, mean, connect="all" if finite else "finite", skipFiniteCheck=finite)
        self._curves[key if is_loss else key + "%"] = (x, mean)
        return _range(mean)

    @staticmethod
    def _on_screen(chart: Chart, x: Array) -> slice:
        """Return the part of a curve that is visible, with a neighbour on each side."""
        if chart.following:
            return slice(None)
        low, high = chart.visible_x()
        first, last = np.searchsorted(x, [low, high])
        return slice(max(int(first) - 1, 0), int(last) + 1)

    # ---- reactions ------------------------------------------------------------------------------

    def _describe(self, at: QPointF, unit: str) -> tuple[str, float] | None:
        names = {"train": tr("training"), "validation": tr("validation")}
        rows, where = [], None
        for key, name in names.items():
            x, y = self._curves.get(key + unit, (np.zeros(0), np.zeros(0)))
            if not len(x):
                continue
            i = int(np.abs(x - at.x()).argmin())
            where = float(x[i]) if where is None else where
            value = 10.0 ** y[i] if self.is_log and not unit else y[i]
            text = tr("{value} %").format(value=f"{value:.1f}") if unit else short(float(value))
            rows.append(f"{escape(name)} <b>{text}</b>")
        if where is None:
            return None
        head = tr("step {n}").format(n=f"{where:,.0f}")
        return "<br>".join([escape(head), *rows]), where

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


def _band(x: Array, low: Array, high: Array) -> QPainterPath:
    """Return the area between two curves; nothing where they are one."""
    known = np.isfinite(low) & np.isfinite(high)
    if known.sum() < 2 or np.array_equal(low[known], high[known]):
        return QPainterPath()
    x, low, high = x[known], low[known], high[known]
    return polygon(np.concatenate([x, x[::-1]]), np.concatenate([high, low[::-1]]).astype(np.float64))


def _newest(history: History) -> str:
    """Return the newest losses in words."""
    last = history.evaluations.last if len(history.evaluations) else history.readings.last[:1]
    train = tr("train {value}").format(value=steady(float(last[0])))
    if len(last) < 2 or not np.isfinite(last[1]):
        return train
    return train + "   " + tr("val {value}").format(value=steady(float(last[1])))


def _range(values: Array) -> tuple[float, float]:
    known = values[np.isfinite(values)]
    return (float(known.min()), float(known.max())) if known.size else (np.nan, np.nan)


def _joint(ranges: Sequence[tuple[float, float]], log: bool) -> tuple[float, float]:
    known = [r for r in ranges if np.isfinite(r[0])]
    if not known:
        return nice_range(np.nan, np.nan, log)
    return nice_range(min(r[0] for r in known), max(r[1] for r in known), log)
