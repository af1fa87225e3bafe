"""Small pictures of data sources, drawn from the examples they give by default."""

from __future__ import annotations

from functools import cache, lru_cache
from math import ceil

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen, QPolygonF

from nnsim.data.dataset import Dataset, Floats
from nnsim.data.source import CLASSICS, YOUR_FILES, Source, sources
from nnsim.ui.datapage.examples import Columns, as_images, colours, kind_of, scale_of, thinned
from nnsim.ui.look import icons
from nnsim.ui.look.theme import theme

_READ_FROM_FILES = (CLASSICS, YOUR_FILES)
_MOST_POINTS = 220
_EDGE = 1
"""Pixels (device-independent) around a picture that the line around it may reach into."""
_known: dict[str, Dataset] = {}


def remember(source: Source, dataset: Dataset) -> bool:
    """Keep the examples of a bundled table for its picture; return whether that is news.

    Reading those tables takes too long to be done for a picture alone.
    """
    key = source.key
    if source.group != CLASSICS or key in _known or source != type(source)():
        return False
    _known[key] = dataset
    return True


def paint_thumbnail(painter: QPainter, key: str, area: QRectF) -> None:
    """Draw the picture of the source `key`, as it is by default, into `area`, on a rounded ground."""
    ratio = painter.device().devicePixelRatio()
    known = _examples(key) is not None
    image = _rendered(key, known, area.width(), area.height(), ratio, theme().name)
    painter.drawImage(area.topLeft() - QPointF(_EDGE, _EDGE), image)


@lru_cache(maxsize=256)
def _rendered(key: str, known: bool, width: float, height: float, ratio: float, theme_name: str) -> QImage:
    """Return the picture of a source: hundreds of points, which a list that scrolls would draw in every frame."""
    across, down = (ceil((length + 2 * _EDGE) * ratio) for length in (width, height))
    image = QImage(across, down, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(ratio)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    paint_examples(painter, key, _examples(key), QRectF(_EDGE, _EDGE, width, height))
    painter.end()
    return image


def paint_examples(painter: QPainter, key: str, dataset: Dataset | None, area: QRectF) -> None:
    """Draw examples of the source `key` into `area`, on a rounded ground; None: only what kind of source it is."""
    look = theme()
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    ground = QPainterPath()
    ground.addRoundedRect(area, 6, 6)
    painter.fillPath(ground, look.colour("canvas"))
    inside = area.adjusted(5, 5, -5, -5)
    kind = kind_of(dataset) if dataset is not None else "other"
    if dataset is None or kind == "other":
        _paint_icon(painter, key, area)
    elif kind == "images":
        _paint_images(painter, dataset, inside)
    elif kind == "sequences":
        _paint_lines(painter, dataset, inside)
    else:
        _paint_points(painter, dataset, inside)
    painter.setPen(QPen(look.colour("line"), 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(ground)
    painter.restore()


def _examples(key: str) -> Dataset | None:
    source = sources[key]
    if source.group in _READ_FROM_FILES:
        return _known.get(key)
    return _generated(key)


@cache
def _generated(key: str) -> Dataset:
    return sources[key]().load()


def _paint_icon(painter: QPainter, key: str, area: QRectF) -> None:
    if sources[key].group != YOUR_FILES:
        _paint_table(painter, area)
        return
    mark = QRectF(0, 0, 20, 20)
    mark.moveCenter(area.center())
    icons.paint(painter, "open", mark, theme().muted)


def _placed(x: Floats, y: Floats, area: QRectF) -> Floats:
    """Return the points (n, 2) in `area`, y upwards."""
    lows, spans = zip(*((v.min(), max(float(np.ptp(v)), 1e-9)) for v in (x, y)), strict=True)
    across = area.left() + (x - lows[0]) / spans[0] * area.width()
    up = area.bottom() - (y - lows[1]) / spans[1] * area.height()
    return np.column_stack((across, up))


def _paint_points(painter: QPainter, dataset: Dataset, area: QRectF) -> None:
    columns = Columns(dataset)
    first, second = columns.telling()
    rows = thinned(np.arange(len(dataset)), _MOST_POINTS)
    x, y = (np.nan_to_num(columns.values(j)[rows]) for j in (first, second))
    targets = dataset.targets[rows]
    if dataset.task == "classes":
        look = colours()
        fills = [look.of_class(int(k)) for k in targets]
    else:
        rgba = scale_of(dataset.targets[:, 0]).rgba(targets[:, 0])
        fills = [QColor(*(int(c) for c in row)).name() for row in rgba]
    brushes = {fill: QColor(fill) for fill in set(fills)}
    size = 1.1 if len(x) > 20 else 3.0
    painter.setPen(Qt.PenStyle.NoPen)
    for (across, up), fill in zip(_placed(x, y, area), fills, strict=True):
        painter.setBrush(brushes[fill])
        painter.drawEllipse(QPointF(across, up), size, size)


def _paint_lines(painter: QPainter, dataset: Dataset, area: QRectF) -> None:
    example = dataset.values(0)
    steps = np.arange(len(example), dtype=np.float64)
    low, high = example.min(), example.max()
    for channel in range(min(example.shape[1], 3)):
        strip = np.clip((example[:, channel] - low) / max(high - low, 1e-9), 0, 1)
        at = _line(steps, strip, area)
        painter.setPen(QPen(QColor(theme().series[channel]), 1.4))
        painter.drawPolyline(QPolygonF([QPointF(a, b) for a, b in at]))


def _paint_table(painter: QPainter, area: QRectF) -> None:
    """Draw a table whose last column stands out."""
    look = theme()
    table = QRectF(0, 0, 24, 20)
    table.moveCenter(area.center())
    painter.setPen(Qt.PenStyle.NoPen)
    for row in range(4):
        for column in range(4):
            strength = 0.9 if row == 0 else 0.45
            colour = look.colour("accent" if column == 3 else "muted", strength)
            cell = QRectF(table.left() + column * 6.2, table.top() + row * 5.2, 5.2, 4.2)
            painter.fillRect(cell, colour)


def _line(steps: Floats, strip: Floats, area: QRectF) -> Floats:
    across = area.left() + steps / max(len(steps) - 1, 1) * area.width()
    return np.column_stack((across, area.bottom() - strip * area.height()))


def _paint_images(painter: QPainter, dataset: Dataset, area: QRectF) -> None:
    pictures = as_images(dataset, 4)
    half = area.width() / 2
    for i, pixels in enumerate(pictures):
        height, width = pixels.shape[:2]
        image = QImage(pixels.data, width, height, 3 * width, QImage.Format.Format_RGB888)
        cell = QRectF(area.left() + (i % 2) * half, area.top() + (i // 2) * half, half - 1, half - 1)
        painter.drawImage(cell, image)
