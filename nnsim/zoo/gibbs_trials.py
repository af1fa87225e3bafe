"""Gibbs sampling of a small Boltzmann machine against the exact distribution."""

from __future__ import annotations

import numpy as np

from nnsim.engine.binary_states import state_numbers
from nnsim.engine.boltzmann_energy import Couplings
from nnsim.figures.figure import Array


def sampled(machine: Couplings, seed: int, chains: int, first: int, looks: int, between: int) -> Array:
    """Return how often each state of the visible cells was seen, (2^n,), by Gibbs sampling.

    Parameters
    ----------
    chains
        How many, each of which begins anywhere.
    first
        Sweeps before the first look.
    looks, between
        How often they are looked at, so many sweeps apart.
    """
    rng = np.random.default_rng(seed)
    states = (rng.random((len(machine.biases), chains)) < 0.5).astype(np.float64)
    machine.gibbs(states, first, rng)
    seen = np.zeros(2**machine.visible)
    for _ in range(looks):
        seen += np.bincount(state_numbers(states[: machine.visible]), minlength=len(seen))
        machine.gibbs(states, between, rng)
    return np.asarray(seen / seen.sum())


def total_variation(p: Array, q: Array) -> float:
    """Return ½·Σ |p − q|."""
    return float(np.abs(p - q).sum() / 2)
