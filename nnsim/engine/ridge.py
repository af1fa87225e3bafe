"""Ridge regression in closed form, with a constant that is not penalised."""

from __future__ import annotations

import numpy as np

_SURE = 1e-13
"""A matrix whose least eigenvalue is below this share of its greatest is solved by its eigenvectors."""


def ridge(features: np.ndarray, targets: np.ndarray, penalty: float, constant: bool) -> np.ndarray:
    """Return W that minimises Σ ‖t − Wᵀx − b‖² + penalty·‖W‖², over b as well where there is a constant.

    Parameters
    ----------
    features, targets
        (numbers, examples) and (examples, outputs), of any float type; everything is worked out in float64.
    penalty
        At least 0. At 0, or where rounding leaves nothing to divide by, the shortest W of the best ones is taken.

    Returns
    -------
    array (numbers, outputs) float64, with a last row b more where there is a constant; NaN where an input is none

    Hoerl & Kennard 1970. Where there are fewer examples than numbers the system of the examples is solved,
    W = X·(XᵀX + penalty·I)⁻¹·T, which is the same W.
    """
    x, t = features.astype(np.float64), targets.astype(np.float64)
    if not (np.isfinite(x).all() and np.isfinite(t).all()):
        return np.full((len(x) + constant, t.shape[1]), np.nan)
    middle, mean = x.mean(1, keepdims=True), t.mean(0)
    if constant:
        x, t = x - middle, t - mean
    dual = x.shape[1] < len(x)
    gram, right = (x.T @ x, t) if dual else (x @ x.T, x @ t)
    solved = _solved(gram, right, penalty)
    weights = x @ solved if dual else solved
    if not constant:
        return weights
    return np.vstack([weights, mean - middle[:, 0] @ weights])


def _solved(gram: np.ndarray, right: np.ndarray, penalty: float) -> np.ndarray:
    """Return (gram + penalty·I)⁺·right for a symmetric matrix without negative eigenvalues."""
    size, scale = len(gram), float(np.abs(np.diagonal(gram)).max(initial=0.0))
    if penalty > _SURE * size * scale:
        return np.linalg.solve(gram + penalty * np.eye(size), right)
    values, vectors = np.linalg.eigh(gram)
    values = values + penalty
    kept = values > max(
        size * np.finfo(np.float64).eps * float(values.max(initial=0.0)), np.finfo(float).tiny
    )
    inverse = np.divide(1.0, values, out=np.zeros_like(values), where=kept)
    found: np.ndarray = vectors @ (inverse[:, np.newaxis] * (vectors.T @ right))
    return found
