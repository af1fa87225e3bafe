"""Free energies and likelihoods of a restricted Boltzmann machine: E(v, h) = −a·v − b·h − vᵀ·W·h.

Arrays are feature-major: v (n, batch), W (n, units), a (n,), b (units,). All is worked out in float64.
"""

from __future__ import annotations

import numpy as np

from nnsim.engine.binary_states import MOST_SUMMED, binary_states, log_sum_exp


def free_energies(v: np.ndarray, weights: np.ndarray, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Return F(v) = −a·v − Σⱼ ln(1 + e^(bⱼ + v·wⱼ)) = −ln Σₕ e^−E(v, h), (batch,)."""
    wide = v.astype(np.float64)
    hidden = weights.astype(np.float64).T @ wide + b.astype(np.float64)[:, np.newaxis]
    return np.asarray(-(a.astype(np.float64) @ wide) - np.logaddexp(0, hidden).sum(0))


def can_be_summed(inputs: int, units: int) -> bool:
    """Return whether ln Z can be worked out at every step: one of the two layers is small."""
    return min(inputs, units) <= MOST_SUMMED


def states_to_sum(inputs: int, units: int) -> np.ndarray:
    """Return all states of the smaller of the two layers, for `log_partition`."""
    return binary_states(min(inputs, units))


def log_partition(weights: np.ndarray, a: np.ndarray, b: np.ndarray, states: np.ndarray) -> float:
    """Return ln Z = ln Σᵥₕ e^−E(v, h), exactly; `states` are those of `states_to_sum`."""
    inputs, units = weights.shape
    if inputs <= units:
        return log_sum_exp(-free_energies(states, weights, a, b))
    return log_sum_exp(-free_energies(states, weights.T, b, a))


def mean_log_likelihood(
    v: np.ndarray, weights: np.ndarray, a: np.ndarray, b: np.ndarray, states: np.ndarray
) -> float:
    """Return the mean of ln p(v) = −F(v) − ln Z, in nats an example."""
    return float(-free_energies(v, weights, a, b).mean() - log_partition(weights, a, b, states))


def mean_pseudo_log_likelihood(
    v: np.ndarray, weights: np.ndarray, a: np.ndarray, b: np.ndarray, chosen: np.ndarray
) -> float:
    """Return n·mean of ln p(vᵢ | all others), of one i for each example (Hinton's and Tieleman's estimate).

    Parameters
    ----------
    chosen
        (batch,) from 0 to 1: how far down its i lies.
    """
    n, batch = v.shape
    rows = np.minimum((chosen * n).astype(np.intp), n - 1)
    other = v.copy()
    other[rows, np.arange(batch)] = 1 - other[rows, np.arange(batch)]
    gap = free_energies(other, weights, a, b) - free_energies(v, weights, a, b)
    return float(-n * np.logaddexp(0, -gap).mean())
