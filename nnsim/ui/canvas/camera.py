"""Which part of the paper is seen, and how large: places on the screen and places in the drawing."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, QSize
from PySide6.QtGui import QTransform
from PySide6.QtWidgets import QGraphicsView

from nnsim.base.event import Event

LEAST_ZOOM, MOST_ZOOM = 0.05, 4.0


class Camera:
    """Looks at the scene of `view`. `moved` fires when another part is seen, or at another size."""

    def __init__(self, view: QGraphicsView) -> None:
        self._view = view
        self.moved: Event[[]] = Event()
        for bar in (view.horizontalScrollBar(), view.verticalScrollBar()):
            bar.valueChanged.connect(lambda _value: self.moved.fire())

    @property
    def zoom(self) -> float:
        """Screen pixels for one canvas unit."""
        return self._view.transform().m11()

    @property
    def size(self) -> QSize:
        """Pixels that are seen."""
        return self._view.viewport().size()

    @property
    def middle(self) -> QPointF:
        """The middle of what is seen, in view coordinates."""
        return QPointF(self._view.viewport().rect().center())

    def seen(self) -> QRectF:
        """Return the part of the scene that is seen."""
        return self._view.mapToScene(self._view.viewport().rect()).boundingRect()

    def scene_point(self, at: QPointF) -> QPointF:
        """Return the place in the scene at view coordinates `at`, without rounding."""
        inverse, _ = self._view.viewportTransform().inverted()
        return inverse.map(at)

    def view_point(self, point: QPointF) -> QPointF:
        """Return where a place of the scene is seen, in whole pixels of the view."""
        return QPointF(self._view.mapFromScene(point))

    def view_rect(self, area: QRectF) -> QRect:
        """Return where an area of the scene is seen, in view coordinates."""
        return self._view.mapFromScene(area).boundingRect()

    def zoom_to(self, zoom: float, at: QPointF | None = None) -> None:
        """Zoom so that the place at `at` (view coordinates; None: the middle) stays where it is."""
        zoom = min(max(zoom, LEAST_ZOOM), MOST_ZOOM)
        at = self.middle if at is None else at
        before = self.scene_point(at)
        self._view.setTransform(QTransform.fromScale(zoom, zoom))
        way = self._view.viewportTransform().map(before) - at
        self.pan(-way.x(), -way.y())
        self.moved.fire()

    def pan(self, dx: float, dy: float) -> None:
        """Move the paper by so many screen pixels."""
        across, down = self._view.horizontalScrollBar(), self._view.verticalScrollBar()
        across.setValue(across.value() - round(dx))
        down.setValue(down.value() - round(dy))

    def centre_on(self, point: QPointF) -> None:
        """Bring a place of the scene to the middle."""
        self._view.centerOn(point)

    def show(self, area: QRectF, margin: int = 40) -> None:
        """Move the paper so far that an area of the scene is seen, with `margin` pixels around it."""
        self._view.ensureVisible(area, margin, margin)
