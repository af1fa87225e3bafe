"""An axis of a chart: its ticks stand at round numbers."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pyqtgraph as pg
from PySide6.QtCore import QRectF
from PySide6.QtGui import QFontMetricsF

from nnsim.figures.ticks import linear_ticks, log_ticks
from nnsim.ui.look.fonts import ui_font

TICK_SIZE = 11


class NumberAxis(pg.AxisItem):
    """An axis whose ticks stand at round numbers; with `log` the data on it are logarithms."""

    def __init__(self, orientation: str) -> None:
        super().__init__(orientation)
        self.log = False
        self.names: tuple[tuple[float, str], ...] | None = None
        self._labels: dict[float, str] = {}
        self.enableAutoSIPrefix(False)
        self.setStyle(
            tickLength=0, tickTextOffset=6, tickAlpha=1.0, maxTextLevel=0, tickFont=ui_font(TICK_SIZE)
        )

    def tickValues(self, minVal: float, maxVal: float, size: float) -> list[tuple[float, list[float]]]:
        low, high = sorted((minVal, maxVal))
        most = max(2, int(size / (80 if self.orientation == "bottom" else 38)))
        if self.names is not None:
            every = max(1, math.ceil(len(self.names) * self._room() / max(size, 1.0)))
            ticks: Sequence[tuple[float, str]] = self.names[::every]
        else:
            ticks = log_ticks(low, high, most) if self.log else linear_ticks(low, high, most)
        self._labels = dict(ticks)
        return [(1.0, [value for value, _ in ticks])]

    def _room(self) -> float:
        """Return how many pixels along the axis a name needs, with a gap to the next."""
        if self.orientation != "bottom":
            return 13.0
        metrics = QFontMetricsF(ui_font(TICK_SIZE))
        return max((metrics.horizontalAdvance(name) for _, name in self.names or ()), default=0.0) + 8.0

    def boundingRect(self) -> QRectF:
        # The text of the outermost ticks reaches beyond the axis; without room for it, it is left out.
        found: QRectF = super().boundingRect()
        return found.adjusted(-20, -8, 20, 8)

    def tickStrings(self, values: Sequence[float], scale: float, spacing: float) -> list[str]:
        return [self._labels.get(value, "") for value in values]
