"""What the axes of a plot on paper span, and where their ticks stand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import log10

import numpy as np
from PySide6.QtCore import QRectF

from nnsim.figures.figure import Array, Axis, Bars, Image, Line, Plot, Points, Spans
from nnsim.figures.ticks import linear_ticks, log_ticks


@dataclass(frozen=True)
class Scale:
    """An axis on paper: what it spans (logarithms where it is logarithmic) and its ticks."""

    axis: Axis
    low: float
    high: float
    ticks: Sequence[tuple[float, str]]


def y_scale(plot: Plot) -> Scale:
    """Return the vertical axis."""
    bars = [m for m in plot.marks if isinstance(m, Bars)]
    if bars:
        n = len(bars[0].names)
        names = tuple((float(i), name) for i, name in enumerate(bars[0].names))
        return Scale(plot.y, -0.6, n - 0.4, names)
    return _scale(plot.y, _extent(plot, "y"), 6)


def _scale(axis: Axis, extent: tuple[float, float], most: int) -> Scale:
    low, high = axis.range or extent
    if axis.log:
        low, high = log10(low), log10(high)
    if axis.ticks is not None:
        return Scale(axis, low, high, axis.ticks)
    ticks = log_ticks(low, high, most) if axis.log else linear_ticks(low, high, most)
    return Scale(axis, low, high, ticks)


def x_scale(plot: Plot, frame: QRectF) -> Scale:
    """Return the horizontal axis, with as many ticks as `frame` has room for."""
    return _scale(plot.x, _extent(plot, "x"), max(2, int(frame.width() / 70)))


def in_proportion(frame: QRectF, wide: float, high: float) -> QRectF:
    """Return the largest part of `frame`, from its upper left, that is to its height as `wide` to `high`."""
    scale = min(frame.width() / wide, frame.height() / high)
    return QRectF(frame.left(), frame.top(), scale * wide, scale * high)


def _extent(plot: Plot, side: str) -> tuple[float, float]:
    """Return the range of the data along one side, with a margin along y."""
    axis = plot.x if side == "x" else plot.y
    values = [v for v in _values(plot, side) if v.size]
    numbers = np.concatenate(values) if values else np.zeros(0)
    numbers = numbers[np.isfinite(numbers) & ((numbers > 0) | (not axis.log))]
    if not numbers.size:
        return (1e-3, 1.0) if axis.log else (0.0, 1.0)
    low, high = float(numbers.min()), float(numbers.max())
    if axis.log:
        factor = max((high / low) ** 0.05, 1.2)
        return low / factor, high * factor
    if side == "x":
        return (low, high) if high > low else (low - 0.5, high + 0.5)
    span = high - low or abs(high) or 1.0
    return (0.0 if 0 <= low <= 0.6 * high else low - 0.06 * span), high + 0.06 * span


def _values(plot: Plot, side: str) -> Iterator[Array]:
    for mark in plot.marks:
        if isinstance(mark, Line | Points):
            yield np.asarray(getattr(mark, side), np.float64)
        elif isinstance(mark, Image):
            yield np.array(mark.extent[:2] if side == "x" else mark.extent[2:])
        elif isinstance(mark, Spans):
            half = mark.width / 2
            ends = (mark.x - half, mark.x + half) if side == "x" else (mark.low, mark.high)
            yield np.concatenate(ends).astype(np.float64)
        elif isinstance(mark, Bars) and side == "x":
            yield np.asarray(mark.values, np.float64)
