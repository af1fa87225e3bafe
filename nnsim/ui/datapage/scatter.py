"""Two columns of the examples against each other, as points."""

from __future__ import annotations

from html import escape

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from nnsim.base.text import tr
from nnsim.data.dataset import Floats
from nnsim.data.prepared import Prepared
from nnsim.figures.maps import Scale
from nnsim.figures.ticks import short
from nnsim.ui.brush.painting_mode import PaintingMode
from nnsim.ui.charts.chart import Chart
from nnsim.ui.charts.chart_overlay import Readout
from nnsim.ui.charts.colour_bar import ColourBarWidget
from nnsim.ui.charts.key_row import Key, KeyRow
from nnsim.ui.charts.symbols import symbol
from nnsim.ui.datapage.examples import (
    PART_SHAPES,
    Columns,
    colours,
    part_names,
    part_of_rows,
    scale_of,
    target_text,
    thinned,
)
from nnsim.ui.look.theme import theme
from nnsim.ui.sitting.strokes import Sheet
from nnsim.ui.sitting.workspace import Workspace

MOST_POINTS = 3000
"""Points drawn of all parts together; more would only cover each other."""
_NEAR = 12.0
_PAINTED_AT = 20.0


class ScatterView(QWidget):
    """The examples in the plane of two columns: colour and mark for the class, outline for the part."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._prepared: Prepared | None = None
        self._axes = (0, 1)
        self._rows = np.zeros(0, np.int64)
        self._parts = np.zeros(0, np.int8)
        self._at: Floats = np.zeros((0, 2))
        self._items: list[pg.ScatterPlotItem] = []
        self.chart = Chart(tr("Scatter plot of the examples"))
        for widget in (self.chart, self.chart.viewport()):
            # A file dropped here is meant for the page.
            widget.setAcceptDrops(False)
        self.chart.bottom.setGrid(255)
        for axis in (self.chart.bottom, self.chart.left):
            # The grid lies under the points.
            axis.setZValue(-1000)
        self.painting: PaintingMode | None = None
        self._keys, self._bar = KeyRow(), ColourBarWidget()
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(self.chart, 1)
        row.addWidget(self._bar)
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(row, 1)
        column.addWidget(self._keys)
        self._readout = Readout(self.chart, self._describe, line=False)
        self.chart.reset.connect(self._fit)

    def show_examples(self, prepared: Prepared, x: int, y: int) -> None:
        """Draw column `y` over column `x`."""
        fresh = prepared is not self._prepared or (x, y) != self._axes
        stays = self._prepared is not None and (x, y) == self._axes and prepared.shape == self._prepared.shape
        self._prepared, self._axes = prepared, (x, y)
        if self.painting is not None:
            self.painting.refresh()
        names = Columns(prepared.dataset).names
        self.chart.set_labels(names[x], names[y])
        self.chart.setAccessibleDescription(
            tr("{y} over {x}, {n} points").format(x=names[x], y=names[y], n=f"{len(prepared.dataset):,}")
        )
        self._draw()
        if fresh:
            # Generated points lie in a plane with one unit: a circle is to look round.
            own = prepared.origin.input_names
            plane = prepared.origin.ready and len(own) == 2 and {names[x], names[y]} == set(own)
            self.chart.lock_aspect(1.0 if plane else None)
            if not (stays and self.is_painted_on):
                self.chart.view_all()

    def let_paint(self, workspace: Workspace) -> PaintingMode:
        """Let the two inputs be painted on; return how, with the button that begins it."""
        self.painting = painting = PaintingMode(
            self.chart, workspace, colours, self._scale_of, _PAINTED_AT, self._shows_inputs
        )
        painting.turned.connect(self._draw)
        self._column.insertWidget(0, painting.bar)
        return painting

    @property
    def is_painted_on(self) -> bool:
        """Whether somebody paints here."""
        return self.painting is not None and self.painting.is_on

    def _shows_inputs(self) -> bool:
        return self._prepared is None or (self._prepared.shape == (2,) and self._axes == (0, 1))

    def _scale_of(self, sheet: Sheet) -> Scale | None:
        if not sheet.source.has_values:
            return None
        known = self._prepared
        painted = known is not None and known.task == "regression"
        return scale_of(
            known.dataset.targets[:, 0] if painted and known is not None else np.array([-1.0, 1.0])
        )

    def retheme(self) -> None:
        """Take the colours of the theme in use."""
        self.chart.retheme()
        if self.painting is not None:
            self.painting.retheme()
        self._readout.retheme()
        self._draw()

    def point_count(self) -> int:
        """Return how many points are drawn."""
        return len(self._at)

    def _draw(self) -> None:
        view = self.chart.getViewBox()
        for item in self._items:
            view.removeItem(item)
        self._items = []
        prepared = self._prepared
        if prepared is None:
            return
        self._parts = part_of_rows(prepared)
        self._rows = thinned(np.flatnonzero(self._parts >= 0), MOST_POINTS)
        columns = Columns(prepared.dataset)
        self._at = np.column_stack([columns.values(j)[self._rows] for j in self._axes])
        whole = np.isfinite(self._at).all(1)
        self._rows, self._at = self._rows[whole], self._at[whole]
        fills, marks = self._fills()
        shown = self._parts[self._rows]
        for place in range(len(PART_SHAPES)):
            mine = np.flatnonzero(shown == place)
            if mine.size and not self.is_painted_on:
                self._add(place, mine, fills, marks)
        self._explain(sorted({int(p) for p in shown}))

    def _fills(self) -> tuple[list[str], list[int]]:
        """Return colour and mark of each point."""
        assert self._prepared is not None
        dataset = self._prepared.dataset
        targets = dataset.targets[self._rows]
        if dataset.task == "classes":
            known = colours()
            tints = [known.of_class(k) for k in range(dataset.classes)]
            return [tints[k] for k in targets.tolist()], targets.tolist()
        return scale_of(dataset.targets[:, 0]).tints(targets[:, 0]), [0] * len(targets)

    def _add(self, place: int, mine: NDArray[np.intp], fills: list[str], marks: list[int]) -> None:
        # Few points are drawn large enough for the marks of their classes to be seen.
        size = 11 if len(self._rows) <= 60 else 9 if len(self._rows) <= 600 else 7
        # One brush for each colour: symbols are rendered anew for every brush there is.
        brushes = {fill: pg.mkBrush(fill) for fill in set(fills)}
        item = pg.ScatterPlotItem(pxMode=True, antialias=True)
        item.setData(
            self._at[mine, 0],
            self._at[mine, 1],
            size=size,
            symbol=[symbol(PART_SHAPES[place], marks[i]) for i in mine],
            pen=pg.mkPen(theme().panel, width=1),
            brush=[brushes[fills[i]] for i in mine],
        )
        item.setZValue(10 + place)
        self.chart.getViewBox().addItem(item, ignoreBounds=True)
        self._items.append(item)

    def _explain(self, places: list[int]) -> None:
        assert self._prepared is not None
        dataset, muted = self._prepared.dataset, theme().muted
        keys: list[Key] = [(part_names()[p], PART_SHAPES[p], 0, muted) for p in places]
        numbers = dataset.task == "regression"
        if numbers:
            scale = scale_of(dataset.targets[:, 0])
            self._bar.set_scale(scale.colours, scale.levels, False, dataset.target_names[0])
        else:
            keys += [(n, "circle", k, colours().of_class(k)) for k, n in enumerate(dataset.target_names)]
        self._bar.setVisible(numbers)
        self._keys.set_keys(keys)

    def _fit(self) -> None:
        if len(self._at):
            self.chart.fit(*(_padded(self._at[:, j]) for j in (0, 1)))

    def _describe(self, at: QPointF) -> tuple[str, float] | None:
        """Say which example lies under the pointer."""
        prepared = self._prepared
        if prepared is None or not len(self._at):
            return None
        width, height = self.chart.getViewBox().viewPixelSize()
        away = np.hypot((self._at[:, 0] - at.x()) / width, (self._at[:, 1] - at.y()) / height)
        nearest = int(away.argmin())
        if away[nearest] > _NEAR:
            return None
        row = int(self._rows[nearest])
        names = Columns(prepared.dataset).names
        lines = [
            tr("Row {n}").format(n=f"{row + 1:,}") + " · " + part_names()[int(self._parts[row])],
            *(
                f"{escape(names[j])} {short(float(v))}"
                for j, v in zip(self._axes, self._at[nearest], strict=True)
            ),
            f"<b>{escape(target_text(prepared.dataset, row))}</b>",
        ]
        return "<br>".join(lines), at.x()


def _padded(values: Floats) -> tuple[float, float]:
    low, high = float(values.min()), float(values.max())
    room = 0.06 * (high - low) or 0.5
    return low - room, high + room
