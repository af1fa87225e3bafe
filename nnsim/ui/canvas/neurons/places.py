"""Getting about among the neurons: zoom, pan, fit, and back to the blocks by zooming out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF

from nnsim.document.layout import COLUMN
from nnsim.ui.canvas.neurons.painting import HEADER
from nnsim.ui.canvas.neurons.sheet import Sheet, Spot

if TYPE_CHECKING:
    from nnsim.ui.canvas.neurons.view import NeuronsView

LEAST_ZOOM, MOST_ZOOM = 0.1, 6.0
_LEAST_FIT, _MOST_FIT = 0.24, 1.25
"""Zoom to which opening shrinks a tall column (below it pictures say nothing) and widens a small network."""
_LEAVES_AT = 0.7
"""Part of the zoom that shows everything below which the blocks come back."""
_MARGIN = 28.0
_FOOT = 40.0
"""Room for the legend, in pixels."""
WIDE, WIDEST = 1.4, 2.6
"""How many times wider than between layers the room between columns may be: zoomed in, and from afar."""


class Places:
    """Methods of `NeuronsView` that change what is seen."""

    def to_sheet(self: NeuronsView, at: QPointF) -> QPointF:
        """Return a place of the widget on the sheet."""
        return (at - self.shift) / self.zoom

    def to_view(self: NeuronsView, rect: QRectF) -> QRectF:
        """Return a rectangle of the sheet in the widget."""
        return QRectF(rect.topLeft() * self.zoom + self.shift, rect.size() * self.zoom)

    def open_zoom(self: NeuronsView) -> float:
        """Return the zoom at which everything, or the middle of very tall columns, can be seen."""
        if self.sheet is None:
            return 1.0
        across = (self.width() - 2 * _MARGIN) / max(self.sheet.area().width(), 1.0)
        return max(min(across, max(self._zoom_down(), _LEAST_FIT), _MOST_FIT), LEAST_ZOOM)

    def _zoom_down(self: NeuronsView) -> float:
        """Return the zoom at which the tallest column is seen whole."""
        assert self.sheet is not None
        return (self.height() - HEADER - _FOOT - _MARGIN) / max(self.sheet.area().height(), 1.0)

    def spread(self: NeuronsView, widest: float) -> None:
        """Put the columns as far apart as the window has room for at the zoom their height allows."""
        if self.sheet is None:
            return
        zoom = min(max(self._zoom_down(), _LEAST_FIT), _MOST_FIT)
        room = (self.width() - 2 * _MARGIN) / zoom - (self.sheet.area().width() - self.sheet.last_x)
        gaps = max(len(self.sheet.stages) - 1, 1)
        self.spacing = min(max(room / gaps, COLUMN), widest * COLUMN)
        self.sheet = Sheet(self.sheet.maps, self.spacing)

    def fit_all(self: NeuronsView) -> None:
        """Show all neurons, or the middle of columns too tall for it."""
        if self.sheet is None:
            return
        self.spread(WIDEST)
        area = self.sheet.area()
        self.zoom = self.open_zoom()
        middle = QPointF(self.width() / 2, (HEADER + self.height() - _FOOT) / 2)
        self.shift = middle - area.center() * self.zoom
        self.moved()

    def zoom_by(self: NeuronsView, factor: float, at: QPointF | None = None) -> None:
        """Zoom about `at` (None: the middle); out beyond everything, the blocks are shown again."""
        at = QRectF(self.rect()).center() if at is None else at
        wanted = self.zoom * factor
        if factor < 1 and wanted < _LEAVES_AT * min(self.open_zoom(), 1.0):
            self._leave_at(at)
            return
        before = self.to_sheet(at)
        self.zoom = min(max(wanted, LEAST_ZOOM), MOST_ZOOM)
        self.shift = at - before * self.zoom
        self.moved()

    def _leave_at(self: NeuronsView, at: QPointF) -> None:
        """Show the blocks, that of the column below `at` where the column was."""
        sheet, cards = self.sheet, self.canvas.canvas.nodes
        self.close_view()
        if sheet is None or not sheet.stages:
            return
        column = min(max(round(self.to_sheet(at).x() / sheet.spacing), 0), len(sheet.stages) - 1)
        card = cards.get(sheet.stages[column].stage)
        self.canvas.deeds.camera.zoom_to(1.0)
        if card is not None:
            way = QPointF(self.canvas.mapFromScene(card.pos())) - at
            self.canvas.deeds.camera.pan(-way.x(), -way.y())

    def pan_by(self: NeuronsView, dx: float, dy: float) -> None:
        """Move the paper by so many pixels."""
        self.shift += QPointF(dx, dy)
        self.moved()

    def moved(self: NeuronsView) -> None:
        """Follow a change of the part that is seen."""
        self.editor.close_editor(take=True)
        self._settled.start()
        self.redraw()

    def show_spot(self: NeuronsView, spot: Spot) -> None:
        """Move the paper so far that a neuron is seen."""
        if self.sheet is None:
            return
        tile = self.to_view(self.sheet.tile(spot))
        room = QRectF(self.rect()).adjusted(24, HEADER + 12, -24, -24)
        dx = max(room.left() - tile.left(), 0.0) + min(room.right() - tile.right(), 0.0)
        dy = max(room.top() - tile.top(), 0.0) + min(room.bottom() - tile.bottom(), 0.0)
        if dx or dy:
            self.pan_by(dx, dy)
