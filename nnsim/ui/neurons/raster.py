"""Thousands of weights as one picture.

QPainter takes about 0.2 ms for one wide, smoothed curve. Here all curves between two columns have
the same course in x, so at every column of pixels each is a short upright bar whose ends are
ramps; bars are summed as second differences and the picture follows from two running sums. The
cost depends on the pixels, hardly on the number of weights. It does not depend on the order of
the curves either: where many cross, the stronger sign wins.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtGui import QColor, QImage

from nnsim.ui.neurons.camera import Camera
from nnsim.ui.neurons.sheet import Lines, Sheet

DASH = (13.0, 4.0)
"""Length of a dash of a negative weight and of the gap after it, in units of the canvas."""
_FINE = np.linspace(0.0, 1.0, 129)


@dataclass(frozen=True)
class Place:
    """Where the sheet lies on a picture: pixel = sheet · zoom + (x, y).

    `step` is how many columns of pixels are drawn alike: 1 is fine, 3 takes a third of the time.
    """

    zoom: float
    x: float
    y: float
    width: int
    height: int
    step: int = 1

    @classmethod
    def of(cls, camera: Camera, step: int = 1) -> Place:
        """Return where the sheet lies in the window of a camera."""
        shift, size = camera.shift, camera.size.toSize()
        return cls(camera.zoom, shift.x(), shift.y(), size.width(), size.height(), step)


def width_of(shares: np.ndarray) -> np.ndarray:
    """Return how wide weights of these relative sizes are drawn, in units of the canvas."""
    return np.asarray(0.8 + 3.4 * shares)


def opacity_of(shares: np.ndarray) -> np.ndarray:
    """Return how opaque weights of these relative sizes are drawn."""
    return np.asarray(0.2 + 0.72 * shares)


def weights_image(sheet: Sheet, place: Place, positive: QColor, negative: QColor) -> QImage:
    """Return the curves of all weights of `sheet`, transparent elsewhere."""
    sums = np.zeros((2, place.height, place.width), np.float32)
    for lines in sheet.lines:
        if lines.learned and len(lines.pairs):
            _add(sums, lines, place)
    return _composed(sums, positive, negative)


def _add(sums: np.ndarray, lines: Lines, place: Place) -> None:
    """Add the bars of all curves between two columns."""
    left = lines.starts[0, 0] * place.zoom + place.x
    right = lines.ends[0, 0] * place.zoom + place.x
    first, last = max(int(np.ceil(left)), 0), min(int(np.floor(right)) + 1, place.width)
    x = np.arange(first, last, place.step) + (place.step - 1) / 2
    tops = np.minimum(lines.starts[:, 1], lines.ends[:, 1]) * place.zoom + place.y
    bottoms = np.maximum(lines.starts[:, 1], lines.ends[:, 1]) * place.zoom + place.y
    seen = np.flatnonzero((bottoms > -8) & (tops < place.height + 8))
    if not len(x) or not len(seen):
        return
    t = np.interp((x - left) / (right - left), 1.5 * _FINE - 1.5 * _FINE**2 + _FINE**3, _FINE)
    rise = 3 * t**2 - 2 * t**3
    steep = (6 * t - 6 * t**2) / (1.5 - 3 * t + 3 * t**2) / (right - left)
    y0 = lines.starts[seen, 1, None] * place.zoom + place.y
    dy = (lines.ends[seen, 1, None] - lines.starts[seen, 1, None]) * place.zoom
    y, slope = y0 + dy * rise, dy * steep
    shares = lines.shares[seen, None]
    half = width_of(shares) * place.zoom / 2 * np.sqrt(1 + slope**2)
    ramp = np.maximum(1.0, np.abs(slope) * place.step)
    dense = -np.log1p(-opacity_of(shares)) / ramp
    is_negative = lines.values[seen] < 0
    for sign, chosen in enumerate((~is_negative, is_negative)):
        if chosen.any():
            strength = np.broadcast_to(dense, y.shape)[chosen]
            if sign:
                strength = strength * _dashes(slope[chosen], place.zoom / place.step)
            bars = _bars(place.height, y[chosen], half[chosen], ramp[chosen], strength)
            sums[sign, :, first:last] += bars.repeat(place.step, axis=1)[:, : last - first]


def _dashes(slope: np.ndarray, zoom: float) -> np.ndarray:
    """Return 1 on the dashes of curves and 0 between, by their lengths so far."""
    along = np.cumsum(np.sqrt(1 + slope**2), axis=1) / zoom
    return np.asarray((along % sum(DASH)) < DASH[0], np.float64)


def _bars(height: int, y: np.ndarray, half: np.ndarray, ramp: np.ndarray, strength: np.ndarray) -> np.ndarray:
    """Return the sum of bars about `y` (curves, columns), shape (height, columns)."""
    width = y.shape[1]
    columns = np.arange(width)
    places, amounts = [], []
    for sign, kink in (
        (1, y - half - ramp / 2),
        (-1, y - half + ramp / 2),
        (-1, y + half - ramp / 2),
        (1, y + half + ramp / 2),
    ):
        row = np.clip(np.ceil(kink), 0, height)
        first = sign * strength * (row - kink)
        at = row.astype(np.intp) * width + columns
        places += [at.ravel(), (at + width).ravel()]
        amounts += [first.ravel(), (sign * strength - first).ravel()]
    flat = np.bincount(np.concatenate(places), np.concatenate(amounts), (height + 2) * width)
    bars = flat.reshape(height + 2, width)
    return np.asarray(bars.cumsum(axis=0).cumsum(axis=0)[:height])


def _composed(sums: np.ndarray, positive: QColor, negative: QColor) -> QImage:
    """Return the picture of the sums of both signs."""
    _, height, width = sums.shape
    pixels = np.zeros((height, width), np.uint32)
    at = np.flatnonzero((sums[0] + sums[1]).ravel() > 2e-3)
    if len(at):
        blue, orange = (sums[i].ravel()[at].astype(np.float32) for i in (0, 1))
        alpha = 1 - np.exp(-(blue + orange))
        # Squares: the stronger sign keeps its colour where many curves cross, instead of grey.
        part = blue**2 / (blue**2 + orange**2)
        found = (alpha * 255 + 0.5).astype(np.uint32) << 24
        for shift, channel in ((16, QColor.red), (8, QColor.green), (0, QColor.blue)):
            a, b = channel(positive), channel(negative)
            found |= (alpha * (b + part * (a - b)) + 0.5).astype(np.uint32) << shift
        pixels.ravel()[at] = found
    image = QImage(pixels.data, width, height, width * 4, QImage.Format.Format_ARGB32_Premultiplied)
    return image.copy()
