"""Draws what a navigator sees: a picture of everything that is kept, and over it what changes with the mouse."""

from __future__ import annotations

import time

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QPixmap

from nnsim.ui.look.theme import theme
from nnsim.ui.neurons import painting
from nnsim.ui.neurons.camera import HEADER, Camera
from nnsim.ui.neurons.column_headers import ColumnHeaders
from nnsim.ui.neurons.legend import Legend
from nnsim.ui.neurons.navigator import Navigator
from nnsim.ui.neurons.pictures import Pictures
from nnsim.ui.neurons.pointed import paint_pointed
from nnsim.ui.neurons.raster import paint_weights
from nnsim.ui.neurons.sheet import TILE, Sheet, Spot
from nnsim.ui.sitting.workspace import Workspace

DRAFT_STEP = 2
"""Pixels that are one of the picture of weights while the paper moves."""
MARGIN = 12.0
"""Room below the legend, and above it, in pixels."""
SIDE = 16.0
"""Room beside what stands at the foot."""


class Painter:
    """Paints neurons on any paint device that is as large as the navigator's window.

    Attributes
    ----------
    headers, legend
        What stands above and below the neurons.
    draft
        Whether weights are drawn coarsely: the paper moves.
    aside
        Pixels at the right of the legend that are for others.
    drawing_time
        Seconds that the last picture of everything took that was no draft.
    """

    def __init__(self, navigator: Navigator, workspace: Workspace) -> None:
        self._navigator = navigator
        self.pictures = Pictures(workspace)
        self.headers, self.legend = ColumnHeaders(), Legend()
        self.draft = False
        self.aside = self.drawing_time = 0.0
        self._ground: QPixmap | None = None

    def forget(self) -> None:
        """Draw everything anew at the next painting."""
        self._ground = None

    def retheme(self) -> None:
        """Take the colours of the theme in use."""
        self.pictures.forget()
        self.forget()

    def foot(self) -> float:
        """Return how many pixels the legend takes at the lower edge."""
        return self.legend.height(self._legend_width, self._navigator.camera.size.height()) + 2 * MARGIN

    def paint(self, painter: QPainter, ratio: float, part: QRectF, bottom: float, focused: bool) -> None:
        """Draw all.

        Parameters
        ----------
        ratio
            Pixels of the device for one of ours.
        part
            What has to be drawn, in pixels.
        bottom
            Where the legend's room ends.
        focused
            Whether keys come here.
        """
        if self._ground is None:
            self._ground = self._drawn_ground(ratio)
        painter.drawPixmap(0, 0, self._ground)
        if self._navigator.blank:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        sheet, camera = self._navigator.sheet, self._navigator.camera
        self.headers.paint(painter, sheet, camera)
        if part.bottom() < HEADER:
            return
        corner = QPointF(SIDE, bottom - MARGIN)
        self.legend.paint(painter, corner, self._legend_width, camera.size.height())
        paint_pointed(painter, sheet, camera, self._navigator.pointer, self.pictures, focused)

    @property
    def _legend_width(self) -> float:
        return self._navigator.camera.size.width() - 2 * SIDE - self.aside

    def _drawn_ground(self, ratio: float) -> QPixmap:
        """Return background, weights and neurons as one picture."""
        sheet, camera = self._navigator.sheet, self._navigator.camera
        began = time.perf_counter()
        ground = QPixmap((camera.size * ratio).toSize())
        ground.setDevicePixelRatio(ratio)
        ground.fill(theme().colour("canvas"))
        painter = QPainter(ground)
        painting.paint_dots(painter, QRectF(QPointF(), camera.size), camera.zoom, camera.shift)
        if not self._navigator.blank:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            self._paint_sheet(painter, sheet, camera)
        painter.end()
        if not self.draft:
            self.drawing_time = time.perf_counter() - began
        return ground

    def _paint_sheet(self, painter: QPainter, sheet: Sheet, camera: Camera) -> None:
        look = theme()
        painter.save()
        painter.translate(camera.shift)
        painter.scale(camera.zoom, camera.zoom)
        painting.paint_joins(painter, sheet)
        painter.restore()
        step = DRAFT_STEP if self.draft else 1
        paint_weights(painter, sheet, camera, step, look.colour("positive"), look.colour("negative"))
        painter.save()
        painter.translate(camera.shift)
        painter.scale(camera.zoom, camera.zoom)
        self._paint_neurons(painter, sheet, camera)
        painter.restore()
        for column, stage in enumerate(sheet.stages):
            area = camera.to_view(sheet.column_rect(column))
            painting.paint_more(painter, stage, area, sheet.spacing * camera.zoom)

    def _paint_neurons(self, painter: QPainter, sheet: Sheet, camera: Camera) -> None:
        seen = camera.seen()
        for column, stage in enumerate(sheet.stages):
            if not seen.left() - TILE < sheet.x_of(column) < seen.right() + TILE:
                continue
            for row in sheet.rows_between(column, seen.top(), seen.bottom()):
                picture = self.pictures.of(stage, row)
                painting.paint_tile(painter, sheet.tile(Spot(column, row)), picture, TILE * camera.zoom)
