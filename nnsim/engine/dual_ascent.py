"""The dual of a support vector machine, climbed one coordinate at a time.

Primal: ½‖f‖² + C·Σ max(0, 1 − yᵢ·f(xᵢ)) with f = Σ αᵢ·yᵢ·K(xᵢ, ·); dual: Σ αᵢ − ½‖f‖² with 0 ≤ αᵢ ≤ C. Where K is
the kernel and 1, f has a constant that is penalised like the rest; there is then no sum to be kept, and one αᵢ can be
moved alone. Source: Hsieh, Chang, Lin, Keerthi & Sundararajan 2008; Shalev-Shwartz & Zhang 2013.
"""

from __future__ import annotations

import numpy as np


def climb(
    kernel: np.ndarray, labels: np.ndarray, alpha: np.ndarray, cost: float, sweeps: int = 1
) -> np.ndarray:
    """Move every αᵢ in turn to where the dual is greatest in it, `sweeps` times over; return yᵢ·f(xᵢ) after that.

    Parameters
    ----------
    kernel
        (n, n), float64, symmetric.
    labels
        (n,) of −1 and 1.
    alpha
        (n,) float64, 0 ≤ α ≤ C; changed in place.
    cost
        C.
    """
    signed = kernel * labels[:, None] * labels
    margins: np.ndarray = signed @ alpha
    own = np.maximum(np.diagonal(signed), 1e-12).tolist()
    for _ in range(sweeps):
        for i, diagonal in enumerate(own):
            before = alpha[i]
            after = min(max(before + (1.0 - margins[i]) / diagonal, 0.0), cost)
            if after != before:
                margins += signed[i] * (after - before)
                alpha[i] = after
    return margins


def objectives(margins: np.ndarray, alpha: np.ndarray, cost: float) -> tuple[float, float]:
    """Return primal and dual objective for yᵢ·f(xᵢ) and α, (n,) each: the one is never below the other."""
    half = 0.5 * float(alpha @ margins)
    primal = half + cost * float(np.maximum(0.0, 1.0 - margins).sum())
    return primal, float(alpha.sum()) - half


def relative_gap(margins: np.ndarray, alpha: np.ndarray, cost: float) -> float:
    """Return (primal − dual)/primal: 1 at α = 0, and 0 at the solution only."""
    primal, dual = objectives(margins, alpha, cost)
    return (primal - dual) / primal if primal > 0 else 0.0
