"""What stands above the columns of neurons: which layer it is, and the gradient it gets."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from nnsim.document.resolve import Resolved
from nnsim.training.history import History
from nnsim.ui.canvas import meters
from nnsim.ui.look.theme import theme
from nnsim.ui.neurons import painting, words
from nnsim.ui.neurons.camera import HEADER, Camera
from nnsim.ui.neurons.sheet import Sheet

_LEAST_ROOM = 26
"""Pixels from column to column below which nothing is written above them."""


class ColumnHeaders:
    """Titles of the columns of a sheet, with the newest gradients of their layers."""

    def __init__(self) -> None:
        self._titles: list[str] = []
        self._gradients: dict[str, tuple[float, str]] = {}
        self._seen: tuple[int, int | None] | None = None

    def name(self, sheet: Sheet, resolved: Resolved) -> None:
        """Call the columns as the layers of the drawing are called."""
        self._titles = [words.header(stage, resolved) for stage in sheet.maps.stages]

    def take_gradients(self, history: History | None, step: int | None) -> bool:
        """Take the gradients at `step`, None: the newest; return whether they may be others than before."""
        if history is None or (history.version, step) == self._seen:
            return False
        self._seen = history.version, step
        norms = meters.norms(history, step)
        most = meters.largest(norms.values())
        self._gradients = {node: (norm, meters.state(norm, most)) for node, norm in norms.items()}
        return True

    def forget_gradients(self) -> None:
        """Another run begins."""
        self._gradients, self._seen = {}, None

    def paint(self, painter: QPainter, sheet: Sheet, camera: Camera) -> None:
        """Draw them across the window of a camera."""
        width = camera.size.width()
        painter.fillRect(QRectF(0, 0, width, HEADER), theme().colour("canvas", 0.9))
        room = sheet.spacing * camera.zoom
        if room < _LEAST_ROOM:
            return
        rows = painting.header_rows(room, [stage.name for stage in sheet.stages])
        for column, stage in enumerate(sheet.stages):
            x = sheet.x_of(column) * camera.zoom + camera.shift.x()
            if -room < x < width + room:
                place = painting.header_place(x, room, column, rows)
                painting.paint_header(painter, place, self._titles[column], stage.name)
                gradient = self._gradients.get(stage.stage)
                if gradient is not None:
                    painting.paint_gradient(painter, x, room, *gradient)
