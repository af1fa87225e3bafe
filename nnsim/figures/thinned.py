"""A long curve made ready to be drawn again and again while it grows: only its end is worked out anew."""

from __future__ import annotations

import numpy as np

from nnsim.figures.curves import grouped, half_window, in_groups, moving_average
from nnsim.figures.figure import Array
from nnsim.training.series import Series

Thin = tuple[Array, Array, Array, Array]
"""x, mean, least and greatest value of every group."""


class Thinned:
    """Keeps what it made of a series of which nothing changes but the end."""

    def __init__(self) -> None:
        self._of: Series | None = None
        self._key: tuple[int, ...] = ()
        self._buckets = 0
        self._made: Thin = (np.zeros(0),) * 4

    def of(self, series: Series, column: int, window: int, most: int, here: slice | None = None) -> Thin:
        """Return a column averaged over `window` steps, in at most `most` groups; see `smooth`, `grouped`.

        `here` are the buckets to be shown (None, or a slice without ends: all); a part is made from scratch.
        """
        steps = series.steps
        half = half_window(steps, window)
        if here is not None and here != slice(None):
            mean = moving_average(series.mean(column), half)[here]
            return grouped(steps[here], mean, series.low(column)[here], series.high(column)[here], most)
        size = max(-(-len(steps) // max(most, 1)), 1)
        key = (column, series.stride, half, size)
        if series is not self._of or key != self._key or len(steps) < self._buckets:
            self._of, self._key, self._buckets = series, key, 0
        # The last bucket may have been filled further, and averages reach `half` buckets back from it.
        kept = max(self._buckets - 1 - half, 0) // size
        first = kept * size
        reach = max(first - half, 0)
        mean = moving_average(series.mean(column, reach), half)[first - reach :]
        end = _groups(steps[first:], mean, series.low(column)[first:], series.high(column)[first:], size)
        self._made = _joined(self._made, end, kept) if kept else end
        self._buckets = len(steps)
        return self._made


def _groups(x: Array, mean: Array, low: Array, high: Array, size: int) -> Thin:
    if size == 1:
        # Views of what goes on to change would change what is kept.
        return x.copy(), mean, low.copy(), high.copy()
    return in_groups(x, mean, low, high, size)


def _joined(one: Thin, other: Thin, kept: int) -> Thin:
    """Return the first `kept` groups of `one` and all of `other`."""
    x, mean, low, high = (np.concatenate([a[:kept], b]) for a, b in zip(one, other, strict=True))
    return x, mean, low, high
