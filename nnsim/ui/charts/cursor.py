"""A line across a chart at the step that is looked at; what comes after it is dimmed."""

from __future__ import annotations

from nnsim.ui.charts.chart import Chart, line_pen, tinted
from nnsim.ui.charts.marks import Shade, Upright
from nnsim.ui.look.theme import theme

_DIM = 0.66
"""Opacity of the ground over what comes after the step."""


class Cursor:
    """Marks one step; hidden until `show`."""

    def __init__(self, chart: Chart) -> None:
        self._chart = chart
        self.after = Shade(chart.marks, 30)
        self.line = Upright(chart.marks, 40)
        self.retheme()

    def retheme(self) -> None:
        """Take the colours of the theme in use."""
        look = theme()
        self.line.set_pen(line_pen(self._chart, look.accent, 1.5))
        self.after.colour = tinted(look.panel, _DIM)

    def show(self, step: float | None, last: float) -> None:
        """Mark `step`, and dim what comes after it up to `last`; None: mark nothing."""
        self.line.shown = step is not None
        self.after.shown = step is not None and step < last
        if step is not None:
            self.line.show_at(step)
            if step < last:
                self.after.show_between(step, last)
