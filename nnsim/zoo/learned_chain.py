"""A Markov chain that was learned: where it leads to in the long run, and walks of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnsim.data.sequences.chain import walk
from nnsim.engine.layers.markov_chain import MarkovChain
from nnsim.figures.figure import Array
from nnsim.training.scene import Scene
from nnsim.zoo.measuring import learned, stages_with

_SETTLED, _MOST_ROUNDS = 1e-12, 10_000


@dataclass(frozen=True, eq=False)
class LearnedChain:
    """What a layer believes in.

    Attributes
    ----------
    shares
        (mᵏ, m) float64: P(next | the last k states), rows numbered in base m, the nearest state last; they sum to 1.
    names
        What the states are called.
    """

    shares: Array
    names: tuple[str, ...]

    @classmethod
    def of(cls, scene: Scene) -> LearnedChain:
        """Return the first of a network; raises NnsimError where there is none."""
        [stage, *_] = stages_with(scene, MarkovChain)
        log_shares = np.array(learned(scene, stage, "log_P"), np.float64)
        # Back-propagation leaves what is no logarithm of shares, but is read as one up to a constant.
        powers = np.exp(log_shares - log_shares.max(1, keepdims=True))
        names = scene.prepared.dataset.target_names
        if len(names) != powers.shape[1]:
            names = tuple(str(k) for k in range(powers.shape[1]))
        return cls(powers / powers.sum(1, keepdims=True), names)

    @property
    def states(self) -> int:
        """Number of states m."""
        return int(self.shares.shape[1])

    def in_the_long_run(self) -> Array:
        """Return the stationary distribution over the mᵏ rows: what a step of the chain leaves as it is."""
        if len(self.shares) == self.states:
            return _eigenvector(self.shares)
        by_first = self.shares.reshape(self.states, -1, self.states)
        row = np.full(len(self.shares), 1 / len(self.shares))
        for _ in range(_MOST_ROUNDS):
            after = np.einsum("fr,frn->rn", row.reshape(self.states, -1), by_first).reshape(-1)
            if np.abs(after - row).sum() < _SETTLED:
                return np.asarray(after)
            row = after
        return row

    def stationary(self) -> Array:
        """Return how often each state comes in the long run, (m,)."""
        return np.asarray(self.in_the_long_run().reshape(-1, self.states).sum(0))

    def transitions(self) -> Array:
        """Return P(next | now), (m, m), in the long run where it remembers more than one state."""
        weighted = self.in_the_long_run()[:, np.newaxis] * self.shares
        pairs = weighted.reshape(-1, self.states, self.states).sum(0)
        return np.asarray(pairs / pairs.sum(1, keepdims=True))

    def walked(self, steps: int, rng: np.random.Generator) -> Array:
        """Return a walk of so many steps that begins as it is in the long run."""
        return walk(self.shares, steps, rng, int(rng.choice(len(self.shares), p=self.in_the_long_run())))

    def shares_of(self, walked: Array) -> Array:
        """Return how often each state comes in a walk, (m,)."""
        return np.asarray(np.bincount(walked, minlength=self.states) / len(walked))


def _eigenvector(transitions: Array) -> Array:
    """Return the left eigenvector of a matrix P with the eigenvalue 1, π = π·P, as shares."""
    values, vectors = np.linalg.eig(transitions.T)
    found = np.abs(vectors[:, np.abs(values - 1).argmin()].real)
    return np.asarray(found / found.sum())
