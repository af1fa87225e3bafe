"""Walks of a Markov chain."""

from __future__ import annotations

from bisect import bisect_right

import numpy as np
from numpy.typing import NDArray

from nnsim.data.dataset import Floats


def walk(shares: Floats, steps: int, rng: np.random.Generator, first: int = 0) -> NDArray[np.int64]:
    """Return a walk (steps,) over states 0 … m − 1, each drawn from the k states before it.

    Parameters
    ----------
    shares
        (mᵏ, m): P(next | the k states before), of which the rows are numbered like digits in base m, the nearest last.
    first
        The row from which the first state is drawn.
    """
    contexts, states = shares.shape
    bounds = shares.cumsum(1).tolist()
    walked = []
    for drawn in rng.random(steps).tolist():
        # Rounding may leave the last bound a little below 1.
        state = min(bisect_right(bounds[first], drawn), states - 1)
        walked.append(state)
        first = (first * states + state) % contexts
    return np.array(walked, np.int64)
