"""What part of the neurons is seen, and how large: pixel = sheet · zoom + shift."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSizeF

from nnsim.document.layout import COLUMN

HEADER = 58.0
"""Height of the strip with the names of the columns, in pixels."""
LEAST_ZOOM, MOST_ZOOM = 0.055, 6.0
_MOST_FIT = 1.25
"""Zoom to which a small network is enlarged when everything is shown."""
_MARGIN = 28.0
_AIR = 8.0
"""Room above and below the tallest column, in pixels."""
WIDE, WIDEST = 1.4, 2.6
"""How many times wider than between layers the room between columns may be: zoomed in, and from afar."""
_APART = 160.0
"""Pixels between columns that are never too many, however far away one looks from."""


class Camera:
    """Looks at a sheet from above, through a window of `size` pixels.

    Attributes
    ----------
    zoom
        Pixels for one unit of the sheet.
    shift
        Where the origin of the sheet lies in the window, in pixels.
    foot
        Pixels at the lower edge that others cover.
    left
        Pixels at the left edge that others cover.
    """

    def __init__(self) -> None:
        self.zoom, self.shift = 1.0, QPointF()
        self.size = QSizeF(1.0, 1.0)
        self.foot = self.left = 0.0

    @property
    def room(self) -> QRectF:
        """What of the window is neither below the names of the columns nor covered."""
        height = self.size.height() - HEADER - self.foot
        return QRectF(self.left, HEADER, max(self.size.width() - self.left, 1.0), max(height, 1.0))

    def to_sheet(self, at: QPointF) -> QPointF:
        """Return a place of the window on the sheet."""
        return (at - self.shift) / self.zoom

    def to_view(self, rect: QRectF) -> QRectF:
        """Return a rectangle of the sheet in the window."""
        return QRectF(rect.topLeft() * self.zoom + self.shift, rect.size() * self.zoom)

    def seen(self) -> QRectF:
        """Return the part of the sheet that lies in the window."""
        corner = QPointF(self.size.width(), self.size.height())
        return QRectF(self.to_sheet(QPointF()), self.to_sheet(corner))

    # ---- how large, how far apart ----------------------------------------------------------------

    def height_zoom(self, area: QRectF) -> float:
        """Return the zoom at which `area` is seen from top to bottom."""
        return max((self.room.height() - 2 * _AIR) / max(area.height(), 1.0), LEAST_ZOOM)

    def fit_zoom(self, area: QRectF) -> float:
        """Return the zoom at which all of `area` is seen, where that is not too far away."""
        across = (self.room.width() - 2 * _MARGIN) / max(area.width(), 1.0)
        return max(min(across, self.height_zoom(area), _MOST_FIT), LEAST_ZOOM)

    def spacing(self, area: QRectF, across: float, gaps: int, widest: float) -> float:
        """Return how far apart columns stand that fill the room's width at the zoom their height allows.

        Parameters
        ----------
        area
            Around all columns as they stand now, the first and the last `across` apart.
        gaps
            Between the columns.
        widest
            Greatest distance, as a multiple of that of layers.
        """
        zoom = min(self.height_zoom(area), _MOST_FIT)
        room = (self.room.width() - 2 * _MARGIN) / zoom - (area.width() - across)
        # Half the distance stays beside the first and the last, for their names.
        distance = min(room / max(gaps, 1), self.room.width() / zoom / (gaps + 1))
        return min(max(distance, COLUMN), max(widest * COLUMN, _APART / zoom))

    # ---- moving ----------------------------------------------------------------------------------

    def fit(self, area: QRectF) -> None:
        """Show all of `area`, or its middle where it is too large for it."""
        self.zoom = self.fit_zoom(area)
        self.shift = self.room.center() - area.center() * self.zoom

    def put(self, point: QPointF, at: QPointF, zoom: float) -> None:
        """Show `point` of the sheet at the place `at` of the window, at `zoom`."""
        self.zoom = min(max(zoom, LEAST_ZOOM), MOST_ZOOM)
        self.shift = at - point * self.zoom

    def zoom_about(self, zoom: float, at: QPointF) -> None:
        """Zoom so that the place at `at` of the window stays where it is."""
        self.put(self.to_sheet(at), at, zoom)

    def pull_in(self, area: QRectF) -> None:
        """Move so that `area` lies in sight, along each axis on which there is room for it."""
        shown, room = self.to_view(area), self.room
        if shown.width() <= room.width():
            self.shift += QPointF(_way(shown.left(), shown.right(), room.left(), room.right()), 0.0)
        if shown.height() <= room.height():
            self.shift += QPointF(0.0, _way(shown.top(), shown.bottom(), room.top(), room.bottom()))

    def way_to(self, rect: QRectF) -> QPointF:
        """Return how far the paper has to move for `rect` of the sheet to be seen, with some room about it."""
        shown, room = self.to_view(rect), self.room.adjusted(24, 12, -24, -12)
        return QPointF(
            _way(shown.left(), shown.right(), room.left(), room.right()),
            _way(shown.top(), shown.bottom(), room.top(), room.bottom()),
        )

    def resize(self, size: QSizeF) -> None:
        """Look through a window of another size; its middle shows what it showed."""
        grown = (size - self.size) / 2
        self.shift += QPointF(grown.width(), grown.height())
        self.size = size


def _way(low: float, high: float, least: float, most: float) -> float:
    """Return how far an interval has to move to lie between `least` and `most`."""
    return max(least - low, 0.0) + min(most - high, 0.0)
