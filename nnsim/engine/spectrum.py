"""Singular values, and how many of them matter."""

from __future__ import annotations

import numpy as np


def spectrum(matrices: np.ndarray) -> np.ndarray:
    """Return the singular values (…, min(m, n)), falling, of one or several matrices (…, m, n), in float64.

    NaN for all where a number is not finite.
    """
    exact = np.asarray(matrices, np.float64)
    if not np.isfinite(exact).all():
        return np.full((*exact.shape[:-2], min(exact.shape[-2:])), np.nan)
    return np.asarray(np.linalg.svd(exact, compute_uv=False))


def effective_rank(singular_values: np.ndarray) -> np.ndarray:
    """Return exp(H(p)) with p = s²/Σs², along the last axis: how many directions matter.

    Between 1 and the number of singular values; 0 for a matrix of zeros, NaN for NaN. Entropy of *squared* singular
    values; Roy & Vetterli (2007) take s itself.
    """
    values = np.asarray(singular_values, np.float64)
    greatest = values.max(axis=-1, keepdims=True)
    # Beside the greatest no square is beyond all bounds.
    square = np.divide(values, greatest, out=np.zeros_like(values), where=greatest > 0) ** 2
    share = square / np.maximum(square.sum(axis=-1, keepdims=True), 1.0)
    entropy = -(share * np.log(share, out=np.zeros_like(share), where=share > 0)).sum(axis=-1)
    known = np.where(greatest[..., 0] > 0, np.exp(entropy), 0.0)
    return np.asarray(np.where(np.isnan(greatest[..., 0]), np.nan, known))
