"""Memory that steps write to, a little at a time and millions of times a second."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

LINE = 128
"""Bytes that cores take from each other as a whole: a line of the cache has 64, and they are fetched in pairs."""


def zeros(shape: Sequence[int], dtype: np.dtype[Any] | type) -> np.ndarray:
    """Return zeros of `shape` that share no line of the cache with any other array.

    Runs in several threads would otherwise wait for each other's lines ("false sharing"): NumPy puts small arrays
    wherever there is room, those of one run among those of another. Measured: twins on two cores were 1.4 times as
    fast as on one, and are 1.9 times with it.
    """
    dtype = np.dtype(dtype)
    size = math.prod(shape) * dtype.itemsize
    memory = np.zeros(-(-size // LINE) * LINE + LINE - 1, np.uint8)
    start = -memory.__array_interface__["data"][0] % LINE
    return memory[start : start + size].view(dtype).reshape(tuple(shape))
