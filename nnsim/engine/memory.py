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
    wherever there is room, those of one run among those of another. `docs/performance.md` says what that cost.
    """
    size = math.prod(shape) * np.dtype(dtype).itemsize
    memory = np.zeros(-(-size // LINE) * LINE + LINE - 1, np.uint8)
    start = -memory.__array_interface__["data"][0] % LINE
    # Through a memoryview, so that whoever looks for the end of the memory finds that of these numbers.
    return np.frombuffer(memory.data[start : start + size], dtype).reshape(tuple(shape))


def ones(shape: Sequence[int], dtype: np.dtype[Any] | type) -> np.ndarray:
    """Return ones, as `zeros` does zeros."""
    made = zeros(shape, dtype)
    made[...] = 1
    return made


def copy_of(array: np.ndarray, dtype: np.dtype[Any] | type) -> np.ndarray:
    """Return a copy of `array` in numbers of `dtype`, as `zeros` does zeros."""
    made = zeros(array.shape, dtype)
    made[...] = array
    return made
