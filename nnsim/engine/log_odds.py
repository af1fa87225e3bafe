"""Shares of a softmax compared without rounding."""

from __future__ import annotations

import numpy as np


def log_odds(sums: np.ndarray) -> np.ndarray:
    """Return ln(pᵢ/(1 − pᵢ)) = zᵢ − ln Σ over the others of e^zⱼ for p = softmax(z), float64.

    It ranks as p does, also where p is so near to 0 or 1 that the numbers at hand are the same.

    Parameters
    ----------
    sums
        z, shape (n, units). Of a single unit z itself is given.
    """
    z = np.asarray(sums, np.float64)
    if z.shape[1] == 1:
        return z
    with np.errstate(all="ignore"):
        most, whole = _most_and_sum(z)
        powers = np.exp(z - most)
        odds = z - most - np.log(whole - powers)
        # Beside a class that outweighs them the others may be nothing; only without it are they seen.
        heavy = powers > whole / 2
        most, whole = _most_and_sum(np.where(heavy, -np.inf, z))
        np.copyto(odds, z - most - np.log(whole), where=heavy)
    return np.asarray(odds)


def _most_and_sum(z: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return m = max z and Σ e^(z − m) of each row, (n, 1); the same sum in whatever order the z are."""
    most = z.max(axis=1, keepdims=True)
    return most, np.sort(np.exp(z - most), axis=1).sum(axis=1, keepdims=True)
