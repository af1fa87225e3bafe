"""Curves made ready for a reader: smoothed, and grouped without losing a spike."""

from __future__ import annotations

import numpy as np

from nnsim.figures.figure import Array

MOST_VERTICES = 500
"""Points of a curve on paper; longer ones are drawn as means of groups, with the range shaded."""


def smooth(x: Array, y: Array, steps: float) -> Array:
    """Return the centred moving average of y(x) over `steps` units of x.

    At both ends the window holds what there is of it; NaN is left out of the average and stays
    NaN. `steps` up to one spacing returns `y` as it is.
    """
    return moving_average(y, half_window(x, steps))


def half_window(x: Array, steps: float) -> int:
    """Return how many places to each side of one lie within a window of `steps` units of x; 0: it alone."""
    n = len(x)
    if n < 3 or steps <= 0:
        return 0
    spacing = (float(x[-1]) - float(x[0])) / (n - 1)
    return int(steps / spacing) // 2 if spacing > 0 else 0


def moving_average(y: Array, half: int) -> Array:
    """Return the mean of every number and up to `half` neighbours on each side; see `smooth`."""
    if half < 1:
        return y
    n = len(y)
    known = np.isfinite(y)
    sums = np.concatenate([[0.0], np.cumsum(np.where(known, y, 0.0))])
    counts = np.concatenate([[0], np.cumsum(known)])
    at = np.arange(n)
    first, last = np.maximum(at - half, 0), np.minimum(at + half + 1, n)
    with np.errstate(invalid="ignore"):
        mean = (sums[last] - sums[first]) / (counts[last] - counts[first])
    return np.where(known, mean, np.nan)


def grouped(x: Array, mean: Array, low: Array, high: Array, most: int) -> tuple[Array, Array, Array, Array]:
    """Return at most `most` groups of a curve with a band: mean of the means, least low, greatest high."""
    return in_groups(x, mean, low, high, -(-len(x) // max(most, 1)))


def in_groups(x: Array, mean: Array, low: Array, high: Array, k: int) -> tuple[Array, Array, Array, Array]:
    """Return a curve with a band in groups of `k` points, the last of what is left; see `grouped`."""
    if k <= 1:
        return x, mean, low, high
    starts = np.arange(0, len(x), k)
    sizes = np.diff(np.append(starts, len(x)))
    ends = np.append(starts[1:], len(x)) - 1
    return (
        x[ends],
        np.add.reduceat(mean, starts) / sizes,
        np.minimum.reduceat(low, starts),
        np.maximum.reduceat(high, starts),
    )


def log10(values: Array) -> Array:
    """Return the decimal logarithm, NaN where there is none."""
    positive = np.asarray(values) > 0
    return np.log10(values, out=np.full(np.shape(values), np.nan), where=positive)


def nice_range(low: float, high: float, log: bool = False) -> tuple[float, float]:
    """Return a range that holds `low` to `high` with a margin; starts at 0 where that is near.

    With `log` both are logarithms, and the range spans at least one decade.
    """
    if not (np.isfinite(low) and np.isfinite(high)):
        return (-3.0, 0.0) if log else (0.0, 1.0)
    if log:
        middle, half = (low + high) / 2, max((high - low) / 2 * 1.06, 0.5)
        return middle - half, middle + half
    span = high - low or abs(high) or 1.0
    start = 0.0 if 0 <= low <= 0.6 * high else low - 0.06 * span
    return start, high + 0.06 * span
