"""The scene of a chart as a picture: axes, grid and points are rendered only when something of them changed."""

from __future__ import annotations

from collections.abc import Hashable
from math import ceil

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtWidgets import QGraphicsScene


class ScenePicture:
    """Renders a scene, and keeps what it rendered.

    Attributes
    ----------
    rendered
        How often it has rendered so far.
    """

    def __init__(self, scene: QGraphicsScene) -> None:
        self._scene = scene
        self._pixmap = QPixmap()
        self._key: Hashable = None
        self.rendered = 0

    def outdate(self) -> None:
        """Render anew when it is asked for next: something in the scene has changed."""
        self._key = None

    def at(self, size: QSize, ratio: float, shown: Hashable, ground: QColor) -> QPixmap:
        """Return the scene from its origin to `size`, on `ground`.

        Parameters
        ----------
        ratio
            Pixels of the device for one of `size`.
        shown
            What part of the data the scene shows.
        """
        key = (size.width(), size.height(), ratio, shown, ground.rgba())
        if key != self._key:
            self._key = key
            self._render(size, ratio, ground)
        return self._pixmap

    def _render(self, size: QSize, ratio: float, ground: QColor) -> None:
        pixmap = QPixmap(ceil(size.width() * ratio), ceil(size.height() * ratio))
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(ground)
        painter = QPainter(pixmap)
        area = QRectF(0, 0, size.width(), size.height())
        self._scene.render(painter, area, area, Qt.AspectRatioMode.IgnoreAspectRatio)
        painter.end()
        self._pixmap = pixmap
        self.rendered += 1
