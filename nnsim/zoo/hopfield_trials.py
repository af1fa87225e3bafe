"""What a Hopfield network makes of damaged patterns, counted: trials, energies, capacity."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from nnsim.engine.layers.hopfield import couplings_of, energies, follow, recall
from nnsim.figures.figure import Array

OVERLAP_AT_CAPACITY = 0.967
"""Mean overlap of a pattern by chance with what is recalled of it where the load is .138 (Amit et al. 1985)."""
_RISE = 1e-6
"""Differences of energies below are rounding: the weights are float32."""


@dataclass
class EnergyWatch:
    """Looks at the energies of a recall, cell by cell.

    Attributes
    ----------
    seen
        Energies (batch,) at the start and after every cell that was asked.
    """

    couplings: Array
    seen: list[Array]

    def look(self, states: Array) -> None:
        """Note the energies of `states`, (n, batch)."""
        self.seen.append(energies(self.couplings, states))

    @property
    def rises(self) -> int:
        """How often an energy rose."""
        return int((np.diff(np.array(self.seen), axis=0) > _RISE).sum())


def watched_recall(weights: Array, states: Array, sweeps: int) -> tuple[Array, EnergyWatch]:
    """Return where `states` (n, batch) of −1 and 1 roll to with W (n, n), and the energies on the way."""
    couplings = couplings_of(weights)
    watch = EnergyWatch(couplings, [])
    return follow(couplings, states.astype(couplings.dtype), sweeps, watch.look), watch


def hebbian(patterns: Array) -> Array:
    """Return the couplings (n, n) float32 in which Hebb's rule stores `patterns` (count, n) of −1 and 1."""
    stored = patterns.astype(np.float32)
    return couplings_of(stored.T @ stored / np.float32(stored.shape[1]))


def rolled(couplings: Array, states: Array, sweeps: int = 50) -> Array:
    """Return where `states` (n, batch) of −1 and 1 roll to."""
    s = states.astype(couplings.dtype)
    recall(couplings, s, sweeps, np.empty_like(s), np.empty(s.shape[1], s.dtype), np.empty(s.shape[1], bool))
    return s


def overlaps(cells: int, loads: tuple[float, ...], seed: int, times: int) -> Iterator[float]:
    """Yield for each load the mean overlap of patterns by chance with what is recalled of them, undamaged."""
    rng = np.random.default_rng(seed)
    for load in loads:
        found = []
        for _ in range(times):
            patterns = rng.choice([-1.0, 1.0], (round(load * cells), cells))
            found.append((rolled(hebbian(patterns), patterns.T) * patterns.T).mean())
        yield float(np.mean(found))


def crossing(loads: tuple[float, ...], found: list[float], level: float = OVERLAP_AT_CAPACITY) -> float:
    """Return the load at which the overlaps first fall to `level`, between two by a straight line; NaN: they do not."""
    for k in range(1, len(loads)):
        if found[k - 1] >= level > found[k]:
            share = (found[k - 1] - level) / (found[k - 1] - found[k])
            return loads[k - 1] + share * (loads[k] - loads[k - 1])
    return float("nan")


def recalled_by_chance(cells: int, count: int, damage: float, trials: int, seed: int) -> float:
    """Return which share of damaged patterns by chance is found back to the last cell, `count` stored by Hebb."""
    rng = np.random.default_rng([seed, count])
    patterns = rng.choice([-1.0, 1.0], (count, cells))
    whole = np.tile(patterns, (-(-trials // count), 1))[:trials].T
    turned = rng.permuted(np.tile(np.arange(cells), (trials, 1)), axis=1)[:, : round(damage * cells)].T
    damaged = whole.copy()
    np.put_along_axis(damaged, turned, -np.take_along_axis(whole, turned, 0), 0)
    return float((rolled(hebbian(patterns), damaged) == whole).all(0).mean())
