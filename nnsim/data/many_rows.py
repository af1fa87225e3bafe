"""Sums over many rows a piece at a time: the same bits as at once, without all that stands between in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from nnsim.data.dataset import Floats

_PIECE = 1 << 17
"""Numbers of a piece: they stay in the cache."""


def pieces(rows: int, width: int) -> Iterator[slice]:
    """Yield which of so many `rows` of `width` numbers are worked on together, one piece after the other."""
    each = max(1, _PIECE // max(1, width))
    return (slice(start, min(start + each, rows)) for start in range(0, rows, each))


def mean_and_deviation(
    x: Floats, made: Callable[[Floats], Floats], axes: tuple[int, ...]
) -> tuple[Floats, Floats]:
    """Return mean and (population) standard deviation of ``made(x)`` along `axes`, of which the first is that of rows.

    `made` works number by number. Of rows that lie one behind the other, NumPy adds up one after the other.
    """
    if x.ndim != 2 or x.shape[1] < 2 or not x.flags.c_contiguous:
        at_once = made(x)
        return at_once.mean(axes), at_once.std(axes)
    mean = _sum(x, made) / len(x)

    def square(piece: Floats) -> Floats:
        apart = made(piece) - mean
        apart *= apart
        return apart

    return mean, np.sqrt(_sum(x, square) / len(x))


def _sum(x: Floats, made: Callable[[Floats], Floats]) -> Floats:
    total = np.zeros(x.shape[1])
    for rows in pieces(*x.shape):
        piece = made(x[rows])
        piece[0] += total
        total = piece.sum(0)
    return total
