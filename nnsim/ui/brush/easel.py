"""A chart that is painted on: its points as they are at this moment, and what a hand does to them."""

from __future__ import annotations

from collections.abc import Callable, Hashable

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QPointF, Signal

from nnsim.base.errors import NnsimError
from nnsim.base.text import tr
from nnsim.data.dataset import Floats
from nnsim.data.painting.painting import MOST_POINTS, Painting
from nnsim.figures.maps import MapColours, Scale
from nnsim.ui.brush.brush import Brush
from nnsim.ui.brush.cloud import Cloud
from nnsim.ui.brush.places import near, to_data
from nnsim.ui.brush.stamps import Stamps
from nnsim.ui.charts.chart import Chart
from nnsim.ui.look.theme import theme
from nnsim.ui.sitting.strokes import Sheet, Strokes

Chosen = NDArray[np.bool_]
_NOBODY: Chosen = np.zeros(0, bool)


class Easel(QObject):
    """Points seen on a chart, and changed there; every deed is shown at once and is one stroke.

    Parameters
    ----------
    colours, scale
        Say the colours of classes, and of a value where points have one.
    height
        Where the points lie among the marks of the chart.

    Signals
    -------
    changed()
        The points, the brush or the points chosen are others.
    """

    changed = Signal()

    def __init__(
        self,
        chart: Chart,
        strokes: Strokes,
        colours: Callable[[], MapColours],
        scale: Callable[[Sheet], Scale | None],
        height: float,
    ) -> None:
        super().__init__(chart)
        self.chart = chart
        self.brush = Brush()
        self.chosen: Chosen = _NOBODY
        self.sheet: Sheet | None = None
        self.stamps: Stamps | None = None
        self.cloud = Cloud(chart.marks, height)
        self.cloud.shown = False
        self._strokes = strokes
        self._colours, self._scale = colours, scale
        self._key: Hashable = None

    # ---- what is seen --------------------------------------------------------------------------

    def show(self, shown: bool) -> None:
        """Show the points, or leave them to the chart."""
        if shown != self.cloud.shown:
            self.cloud.shown = shown
            self.chosen, self.sheet = _NOBODY, None
        if shown:
            self.refresh()

    def refresh(self) -> None:
        """Show the points as they are now: others may have been painted elsewhere, or undone."""
        try:
            sheet = self._strokes.sheet()
        except NnsimError:
            sheet = None
        before, self.sheet = self.sheet, sheet
        if sheet is None:
            self.chosen = _NOBODY
            self.cloud.set_points(np.zeros((0, 2)), np.zeros(0, np.int64), ())
        elif before is None or before.painting is not sheet.painting or self._look_of(sheet) != self._key:
            if len(self.chosen) != len(sheet.painting):
                self.chosen = np.zeros(len(sheet.painting), bool)
            self._draw(sheet)
        self._keep_brush()
        self.changed.emit()

    def retheme(self) -> None:
        """Take the colours of the theme in use."""
        if self.cloud.shown:
            self.sheet = None
            self.refresh()

    def _look_of(self, sheet: Sheet) -> Hashable:
        scale = self._scale(sheet)
        levels = None if scale is None else tuple(scale.levels)
        return sheet.source.class_names, levels, theme().name, self.chart.devicePixelRatioF()

    def _draw(self, sheet: Sheet) -> None:
        key = self._look_of(sheet)
        if key != self._key or self.stamps is None:
            self._key = key
            self.stamps = Stamps.of(
                sheet, self._colours(), self._scale(sheet), self.chart.devicePixelRatioF()
            )
        looks = self.stamps.looks(sheet, sheet.painting, self.chosen)
        self.cloud.set_points(sheet.painting.at, looks, self.stamps.pixmaps)

    # ---- the brush -----------------------------------------------------------------------------

    def take(self, brush: Brush) -> None:
        """Paint with another brush."""
        self.brush = brush
        self._keep_brush()
        if brush.kind != "lasso" and self.chosen.any():
            self.choose(np.zeros(len(self.chosen), bool))
        self.changed.emit()

    def _keep_brush(self) -> None:
        """Have a brush of a class there is."""
        if self.sheet is not None:
            most = 0 if self.sheet.source.has_values else len(self.sheet.source.class_names) - 1
            if self.brush.of_class > most:
                self.brush = Brush(self.brush.kind, most, self.brush.value, self.brush.size)

    # ---- strokes -------------------------------------------------------------------------------

    def begin(self, label: str) -> bool:
        """Begin a stroke called `label` (translated); return whether one can."""
        try:
            self._strokes.begin(label)
        except NnsimError as error:
            self._strokes.told.fire(str(error))
            return False
        self.refresh()
        return True

    def end(self) -> None:
        """End the stroke under way."""
        self._strokes.end()
        self.refresh()

    def give_up(self) -> None:
        """Give up the stroke under way."""
        self._strokes.cancel()
        self.refresh()

    @property
    def is_under_way(self) -> bool:
        """Whether a stroke has begun and not ended."""
        return self._strokes.is_under_way

    def put(self, pixels: Floats) -> None:
        """Put points of the brush at places on the viewport, (n, 2), within the stroke under way."""
        if self.sheet is None or self.stamps is None or not len(pixels):
            return
        sheet, brush = self.sheet, self.brush
        more = sheet.painting.more(to_data(pixels, self.chart.to_pixels()), brush.of_class, brush.value)
        if len(more) < len(pixels):
            self._strokes.told.fire(
                tr("There are {n} points, and no more can be painted. Erase some.").format(
                    n=f"{MOST_POINTS:,}"
                )
            )
        if len(more):
            # Only what is new is drawn; the sheet is the same but for that.
            self.cloud.add(more.at, self.stamps.looks(sheet, more))
            self._strokes.draw(sheet.painting.joined(more))
            self.sheet = self._strokes.sheet()
            self.chosen = np.zeros(len(self.sheet.painting), bool)
            self.changed.emit()

    def erase(self, start: QPointF, end: QPointF) -> None:
        """Take the points away that lie under the way of the eraser, within the stroke under way."""
        if self.sheet is not None:
            under = near(self.sheet.painting.at, self.chart.to_pixels(), start, end, self.brush.size)
            if under.any():
                self._have(self.sheet.painting.without(under))

    def move(self, start: Painting, by: tuple[float, float]) -> None:
        """Have the chosen points of `start` moved, within the stroke under way."""
        self._have(start.moved(self.chosen, by))

    def delete(self) -> None:
        """Take the chosen points away, as a stroke of its own."""
        if self.sheet is not None and self.chosen.any() and self.begin(tr("Delete painted points")):
            self._have(self.sheet.painting.without(self.chosen))
            self.end()

    def clear(self) -> None:
        """Take all points away, as a stroke of its own."""
        if self.sheet is not None and len(self.sheet.painting) and self.begin(tr("Clear the painting")):
            self._have(Painting.empty())
            self.end()

    def choose(self, chosen: Chosen) -> None:
        """Choose points, to be moved or deleted."""
        if self.sheet is not None and len(chosen) == len(self.sheet.painting):
            self.chosen = chosen
            self._draw(self.sheet)
            self.changed.emit()

    def _have(self, painting: Painting) -> None:
        self._strokes.draw(painting)
        self.refresh()
