"""The landscape the optimizers walk: smooth, curved differently in every direction, with wind."""

from __future__ import annotations

import numpy as np

SIZE = 6
_RNG = np.random.default_rng(13)
_TURN = np.linalg.qr(_RNG.normal(size=(SIZE, SIZE)))[0]
HESSIAN = _TURN @ np.diag(np.geomspace(0.05, 5.0, SIZE)) @ _TURN.T
CENTRE = _RNG.normal(size=SIZE)
START = 3 * _RNG.normal(size=SIZE)


def slope(w: np.ndarray, step: int, wind: float) -> np.ndarray:
    """Return the gradient of ½wᵀAw + Σ ln cosh(w − c) at w, with the wind of a step."""
    blown = wind * np.cos(0.7 * step * np.arange(1, SIZE + 1))
    return (HESSIAN @ w + np.tanh(w - CENTRE) + blown).astype(w.dtype)
