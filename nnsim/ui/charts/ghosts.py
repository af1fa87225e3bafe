"""The curves of other runs on a chart: thinner and dimmer than those of the run itself, and behind them."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, Qt

from nnsim.figures.figure import Array, Style
from nnsim.ui.charts.chart import Chart, line_pen
from nnsim.ui.charts.marks import Curve

PEN_STYLES = {
    "solid": Qt.PenStyle.SolidLine,
    "dashed": Qt.PenStyle.DashLine,
    "dotted": Qt.PenStyle.DotLine,
    "dash-dotted": Qt.PenStyle.DashDotLine,
}
GHOST_WIDTH = 1.1
_OPACITY, _STRESSED, _FADED = 0.6, 1.0, 0.15
_Z = 5
"""Above the bands of the run itself, below its curves."""


@dataclass(frozen=True, eq=False)
class Ghost:
    """One curve of another run, in the coordinates of the chart.

    `name` is what the pointer reads there; `tag` says with what of the run itself it is stressed.
    """

    name: str
    colour: str
    dash: Style
    x: Array
    y: Array
    tag: Hashable = None


class Ghosts:
    """Draws curves of other runs, and finds them under the pointer."""

    def __init__(self, chart: Chart) -> None:
        self._chart = chart
        self._items: list[Curve] = []
        self._ghosts: tuple[Ghost, ...] = ()
        self._key: Hashable = None

    def is_of(self, key: Hashable) -> bool:
        """Return whether what is drawn was made for `key`: then it need not be made again."""
        return key is not None and key == self._key

    def draw(self, ghosts: Sequence[Ghost], key: Hashable = None) -> None:
        """Show these curves and no others."""
        self._key, self._ghosts = key, tuple(ghosts)
        while len(self._items) > len(self._ghosts):
            self._items.pop().remove()
        while len(self._items) < len(self._ghosts):
            self._items.append(Curve(self._chart.marks, _Z))
        for item, ghost in zip(self._items, self._ghosts, strict=True):
            item.set_pen(line_pen(self._chart, ghost.colour, GHOST_WIDTH, PEN_STYLES[ghost.dash]))
            item.opacity = _OPACITY
            item.set_data(ghost.x, ghost.y)

    def stress(self, tag: Hashable) -> None:
        """Bring out the curves of `tag` and let others fade; None: all alike."""
        for item, ghost in zip(self._items, self._ghosts, strict=True):
            stressed = _STRESSED if ghost.tag == tag else _FADED
            item.opacity = _OPACITY if tag is None else stressed

    def range(self) -> tuple[float, float]:
        """Return the least and the greatest value of all; NaN where there is none."""
        known = [ghost.y[np.isfinite(ghost.y)] for ghost in self._ghosts]
        known = [values for values in known if values.size]
        if not known:
            return np.nan, np.nan
        return min(float(v.min()) for v in known), max(float(v.max()) for v in known)

    def ends(self) -> tuple[float, float]:
        """Return the least and the greatest x of all; NaN where there is none."""
        known = [ghost.x for ghost in self._ghosts if len(ghost.x)]
        if not known:
            return np.nan, np.nan
        return min(float(x[0]) for x in known), max(float(x[-1]) for x in known)

    def values_at(self, x: float) -> list[tuple[str, float]]:
        """Return name and value of every curve that has one at `x`, or right beside it."""
        found = []
        for ghost in self._ghosts:
            if len(ghost.x) and ghost.x[0] <= x <= ghost.x[-1]:
                value = float(ghost.y[int(np.abs(ghost.x - x).argmin())])
                if np.isfinite(value):
                    found.append((ghost.name, value))
        return found

    def nearest(self, at: QPointF) -> tuple[float, Ghost, int] | None:
        """Return how far the nearest curve lies above or below `at`, which it is, and its point there."""
        best: tuple[float, Ghost, int] | None = None
        for ghost in self._ghosts:
            if not (len(ghost.x) and ghost.x[0] <= at.x() <= ghost.x[-1]):
                continue
            i = int(np.abs(ghost.x - at.x()).argmin())
            away = abs(float(ghost.y[i]) - at.y())
            if np.isfinite(away) and (best is None or away < best[0]):
                best = away, ghost, i
        return best
