"""Telling pixels from other whole numbers, so that only pixels are divided by 255."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

WHITE = 255
"""The brightest pixel of a byte."""

_BRIGHT = 128
"""Pixels that reach at least half of white are of unit size once they are divided by it."""
_MOST_COLOURS = 4
_OFTEN = 0.05


def are_pixels(x: NDArray[Any]) -> bool:
    """Return whether `x`, of shape (n, *shape of one example), looks like pixels from 0 to 255.

    Bytes of pictures do unless they are 0 and 1 only, and so do other whole numbers of pictures with up
    to four channels that are bright enough. Bytes without a second axis must be bright, too, and
    no column of them a flag that is often 1: a table of ages and flags is none of pixels.
    """
    if x.dtype.kind not in "iuf" or x.size == 0:
        return False
    least, greatest = x.min(), x.max()
    if not (least >= 0 and 1 < greatest <= WHITE):
        return False
    if x.dtype != np.uint8:
        coloured = x.ndim == 4 and x.shape[1] <= _MOST_COLOURS
        return coloured and greatest >= _BRIGHT and bool((x == np.floor(x)).all())
    return x.ndim > 2 or (greatest >= _BRIGHT and not _has_flags(x))


def are_bright(x: NDArray[Any]) -> bool:
    """Return whether pixels from 0 to 255 are of about unit size once they are divided by 255."""
    return bool(x.max() >= _BRIGHT)


def _has_flags(x: NDArray[Any]) -> bool:
    """Return whether a column of the table `x` is 0 and 1 only, and often 1."""
    flags = x.max(0) == 1
    return bool((x[:, flags].mean(0) >= _OFTEN).any()) if flags.any() else False
