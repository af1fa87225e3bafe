"""What part of the paper is seen, and how large: pixel = paper · zoom + shift."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSizeF

LEAST_ZOOM, MOST_ZOOM, MOST_FIT = 0.08, 4.0, 1.25


class Lens:
    """Looks at the paper through a window of `size` pixels.

    Attributes
    ----------
    fitted
        Whether all of the paper is shown; it then stays so when the window grows.
    """

    def __init__(self) -> None:
        self.zoom, self.shift = 1.0, QPointF()
        self.size = QSizeF(1.0, 1.0)
        self.fitted = True

    def fit(self, area: QRectF) -> None:
        """Show all of `area`."""
        across = self.size.width() / max(area.width(), 1.0)
        down = self.size.height() / max(area.height(), 1.0)
        self.zoom = max(min(across, down, MOST_FIT), LEAST_ZOOM)
        middle = QPointF(self.size.width() / 2, self.size.height() / 2)
        self.shift = middle - area.center() * self.zoom
        self.fitted = True

    def zoom_by(self, factor: float, about: QPointF) -> None:
        """Look from nearer or further away; what is seen at `about` stays there."""
        point = self.to_paper(about)
        self.zoom = min(max(self.zoom * factor, LEAST_ZOOM), MOST_ZOOM)
        self.shift = about - point * self.zoom
        self.fitted = False

    def pan_by(self, way: QPointF) -> None:
        """Move the paper so many pixels."""
        self.shift += way
        self.fitted = False

    def to_paper(self, at: QPointF) -> QPointF:
        """Return a place of the window on the paper."""
        return (at - self.shift) / self.zoom

    def to_view(self, rect: QRectF) -> QRectF:
        """Return a rectangle of the paper in the window."""
        return QRectF(rect.topLeft() * self.zoom + self.shift, rect.size() * self.zoom)
