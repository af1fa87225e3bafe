"""How many threads the matrix products use: one, since more slow small networks down badly.

Two are for large networks only, when asked for, and after a check that they gain: a shared machine may
have no second core to give. With two threads BLAS adds in another order, so the last bits differ.
"""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Sequence
from functools import partial

import numpy as np

from nnsim.engine.calls import Call

WORTH_A_CHECK = 100_000_000
"""Multiplications in a step below which two threads are never tried."""
GAIN = 1.2
"""How many times as fast two threads must be to be taken."""
ROUNDS = 3

_limits: list[object] = []


def use_blas_threads(count: int) -> None:
    """Let BLAS use `count` threads from now on, in the whole process."""
    from threadpoolctl import threadpool_limits

    # The object must live: when it goes, so does the limit.
    _limits[:] = [threadpool_limits(count, "blas")]


def use_one_blas_thread() -> None:
    """Let BLAS use one thread from now on, in the whole process."""
    use_blas_threads(1)


def faster_count(calls: Sequence[Call]) -> int:
    """Return 2 when the matrix products among `calls` gain by a second thread on this machine now, else 1.

    Runs the products, which only write into buffers that the next step writes anew; leaves BLAS with
    the count it returns.
    """
    products = [c for c in calls if isinstance(c, partial) and _multiplications(c)]
    gain = 1.0
    if (os.cpu_count() or 1) > 1 and sum(map(_multiplications, products)) >= WORTH_A_CHECK:
        with np.errstate(all="ignore"):
            gain = statistics.median(_seconds(products, 1) / _seconds(products, 2) for _ in range(ROUNDS))
    count = 2 if gain >= GAIN else 1
    use_blas_threads(count)
    return count


def _seconds(products: Sequence[Call], threads: int) -> float:
    use_blas_threads(threads)
    start = time.perf_counter()
    for product in products:
        product()
    return time.perf_counter() - start


def _multiplications(call: partial[object]) -> int:
    """Return how many multiplications a bound ``a.dot`` does, 0 for every other call."""
    matrix = getattr(call.func, "__self__", None)
    if getattr(call.func, "__name__", "") != "dot" or not isinstance(matrix, np.ndarray):
        return 0
    return matrix.size * call.args[0].shape[-1] if call.args[0].ndim == 2 else 0
