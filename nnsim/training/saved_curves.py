"""Curves as a project file keeps them: as few bytes as they need, and no more than so many."""

from __future__ import annotations

import numpy as np

from nnsim.training.history import History

FEW_NUMBERS = 30_000
"""Numbers of a curve in a file that is to stay small: about 120 kB."""
MOST_NUMBERS = 5_000_000
"""Numbers of a curve in a file that keeps the whole history."""


def curves_of(history: History, numbers: int = MOST_NUMBERS) -> dict[str, np.ndarray]:
    """Return the arrays of `history`, in half the precision where no bit is lost by it.

    Parameters
    ----------
    numbers
        Where there are more of them, neighbouring steps are merged, as in every long run.
    """
    return {name: _narrow(array) for name, array in history.thinned(numbers).arrays().items()}


def _narrow(array: np.ndarray) -> np.ndarray:
    half = {"f8": np.float32, "i8": np.int32}.get(array.dtype.str[1:])
    if half is None:
        return array
    with np.errstate(over="ignore", invalid="ignore"):
        narrow = array.astype(half)
        same = np.array_equal(narrow.astype(array.dtype), array, equal_nan=array.dtype.kind == "f")
    return narrow if same else array
