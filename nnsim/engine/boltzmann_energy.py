"""A Boltzmann machine of a few units, exactly: E(x) = −½·Σᵢ≠ⱼ Jᵢⱼ·xᵢ·xⱼ − c·x over x = (v, h) of 0 and 1.

J, (N, N), holds all couplings, c, (N,), all biases; the first n of the N units are the visible ones. What stands
on the diagonal of J plays no part, and of Jᵢⱼ and Jⱼᵢ only the mean does.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnsim.engine.activations.sigmoid import sigmoid
from nnsim.engine.binary_states import binary_states, log_sum_exp, state_numbers

MOST_UNITS = 12
"""Units over whose states a step sums: 4,096 of them."""


@dataclass(frozen=True, eq=False)
class Couplings:
    """What a machine has learned: J (N, N), symmetric with a diagonal of 0, c (N,), and how many units are visible."""

    pairs: np.ndarray
    biases: np.ndarray
    visible: int

    @classmethod
    def of(
        cls,
        across: np.ndarray,
        among_visible: np.ndarray,
        among_hidden: np.ndarray,
        a: np.ndarray,
        b: np.ndarray,
    ) -> Couplings:
        """Return the machine of the arrays of a layer: W (n, units), V (n, n), H (units, units), a (n,), b (units,)."""
        w, v, h = (part.astype(np.float64) for part in (across, among_visible, among_hidden))
        pairs = np.block([[(v + v.T) / 2, w], [w.T, (h + h.T) / 2]])
        np.fill_diagonal(pairs, 0.0)
        return cls(pairs, np.concatenate([a, b]).astype(np.float64), len(a))

    def energies(self, states: np.ndarray) -> np.ndarray:
        """Return E of every column of `states` (N, n), (n,)."""
        return np.asarray(-0.5 * (states * (self.pairs @ states)).sum(0) - self.biases @ states)

    def probabilities(self) -> np.ndarray:
        """Return p(x) of all states in the order of `binary_states`, (2^N,)."""
        low = -self.energies(binary_states(len(self.biases)))
        return np.asarray(np.exp(low - log_sum_exp(low)))

    def of_visible(self) -> np.ndarray:
        """Return p(v) of all states of the visible units, (2^n,)."""
        return np.asarray(self.probabilities().reshape(2**self.visible, -1).sum(1))

    def log_likelihood(self, v: np.ndarray) -> float:
        """Return the mean of ln p(v) over v (n, batch), nats."""
        told = clamped(self, v)[1]
        return float(told.mean() - log_sum_exp(-self.energies(binary_states(len(self.biases)))))

    def gibbs(self, states: np.ndarray, sweeps: int, rng: np.random.Generator) -> None:
        """Let chains, the columns of `states` (N, chains), ask every unit once a sweep: p(xᵢ = 1 | rest) = σ(fieldᵢ)."""
        for _ in range(sweeps):
            drawn = rng.random(states.shape)
            for unit, (row, bias) in enumerate(zip(self.pairs, self.biases, strict=True)):
                states[unit] = drawn[unit] < sigmoid(row @ states + bias)


def clamped(machine: Couplings, v: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return p(h | v) and ln Σₕ e^−E(v, h) for v (n, batch): (2^units, batch), in the order of `binary_states`, and (batch,)."""
    low = -machine.energies(_held(machine, v)).reshape(v.shape[1], -1).T
    # Without the greatest e^−E may be beyond all numbers.
    top = low.max(0)
    weight = np.exp(low - top)
    total = weight.sum(0)
    return weight / total, top + np.log(total)


def _held(machine: Couplings, v: np.ndarray) -> np.ndarray:
    """Return all states with one of v (n, batch) held fast, (N, batch·2^units): those of the first example first."""
    hidden = binary_states(len(machine.biases) - machine.visible)
    every = np.empty((len(machine.biases), v.shape[1], hidden.shape[1]))
    every[: machine.visible] = v[:, :, np.newaxis]
    every[machine.visible :] = hidden[:, np.newaxis]
    return every.reshape(len(every), -1)


def moments(machine: Couplings, v: np.ndarray | None = None) -> tuple[np.ndarray, np.ndarray]:
    """Return the means of x·xᵀ (N, N) and of x (N,): of the machine by itself, or with v (n, batch) held fast."""
    if v is None:
        states, p = binary_states(len(machine.biases)), machine.probabilities()
    else:
        states = _held(machine, v)
        p = clamped(machine, v)[0].T.reshape(-1) / v.shape[1]
    return (states * p) @ states.T, states @ p


def divergence(v: np.ndarray, model: np.ndarray) -> float:
    """Return KL of the distribution of v (n, batch), 1 where above ½, from `model` (2^n,), nats."""
    data = np.bincount(state_numbers(v > 0.5), minlength=len(model)) / v.shape[1]
    there = data > 0
    return float((data[there] * np.log(data[there] / model[there])).sum())
