"""Thousands of weights as one picture.

QPainter takes about 0.2 ms for one wide, smoothed curve. Here all curves between two columns have
the same course in x, so at every column of pixels each is a short upright bar whose ends are
ramps; bars are summed as second differences and the picture follows from two running sums. The
cost depends on the pixels, hardly on the number of weights. It does not depend on the order of
the curves either: where many cross, the stronger sign wins.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from nnsim.ui.neurons.camera import Camera
from nnsim.ui.neurons.sheet import Lines, Sheet

DASH = (13.0, 4.0)
"""Length of a dash of a negative weight and of the gap after it, in units of the canvas."""
_FINE = np.linspace(0.0, 1.0, 129)
_BAND = 16
"""Rows of pixels worked out at once: what they need stays in the processor's cache."""
_SHADES = 32
"""Colours from that of one sign to that of the other."""


@dataclass(frozen=True)
class Place:
    """Where the sheet lies on a picture: pixel = sheet · zoom + (x, y)."""

    zoom: float
    x: float
    y: float
    width: int
    height: int

    @classmethod
    def of(cls, camera: Camera, step: int = 1) -> Place:
        """Return where the sheet lies in the window of a camera, `step` of whose pixels are one of the picture.

        A draft (`step` 2) takes less than half the time.
        """
        shift, size = camera.shift / step, camera.size.toSize()
        width, height = -(-size.width() // step), -(-size.height() // step)
        return cls(camera.zoom / step, shift.x(), shift.y(), width, height)


def width_of(shares: np.ndarray) -> np.ndarray:
    """Return how wide weights of these relative sizes are drawn, in units of the canvas."""
    return np.asarray(0.8 + 3.4 * shares)


def opacity_of(shares: np.ndarray) -> np.ndarray:
    """Return how opaque weights of these relative sizes are drawn."""
    return np.asarray(0.2 + 0.72 * shares)


def paint_weights(
    painter: QPainter, sheet: Sheet, camera: Camera, step: int, positive: QColor, negative: QColor
) -> None:
    """Draw the curves of all weights that a camera sees, by a picture with one pixel for `step`."""
    place = Place.of(camera, step)
    pixels = weights_pixels(sheet, place, positive, negative)
    # The image looks into the array, and both are gone when it is drawn.
    kind = QImage.Format.Format_ARGB32_Premultiplied
    image = QImage(pixels.data, place.width, place.height, place.width * 4, kind)
    painter.drawImage(QRectF(0, 0, place.width * step, place.height * step), image)


def weights_pixels(sheet: Sheet, place: Place, positive: QColor, negative: QColor) -> np.ndarray:
    """Return the curves of all weights of `sheet`, transparent elsewhere: (height, width), premultiplied ARGB."""
    # Rows of both signs side by side, so that one addition moves both sums on.
    sums = np.zeros((place.height + 2, 2, place.width))
    for lines in sheet.lines:
        if lines.learned and len(lines.pairs):
            _add(sums, lines, place)
    for _ in range(2):
        # Row by row: numpy's cumsum down the columns takes ten times as long.
        for i in range(1, len(sums)):
            np.add(sums[i], sums[i - 1], out=sums[i])
    return _composed(sums[: place.height, 0], sums[: place.height, 1], positive, negative)


def _add(sums: np.ndarray, lines: Lines, place: Place) -> None:
    """Add the second differences of the bars of all curves between two columns."""
    left = lines.starts[0, 0] * place.zoom + place.x
    right = lines.ends[0, 0] * place.zoom + place.x
    first, last = max(int(np.ceil(left)), 0), min(int(np.floor(right)) + 1, place.width)
    tops = np.minimum(lines.starts[:, 1], lines.ends[:, 1]) * place.zoom + place.y
    bottoms = np.maximum(lines.starts[:, 1], lines.ends[:, 1]) * place.zoom + place.y
    seen = np.flatnonzero((bottoms > -8) & (tops < place.height + 8))
    if first >= last or not len(seen):
        return
    x = np.arange(first, last)
    t = np.interp((x - left) / (right - left), 1.5 * _FINE - 1.5 * _FINE**2 + _FINE**3, _FINE)
    rise = 3 * t**2 - 2 * t**3
    steep = (6 * t - 6 * t**2) / (1.5 - 3 * t + 3 * t**2) / (right - left)
    y0 = lines.starts[seen, 1, None] * place.zoom + place.y
    dy = (lines.ends[seen, 1, None] - lines.starts[seen, 1, None]) * place.zoom
    y, slope = y0 + dy * rise, dy * steep
    shares = lines.shares[seen, None]
    length = np.sqrt(1 + slope**2)
    half = width_of(shares) * place.zoom / 2 * length
    ramp = np.maximum(1.0, np.abs(slope))
    strength = -np.log1p(-opacity_of(shares)) / ramp
    is_negative = lines.values[seen] < 0
    strength[is_negative] *= _dashes(length[is_negative], place.zoom)
    for sign, chosen in enumerate((~is_negative, is_negative)):
        if chosen.any():
            kinks = _kinks(place.height, y[chosen], half[chosen], ramp[chosen] / 2, strength[chosen])
            sums[:, sign, first:last] += kinks


def _dashes(length: np.ndarray, zoom: float) -> np.ndarray:
    """Return 1 on the dashes of curves and 0 between, by the lengths of their pieces, in pixels."""
    along = np.cumsum(length, axis=1) / zoom
    return np.asarray((along % sum(DASH)) < DASH[0], np.float64)


def _kinks(
    height: int, y: np.ndarray, half: np.ndarray, soft: np.ndarray, strength: np.ndarray
) -> np.ndarray:
    """Return the second differences of the sum of bars about `y` (curves, columns), shape (height + 2, columns).

    The ends of a bar, `half` away, are ramps that begin and end `soft` before and after them.
    """
    width = y.shape[1]
    kinks = np.stack([y - half - soft, y - half + soft, y + half - soft, y + half + soft])
    rows = np.clip(np.ceil(kinks), 0, height)
    # A kink between two rows is shared out to both; arrays are filled in place, which takes half the time.
    places = np.empty((2, *kinks.shape), np.intp)
    amounts = np.empty((2, *kinks.shape))
    places[0] = rows
    places[0] *= width
    places[0] += np.arange(width)
    np.add(places[0], width, out=places[1])
    np.subtract(rows, kinks, out=amounts[0])
    amounts[0] *= strength
    np.subtract(strength, amounts[0], out=amounts[1])
    amounts[:, 1:3] *= -1
    flat = np.bincount(places.ravel(), amounts.ravel(), (height + 2) * width)
    return flat.reshape(height + 2, width)


def _composed(blue: np.ndarray, orange: np.ndarray, positive: QColor, negative: QColor) -> np.ndarray:
    """Return the pixels of the sums of both signs."""
    pixels = np.zeros(blue.shape, np.uint32)
    colours = _colours(positive.rgb(), negative.rgb())
    for top in range(0, len(pixels), _BAND):
        rows = slice(top, top + _BAND)
        a, b = blue[rows].astype(np.float32), orange[rows].astype(np.float32)
        opacity = 255.5 - 255 * np.exp(-(a + b))
        # Squares: the stronger sign keeps its colour where many curves cross, instead of grey.
        a *= a
        b *= b
        shade = a / (a + b + np.float32(1e-12)) * (_SHADES - 1) + np.float32(0.5)
        index = opacity.astype(np.int32) * _SHADES + shade.astype(np.int32)
        colours.take(index, out=pixels[rows], mode="clip")
    return pixels


@lru_cache(maxsize=4)
def _colours(positive: int, negative: int) -> np.ndarray:
    """Return premultiplied ARGB of 256 opacities and, for each, of `_SHADES` from the negative to the positive."""
    alpha = np.arange(256)[:, None]
    part = np.linspace(0, 1, _SHADES)
    found = np.repeat(alpha << 24, _SHADES, axis=1)
    for shift in (16, 8, 0):
        a, b = positive >> shift & 255, negative >> shift & 255
        found |= (alpha / 255 * (b + part * (a - b)) + 0.5).astype(np.int64) << shift
    return found.astype(np.uint32).ravel()
