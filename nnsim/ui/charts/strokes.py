"""Lines drawn cheaply.

Qt's smooth lines cost ten to thirty times as much when they are wider than one pixel of the device (600 points
as one line: 5.1 ms at 1.6 pixels, 0.11 at one). So a line up to two pixels wide is drawn twice, one pixel wide, a
fraction of a pixel apart; a wider one piece by piece.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyqtgraph as pg
from pyqtgraph.Qt.internals import PrimitiveArray
from PySide6.QtCore import QLineF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from nnsim.figures.figure import Array

_TWICE, _WIDE = 1.25, 2.1
"""Pixels from which a line is drawn twice, and beyond which it is drawn piece by piece."""


class Points:
    """A polygon of Qt that is kept and filled through its NumPy view."""

    def __init__(self) -> None:
        self._polygon = QPolygonF()
        self._numbers: Array = np.zeros((0, 2))

    def of(self, points: Array) -> QPolygonF:
        """Return the polygon of `points`, shape (n, 2), n > 0."""
        if len(points) != len(self._numbers):
            self._polygon = pg.functions.create_qpolygonf(len(points))
            self._numbers = pg.functions.ndarray_from_qpolygonf(self._polygon)
        self._numbers[:] = points
        return self._polygon


class Stroke:
    """Draws lines with a pen, whose width is in pixels of the device."""

    def __init__(self) -> None:
        self._points = Points()
        self._pieces = PrimitiveArray(QLineF, 4)

    def draw_curve(self, painter: QPainter, points: Array, pen: QPen) -> None:
        """Draw a line through `points`, shape (n, 2); NaN leaves a gap, a point alone is not seen."""
        if pen.style() == Qt.PenStyle.NoPen:
            return
        dashes = np.array(pen.dashPattern()) * pen.widthF() / ratio_of(painter)
        if len(dashes):
            pieces = [dashed(run, dashes) for run in runs(points)]
            if pieces:
                self.draw_pieces(painter, np.concatenate(pieces), pen)
        elif pen.widthF() > _WIDE:
            ends = np.concatenate([points[:-1], points[1:]], axis=1)
            self.draw_pieces(painter, ends[np.isfinite(ends).all(1)], pen)
        else:
            for run in runs(points):
                polygon = self._points.of(run)
                for _ in _passes(painter, pen):
                    painter.drawPolyline(polygon)

    def draw_columns(self, painter: QPainter, ends: Array, colour: QColor) -> None:
        """Draw upright lines one pixel of the device wide, from, to: (n, 4), without smooth edges."""
        if not len(ends):
            return
        self._pieces.resize(len(ends))
        self._pieces.ndarray()[:] = ends
        pen = QPen(colour, 1)
        pen.setCosmetic(True)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(pen)
        painter.drawLines(*self._pieces.drawargs())

    def draw_pieces(self, painter: QPainter, ends: Array, pen: QPen) -> None:
        """Draw separate straight lines: x, y of both ends of each, shape (n, 4)."""
        if not len(ends):
            return
        self._pieces.resize(len(ends))
        self._pieces.ndarray()[:] = ends
        for _ in _passes(painter, pen):
            painter.drawLines(*self._pieces.drawargs())


def runs(points: Array) -> list[Array]:
    """Return the parts of `points` (n, 2) between gaps, those of one point left out."""
    known = np.isfinite(points).all(axis=1)
    if known.all():
        return [points] if len(points) > 1 else []
    edges = np.flatnonzero(np.diff(np.concatenate([[False], known, [False]]).astype(np.int8)))
    return [points[a:b] for a, b in zip(edges[::2], edges[1::2], strict=True) if b - a > 1]


def dashed(points: Array, pattern: Array) -> Array:
    """Cut a line through `points` (n, 2) along its length into dashes; return their pieces, (m, 4).

    `pattern` are lengths of dash, gap, dash, gap, …
    """
    x, y = points[:, 0], points[:, 1]
    along = np.zeros(len(points))
    np.cumsum(np.hypot(np.diff(x), np.diff(y)), out=along[1:])
    begins = np.concatenate([[0.0], np.cumsum(pattern)])
    times = np.arange(int(along[-1] / begins[-1]) + 1)
    cuts = (begins[-1] * times[:, None] + begins[:-1]).reshape(-1)
    at = np.concatenate([along, cuts[: np.searchsorted(cuts, along[-1])]])
    at.sort()
    # Dashes and gaps by turns: what lies behind an even cut is a dash.
    drawn = (np.searchsorted(cuts, at[:-1], "right") % 2 == 1) & (at[1:] > at[:-1])
    ends = np.empty((len(at) - 1, 4))
    for k, numbers in enumerate((x, y)):
        found = np.interp(at, along, numbers)
        ends[:, k], ends[:, k + 2] = found[:-1], found[1:]
    cut: Array = ends[drawn]
    return cut


def columns_between(x: Array, top: Array, bottom: Array, left: float, right: float, ratio: float) -> Array:
    """Return an area as upright lines, one for each column of pixels: x, y of both ends, (n, 4).

    Qt fills a jagged area ten times more slowly.

    Parameters
    ----------
    x, top, bottom
        Its edges, shape (n,) each, `x` ascending.
    left, right
        Beyond these it is not seen.
    ratio
        Columns for a unit of `x`.
    """
    first, last = max(float(x[0]), left), min(float(x[-1]), right)
    columns = np.arange(np.floor(first * ratio), np.floor(last * ratio) + 1)
    at = (columns + 0.5) / ratio
    ends = np.empty((len(at), 4))
    ends[:, 0] = ends[:, 2] = at
    ends[:, 1], ends[:, 3] = np.interp(at, x, top), np.interp(at, x, bottom)
    # Where several points share a column it reaches as far as any of them.
    places = np.floor(x * ratio).astype(np.int64) - int(columns[0] if len(columns) else 0)
    here = slice(*np.searchsorted(places, [0, len(columns)]))
    if len(places[here]):
        begins = np.flatnonzero(np.diff(places[here], prepend=-1))
        shared = places[here][begins]
        ends[shared, 1] = np.minimum(ends[shared, 1], np.minimum.reduceat(top[here], begins))
        ends[shared, 3] = np.maximum(ends[shared, 3], np.maximum.reduceat(bottom[here], begins))
    seen: Array = ends[ends[:, 3] - ends[:, 1] >= 0.5 / ratio]
    return seen


def _passes(painter: QPainter, pen: QPen) -> Iterator[None]:
    """Prepare `painter` for each time the same line is to be drawn."""
    width = pen.widthF()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    thin = QPen(pen.color(), 1.0 if width <= _WIDE else width)
    thin.setCosmetic(True)
    painter.setPen(thin)
    if width <= _TWICE or width > _WIDE or painter.opacity() < 1:
        yield
        return
    apart = (width - 1) / 2.5 / ratio_of(painter)
    painter.translate(-apart, -apart)
    yield
    painter.translate(2 * apart, 2 * apart)
    yield
    painter.translate(-apart, -apart)


def ratio_of(painter: QPainter) -> float:
    """Return the pixels of the device for one of what is drawn."""
    return painter.device().devicePixelRatio()
