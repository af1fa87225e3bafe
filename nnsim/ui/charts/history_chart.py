"""A chart over the steps of a run, with what each of these has: other runs behind, the step looked at, a readout."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF

from nnsim.ui.charts.chart import Chart
from nnsim.ui.charts.chart_overlay import Readout
from nnsim.ui.charts.cursor import Cursor
from nnsim.ui.charts.ghosts import Ghosts


class HistoryChart:
    """What belongs to one chart over steps.

    Parameters
    ----------
    describe
        What the pointer reads at a place; see `Readout`.
    line
        Whether a line stands under the pointer.
    """

    def __init__(
        self, chart: Chart, describe: Callable[[QPointF], tuple[str, float] | None], line: bool = True
    ) -> None:
        self.chart = chart
        self.ghosts = Ghosts(chart)
        self.cursor = Cursor(chart)
        self.readout = Readout(chart, describe, line)

    def retheme(self) -> None:
        """Take the colours of the theme in use."""
        for part in (self.chart, self.readout, self.cursor):
            part.retheme()
