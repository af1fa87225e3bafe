"""All states of a few binary units, for sums that nothing has to estimate."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from nnsim.engine.memory import zeros

MOST_SUMMED = 10
"""Units over whose states a step may sum: 1,024 of them."""


@lru_cache(maxsize=16)
def binary_states(units: int) -> np.ndarray:
    """Return all states of so many units, (units, 2^units) float64 of 0 and 1, counted in binary, the first highest.

    It is the same read-only array every time.
    """
    codes = np.arange(2**units)
    found = zeros((units, len(codes)), np.float64)
    for row in range(units):
        found[row] = codes >> (units - 1 - row) & 1
    found.flags.writeable = False
    return found


def state_numbers(states: np.ndarray) -> np.ndarray:
    """Return which column of `binary_states` each column of `states` (units, n) of 0 and 1 is, (n,)."""
    units = len(states)
    return np.asarray((2 ** np.arange(units - 1, -1, -1)) @ states.astype(np.int64))


def log_sum_exp(x: np.ndarray) -> float:
    """Return ln Σ eˣ, without leaving the numbers there are."""
    top = float(x.max())
    return top + float(np.log(np.exp(x - top).sum())) if np.isfinite(top) else top
