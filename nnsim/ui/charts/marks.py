"""The marks there are: curves, bands, pieces of lines, images, lines across, a shade, a word."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter

from nnsim.figures.figure import Array
from nnsim.ui.charts.mark import Mark, Marks, ToPixels
from nnsim.ui.charts.strokes import Stroke, columns_between, ratio_of

_NOTHING: Array = np.zeros(0)


MOST_DOTS, _DOT = 24, 2.6
"""Points of a curve of few measurements that are drawn as dots, and their radius in pixels."""


class Curve(Mark):
    """A line through points; where one is NaN there is a gap.

    Parameters
    ----------
    measured
        Whether its points are single measurements with nothing known between them: few of them are seen as dots.
    """

    def __init__(self, marks: Marks, z: float = 10, *, measured: bool = False) -> None:
        self.x = self.y = _NOTHING
        self._measured = measured
        self._stroke = Stroke()
        super().__init__(marks, z)

    def set_data(self, x: Array, y: Array) -> None:
        """Draw the line through these, shape (n,) each; they are not copied."""
        self.x, self.y = x, y
        self.changed()

    def clear(self) -> None:
        """Draw nothing."""
        if len(self.x):
            self.set_data(_NOTHING, _NOTHING)

    def paint(self, painter: QPainter, to: ToPixels) -> None:
        points = to.points(self.x, self.y)
        if len(points) > 1:
            self._stroke.draw_curve(painter, points, self.pen)
        if self._measured and 0 < len(points) <= MOST_DOTS:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self.pen.color())
            for x, y in points[np.isfinite(points).all(1)].tolist():
                painter.drawEllipse(QPointF(x, y), _DOT, _DOT)
            painter.setBrush(Qt.BrushStyle.NoBrush)


class Band(Mark):
    """The area between two curves."""

    def __init__(self, marks: Marks, z: float) -> None:
        self.x = self.low = self.high = _NOTHING
        self.colour = QColor()
        self._stroke = Stroke()
        super().__init__(marks, z)

    def set_data(self, x: Array, low: Array, high: Array) -> None:
        """Fill the area between `low` and `high`, shape (n,) each; nothing where the two are one."""
        known = np.isfinite(low) & np.isfinite(high)
        if not known.all():
            x, low, high = x[known], low[known], high[known]
        if len(x) < 2 or np.array_equal(low, high):
            x = low = high = _NOTHING
        self.x, self.low, self.high = x, low, high
        self.changed()

    def clear(self) -> None:
        """Draw nothing."""
        if len(self.x):
            self.set_data(_NOTHING, _NOTHING, _NOTHING)

    def paint(self, painter: QPainter, to: ToPixels) -> None:
        if len(self.x):
            upper, lower = to.points(self.x, self.high), to.points(self.x, self.low)
            edges = upper[:, 1], lower[:, 1]
            ends = columns_between(upper[:, 0], *edges, to.area.left(), to.area.right(), ratio_of(painter))
            self._stroke.draw_columns(painter, ends, self.colour)


class Pieces(Mark):
    """Separate straight lines: borders, contours, an arrow."""

    def __init__(self, marks: Marks, z: float) -> None:
        self.ends: Array = np.zeros((0, 2, 2))
        self._stroke = Stroke()
        super().__init__(marks, z)

    def set_data(self, ends: Array) -> None:
        """Draw these, shape (n, 2, 2): from, to; x, y."""
        self.ends = ends
        self.changed()

    def clear(self) -> None:
        """Draw nothing."""
        self.set_data(np.zeros((0, 2, 2)))

    def paint(self, painter: QPainter, to: ToPixels) -> None:
        flat = self.ends.reshape(-1, 2)
        self._stroke.draw_pieces(painter, to.points(flat[:, 0], flat[:, 1]).reshape(-1, 4), self.pen)


class ImageMark(Mark):
    """An image in data coordinates, row 0 at the least y, smoothed or in cells."""

    def __init__(self, marks: Marks, z: float = 0, smooth: bool = True) -> None:
        self._smooth = smooth
        self.pixels: Array | None = None
        self.extent = (0.0, 1.0, 0.0, 1.0)
        """Its edges x0, x1, y0, y1."""
        self._image = QImage()
        super().__init__(marks, z)

    def set_image(self, rgba: Array | None, extent: tuple[float, float, float, float] = (0, 1, 0, 1)) -> None:
        """Show `rgba` (rows, columns, 4), uint8, contiguous, between the edges (x0, x1, y0, y1)."""
        # The image does not copy: the array must live as long.
        self.pixels, self.extent = rgba, extent
        if rgba is None:
            self._image = QImage()
        else:
            height, width = rgba.shape[:2]
            image = QImage(rgba.data, width, height, 4 * width, QImage.Format.Format_RGBA8888)
            # Qt stretches images of this kind quickest.
            self._image = image.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)
        self.changed()

    def paint(self, painter: QPainter, to: ToPixels) -> None:
        if self._image.isNull():
            return
        x0, x1, y0, y1 = self.extent
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, self._smooth)
        painter.save()
        painter.translate(to.x(x0), to.y(y0))
        painter.scale((x1 - x0) * to.x_scale, (y1 - y0) * to.y_scale)
        painter.drawImage(QRectF(0, 0, 1, 1), self._image)
        painter.restore()


class Upright(Mark):
    """A line across the chart from top to bottom."""

    def __init__(self, marks: Marks, z: float) -> None:
        self.x = 0.0
        super().__init__(marks, z)
        self.shown = False

    def show_at(self, x: float) -> None:
        """Stand at `x`."""
        self.x = x
        self.shown = True
        self.changed()

    def paint(self, painter: QPainter, to: ToPixels) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(self.pen)
        at = to.x(self.x)
        painter.drawLine(QPointF(at, to.area.top()), QPointF(at, to.area.bottom()))


class Level(Mark):
    """A line across the chart from left to right, with its name over its right end, or below it at the top."""

    def __init__(self, marks: Marks, z: float) -> None:
        self.y = 0.0
        self.name = ""
        self.font = QFont()
        super().__init__(marks, z)
        self.shown = False

    def show_at(self, y: float, name: str) -> None:
        """Stand at `y`."""
        self.y, self.name = y, name
        self.shown = True
        self.changed()

    def hide(self) -> None:
        """Draw nothing."""
        if self.shown:
            self.shown = False
            self.changed()

    def paint(self, painter: QPainter, to: ToPixels) -> None:
        at = to.y(self.y)
        if not to.area.top() <= at <= to.area.bottom():
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(self.pen)
        painter.drawLine(QPointF(to.area.left(), at), QPointF(to.area.right(), at))
        painter.setFont(self.font)
        metrics = painter.fontMetrics()
        height = metrics.height()
        top = at - height if at - height >= to.area.top() else at
        room = QRectF(to.area.left() + 4, top, to.area.width() - 8, height)
        name = metrics.elidedText(self.name, Qt.TextElideMode.ElideRight, int(room.width()))
        painter.drawText(room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, name)


class Shade(Mark):
    """A colour over all between two places on the axis of x."""

    def __init__(self, marks: Marks, z: float) -> None:
        self.between = (0.0, 0.0)
        self.colour = QColor()
        super().__init__(marks, z)
        self.shown = False

    def show_between(self, first: float, last: float) -> None:
        """Cover what lies from `first` to `last`."""
        self.between = first, last
        self.shown = True
        self.changed()

    def paint(self, painter: QPainter, to: ToPixels) -> None:
        left, right = (to.x(x) for x in self.between)
        painter.fillRect(QRectF(left, to.area.top(), right - left, to.area.height()), self.colour)


class Word(Mark):
    """A word to the right of a place."""

    def __init__(self, marks: Marks, z: float, text: str) -> None:
        self.at = (0.0, 0.0)
        self.text = text
        self.colour = QColor()
        self.font = QFont()
        super().__init__(marks, z)
        self.shown = False

    def show_at(self, x: float, y: float) -> None:
        """Stand at a place."""
        self.at = x, y
        self.shown = True
        self.changed()

    def paint(self, painter: QPainter, to: ToPixels) -> None:
        painter.setFont(self.font)
        painter.setPen(self.colour)
        x, y = to.x(self.at[0]), to.y(self.at[1])
        area = QRectF(x + 4, y - 50, 1000, 100)
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self.text)
