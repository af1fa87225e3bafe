"""The loss of the run over its steps, and the accuracy where there are classes."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainterPath, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QSlider, QToolButton, QWidget

from nnsim.base.errors import NnsimError
from nnsim.base.text import mark, tr
from nnsim.export.figure import Array, Figure
from nnsim.export.figures.curves import grouped, log10, nice_range, smooth, thin
from nnsim.export.figures.loss_figure import loss_figure, metric
from nnsim.export.figures.ticks import short
from nnsim.training.history import History
from nnsim.ui.chart import Chart, curve, path_item, polygon, tinted
from nnsim.ui.chart_overlay import Legend, Readout
from nnsim.ui.fonts import tabular, ui_font
from nnsim.ui.panel import Panel, register
from nnsim.ui.theme import theme
from nnsim.ui.widgets.style import label

WINDOWS = (0, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000)
"""Steps of the moving average, for each place of the slider."""

_ACCURACY = {"train": "train_accuracy", "validation": "val_accuracy"}


@register
class LossPanel(Panel):
    """Training loss of every step with its spread, validation loss, accuracies."""

    key = "loss"
    title = mark("Loss")
    order = 10

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._shown: tuple[History | None, int] = (None, -1)
        self._hidden: frozenset[str] = frozenset()
        self._curves: dict[str, tuple[Array, Array]] = {}
        self._make_charts()
        self._make_header()
        self.retheme()
        self.clear()

    # ---- contract -------------------------------------------------------------------------------

    def show_frame(self) -> None:
        history = self.feed.history
        if history is None or not (len(history.readings) or len(history.evaluations)):
            if self._shown[0] is not None or not self.notice:
                self.clear()
        elif self._shown != (history, history.version):
            self._shown = (history, history.version)
            self._draw(history)

    def clear(self) -> None:
        self._shown = (None, -1)
        self._curves = {}
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
            pen = pg.mkPen(colour, width=1.6, style=style)
            self._lines[key].setPen(pen)
            self._accuracies[key].setPen(pen)
            self.legend.set_pen(key, pen)
        self._band.setPen(pg.mkPen(None))
        self._band.setBrush(tinted(colours["train"], 0.22))
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
        self.chart.set_labels(tr("Step"), "")
        self.accuracy.set_labels(tr("Step"), tr("Accuracy (%)"))
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self.body)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self._row.addWidget(self.chart, 5)
        self._row.addWidget(self.accuracy, 3)
        self.accuracy.hide()
        self._band = path_item(self.chart, 1)
        self._lines = {key: curve(self.chart) for key in _ACCURACY}
        self._accuracies = {key: curve(self.accuracy) for key in _ACCURACY}
        self.legend = Legend(self.chart)
        self.legend.add("train", tr("training"), pg.mkPen(None))
        self.legend.add("validation", tr("validation"), pg.mkPen(None))
        self.legend.toggled.connect(self._on_legend)
        self._readouts = (
            Readout(self.chart, lambda at: self._describe(at, "")),
            Readout(self.accuracy, lambda at: self._describe(at, "%")),
        )
        for chart in (self.chart, self.accuracy):
            chart.touched.connect(self._redraw)
            chart.reset.connect(self._redraw)

    def _make_header(self) -> None:
        self._numbers = label("", "muted")
        self._numbers.setFont(tabular(ui_font(11)))
        self.smoothing = QSlider(Qt.Orientation.Horizontal)
        self.smoothing.setRange(0, len(WINDOWS) - 1)
        self.smoothing.setFixedWidth(64)
        self.smoothing.setAccessibleName(tr("Smoothing"))
        self.smoothing.valueChanged.connect(self._on_smoothing)
        self.log_button = QToolButton()
        self.log_button.setProperty("variant", "flat")
        self.log_button.setCheckable(True)
        self.log_button.setText(tr("log y"))
        self.log_button.setToolTip(tr("Logarithmic axis for the loss"))
        self.log_button.setAccessibleName(tr("Logarithmic axis for the loss"))
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
        wide = event.size().width() > 1.2 * event.size().height()
        direction = QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom
        if self._row.direction() != direction:
            self._row.setDirection(direction)

    # ---- drawing --------------------------------------------------------------------------------

    def _redraw(self) -> None:
        history = self._shown[0]
        if history is not None:
            self._draw(history)

    def _draw(self, history: History) -> None:
        self.say("")
        self._numbers.setText(_newest(history))
        has_accuracy = any(name in history.metrics for name in _ACCURACY.values())
        if self.accuracy.isHidden() == has_accuracy:
            self.accuracy.setVisible(has_accuracy)
        self._curves = {}
        present = {"train"} if len(history.readings) else set()
        ranges = [self._draw_training(history)]
        steps = history.evaluations.steps
        validation = history.evaluations.mean(1)
        if np.isfinite(validation).any():
            present.add("validation")
        ranges.append(self._draw_line("validation", self._lines["validation"], steps, validation, self.chart))
        self.legend.show_only(frozenset(present))
        last = max((float(s[-1]) for s in (steps, history.readings.steps) if len(s)), default=1.0)
        first = min((float(s[0]) for s in (steps, history.readings.steps) if len(s)), default=0.0)
        x = (min(first, last - 1), last)
        self.chart.fit(x, _joint(ranges, self.is_log))
        if has_accuracy:
            self.accuracy.fit(x, self._draw_accuracy(history))

    def _draw_training(self, history: History) -> tuple[float, float]:
        """Draw the loss of every step and return its range."""
        item = self._lines["train"]
        if "train" in self._hidden or not len(history.readings):
            item.setData([], [])
            self._band.setPath(QPainterPath())
            return (np.nan, np.nan)
        readings = history.readings
        x, mean = readings.steps, smooth(readings.steps, readings.mean(0), self.window_steps)
        here = self._on_screen(self.chart, x)
        x, mean, low, high = grouped(
            x[here], mean[here], readings.low(0)[here], readings.high(0)[here], self.chart.width()
        )
        if self.is_log:
            mean, low, high = log10(mean), log10(low), log10(high)
        self._set(item, x, mean)
        self._curves["train"] = (x, mean)
        known = np.isfinite(low) & np.isfinite(high)
        bx = np.concatenate([x[known], x[known][::-1]])
        by = np.concatenate([high[known], low[known][::-1]]).astype(np.float64)
        self._band.setPath(polygon(bx, by) if len(bx) > 2 else QPainterPath())
        return _range(mean)

    def _draw_line(
        self, key: str, item: pg.PlotCurveItem, x: Array, y: Array, chart: Chart, log: bool | None = None
    ) -> tuple[float, float]:
        """Draw one curve of evaluations and return its range."""
        if key in self._hidden or not len(x):
            item.setData([], [])
            return (np.nan, np.nan)
        y = smooth(x, y, self.window_steps)
        here = self._on_screen(chart, x)
        x, y = thin(x[here], y[here], 2 * chart.width())
        if self.is_log if log is None else log:
            y = log10(y)
        self._set(item, x, y)
        self._curves[key if chart is self.chart else key + "%"] = (x, y)
        return _range(y)

    def _draw_accuracy(self, history: History) -> tuple[float, float]:
        ranges = []
        for key, name in _ACCURACY.items():
            values = metric(history, name)
            steps = history.evaluations.steps if values is not None else np.zeros(0)
            shown = 100 * values if values is not None else steps
            ranges.append(self._draw_line(key, self._accuracies[key], steps, shown, self.accuracy, False))
        low = min((r[0] for r in ranges if np.isfinite(r[0])), default=0.0)
        return (max(0.0, 10 * np.floor(low / 10 - 0.3)), 101.5)

    @staticmethod
    def _set(item: pg.PlotCurveItem, x: Array, y: Array) -> None:
        finite = bool(np.isfinite(y).all())
        item.setData(x, y, connect="all" if finite else "finite", skipFiniteCheck=finite)

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
        self._redraw()

    def _on_log(self, log: bool) -> None:
        self.chart.left.log = log
        self.chart.view_all()

    def _on_smoothing(self) -> None:
        steps = self.window_steps
        text = tr("Moving average over {n} steps").format(n=f"{steps:,}") if steps else tr("No smoothing")
        self.smoothing.setToolTip(text)
        self.smoothing.setAccessibleDescription(text)
        self._redraw()


def _newest(history: History) -> str:
    """Return the newest losses in words."""
    last = history.evaluations.last if len(history.evaluations) else history.readings.last[:1]
    train = tr("train {value}").format(value=short(float(last[0])))
    if len(last) < 2 or not np.isfinite(last[1]):
        return train
    return train + "   " + tr("val {value}").format(value=short(float(last[1])))


def _range(values: Array) -> tuple[float, float]:
    known = values[np.isfinite(values)]
    return (float(known.min()), float(known.max())) if known.size else (np.nan, np.nan)


def _joint(ranges: Sequence[tuple[float, float]], log: bool) -> tuple[float, float]:
    known = [r for r in ranges if np.isfinite(r[0])]
    if not known:
        return nice_range(np.nan, np.nan, log)
    return nice_range(min(r[0] for r in known), max(r[1] for r in known), log)
