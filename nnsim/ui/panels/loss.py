"""What judges a run over its steps (its loss, or another scalar of its rule), and the accuracy of classes."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from html import escape
from typing import Any

import numpy as np
from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnsim.base.errors import NnsimError
from nnsim.base.text import mark, tr
from nnsim.engine.scalar import Scalar
from nnsim.figures.curves import nice_range
from nnsim.figures.figure import Figure
from nnsim.figures.loss_figure import loss_figure, shown_scalars
from nnsim.figures.scalars import newest
from nnsim.figures.ticks import short
from nnsim.training.history import History
from nnsim.training.scene import Scene
from nnsim.ui.baseline_lines import BaselineLines
from nnsim.ui.charts.accuracy_curves import AccuracyCurves
from nnsim.ui.charts.chart import Chart
from nnsim.ui.charts.history_chart import HistoryChart
from nnsim.ui.charts.loss_controls import LossControls
from nnsim.ui.charts.loss_curves import LossCurves
from nnsim.ui.charts.loss_ghosts import CurveLook, draw_loss_ghosts
from nnsim.ui.charts.side_by_side import SideBySide
from nnsim.ui.history_panel import HistoryPanel
from nnsim.ui.panel import register

_LEAST_OF_ACCURACY = 150
"""Points of its curves even in a narrow plot."""


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
        self.chart, self.accuracy = Chart(tr("Loss")), Chart(tr("Accuracy"))
        room = QVBoxLayout(self.body)
        room.setContentsMargins(0, 0, 0, 0)
        room.addWidget(SideBySide(self.chart, self.accuracy))
        self.curves, self.accuracies = LossCurves(self.chart), AccuracyCurves(self.accuracy, self.redraw)
        self.curves.legend.toggled.connect(self._on_legend)
        self.sides = (
            HistoryChart(self.chart, lambda at: self._describe(at, "")),
            HistoryChart(self.accuracy, lambda at: self._describe(at, "%")),
        )
        self.baseline = BaselineLines(self.chart, self.accuracy, self.workspace)
        self.baseline.choice.changed.connect(self.redraw)
        self.controls = LossControls(self)
        self.controls.smoothed.connect(self.redraw)
        self.controls.scaled.connect(partial(_use_logarithms, self.chart))
        for side in self.sides:
            self.controls.chosen.connect(side.readout.leave)
        self.controls.chosen.connect(self.chart.view_all)
        self._header = (*self.controls.widgets, self.baseline.choice.button, self.files.button())
        for chart in (self.chart, self.accuracy):
            chart.touched.connect(self.redraw)
            chart.reset.connect(self.redraw)
        self.retheme()
        self.clear()

    # ---- contract -------------------------------------------------------------------------------

    def clear(self) -> None:
        self.forget()
        self.curves.points = {}
        for side in self.sides:
            side.readout.leave()
            side.chart.view_all()
        self.controls.tell(str, at_once=True)
        self.say(tr("Press Play to see the loss."))

    def figure(self) -> Figure:
        history = self.main
        if history is None:
            raise NnsimError(tr("There is no loss to draw yet. Train first."))
        if self.step is not None:
            history = history.until(self.step)
        hidden = self._hidden | self.accuracies.hidden(history, self._hidden)
        chosen = self.scalar
        behind = [run for key, run in self.keyed() if key not in self._hidden]
        key = chosen.key if chosen is not None else None
        look = self._look
        return loss_figure(
            history, self.caption(), look.window, look.log, hidden, key, behind, self.baseline.level
        )

    @classmethod
    def figure_of(cls, scene: Scene, history: History, caption: str) -> Figure | None:
        return loss_figure(history, caption) if history.columns.scalars or history.metrics else None

    def header(self) -> Sequence[QWidget]:
        return self._header

    def view_all(self) -> None:
        self.chart.view_all()
        self.accuracy.view_all()

    def retheme(self) -> None:
        self.curves.retheme()
        self.accuracies.retheme()
        self.baseline.retheme()
        for side in self.sides:
            side.retheme()

    @property
    def scalar(self) -> Scalar | None:
        """The scalar in the main chart: the chosen one, else that which judges the run."""
        return self.controls.of(shown_scalars(self.main)) if self.main is not None else None

    @property
    def _look(self) -> CurveLook:
        return CurveLook(self.controls.window, self.controls.is_log, self._hidden)

    # ---- drawing --------------------------------------------------------------------------------

    def begin(self, history: History | None) -> None:
        self.controls.offer(shown_scalars(history) if history is not None else ())

    def draw(self, history: History) -> None:
        scalar, shown = self.scalar, (history, *(run.history for run in self.behind))
        has_accuracy = any(any(each.accuracies()) for each in shown)
        if scalar is None and not has_accuracy:
            self.say(tr("This rule reports nothing that could be drawn here."))
            return
        self.say("")
        self.controls.tell(self._newest, at_once=self.at_rest)
        self.chart.setVisible(scalar is not None)
        self.accuracy.setVisible(has_accuracy)
        self.curves.name(scalar, self.keyed())
        series = [s for each in shown for s in (each.readings, each.evaluations) if len(s)]
        first, last = min(float(s.steps[0]) for s in series), max(float(s.steps[-1]) for s in series)
        x = (min(first, last - 1), last)
        if scalar is not None:
            ranges = self.curves.draw(history, scalar, self._look)
            ranges = [
                *ranges,
                self._draw_ghosts(self.sides[0], scalar),
                self.baseline.draw(scalar, self._look.log),
            ]
            self.chart.follow(x, _joint(ranges, self._look.log))
        if has_accuracy:
            self.accuracy.follow(x, self._draw_accuracies(history))
        for side in self.sides:
            side.cursor.show(self.step, last)
            side.readout.refresh()

    def _newest(self) -> str:
        history, scalar = self.main, self.scalar
        if history is None or scalar is None:
            return ""
        return newest(history, scalar, self.step, None if self.step is None else self.feed.evaluation)

    def _draw_accuracies(self, history: History) -> tuple[float, float]:
        """Draw the curves of the accuracy in per cent and return a range for both."""
        most = max(self.accuracy.width(), _LEAST_OF_ACCURACY)
        low = self.accuracies.draw(history, self._hidden, self._look.window, most)
        found, _ = self._draw_ghosts(self.sides[1], None)
        low = float(np.nanmin([low, found, self.baseline.draw(None)[0], 100.0]))
        return max(0.0, 10 * np.floor(low / 10 - 0.3)), 101.5

    def _draw_ghosts(self, side: HistoryChart, scalar: Scalar | None) -> tuple[float, float]:
        """Draw the curves of other runs, of a scalar or (None) of the accuracy; return a range for them."""
        runs = [run for key, run in self.keyed() if key not in self._hidden]
        draw_loss_ghosts(side.ghosts, side.chart, runs, scalar, self._look)
        return side.ghosts.range()

    # ---- reactions ------------------------------------------------------------------------------

    def _describe(self, at: QPointF, unit: str) -> tuple[str, float] | None:
        rows, where = [], None
        for name, x, y in self.accuracies.points if unit else self.curves.named_points():
            if not len(x):
                continue
            i = int(np.abs(x - at.x()).argmin())
            where = float(x[i]) if where is None else where
            rows.append((name, float(y[i])))
        if where is None:
            return None
        ghosts = self.sides[1 if unit else 0].ghosts
        log = self._look.log and not unit
        told = (_told(name, 10.0**y if log else y, unit) for name, y in (*rows, *ghosts.values_at(where)))
        head = tr("step {n}").format(n=f"{where:,.0f}")
        return "<br>".join([escape(head), *told]), where

    def _on_legend(self, key: str, shown: bool) -> None:
        self._hidden = self._hidden - {key} if shown else self._hidden | {key}
        self.redraw()


def _use_logarithms(chart: Chart, log: bool) -> None:
    chart.left.log = log
    chart.view_all()


def _told(name: str, value: float, unit: str) -> str:
    text = tr("{value} %").format(value=f"{value:.1f}") if unit else short(value)
    return f"{escape(name)} <b>{text}</b>"


def _joint(ranges: Sequence[tuple[float, float]], log: bool) -> tuple[float, float]:
    known = [r for r in ranges if np.isfinite(r[0])]
    if not known:
        return nice_range(np.nan, np.nan, log)
    return nice_range(min(r[0] for r in known), max(r[1] for r in known), log)
