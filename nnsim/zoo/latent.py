"""The Gaussian codes of a network: what it makes of examples, and what comes out when codes are put in."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from nnsim.engine.layers.gaussian_code import GaussianCode
from nnsim.engine.onward import onward
from nnsim.engine.stage import Stage
from nnsim.figures.figure import Array
from nnsim.training.scene import Scene


@dataclass(frozen=True, eq=False)
class Latent:
    """A layer of Gaussian codes in a network that stands at one moment."""

    scene: Scene
    stage: Stage

    @property
    def width(self) -> int:
        """Number of codes of an example."""
        return self.stage.shape[0]

    def codes(self, inputs: Array) -> tuple[Array, Array]:
        """Return mean and variance of every code for inputs (n, …), (n, width) float64 each."""
        [both] = self.scene.network.predict(inputs, [self.stage.sources[0]])
        both = both.astype(np.float64)
        return both[:, : self.width], np.exp(both[:, self.width :])

    def raw(self, codes: Array) -> Array:
        """Return the raw numbers of the first output for codes (n, width), (n, units)."""
        return onward(self.scene.network, self.stage.id, codes)[0]

    def decoded(self, codes: Array) -> Array:
        """Return what a person reads from the first output for codes (n, width), (n, units)."""
        return np.asarray(self.scene.network.outputs[0].loss.probabilities(self.raw(codes)), np.float64)


def latent_of(scene: Scene) -> Latent | None:
    """Return the first layer of Gaussian codes before an output; None where there is none."""
    stages = scene.network.stages
    found = next((s for s in stages if isinstance(s.layer, GaussianCode)), None)
    return None if found is None or not scene.network.outputs else Latent(scene, found)


def divergence(mean: Array, variance: Array) -> Array:
    """Return KL(N(mean, variance) ‖ N(0, 1)) of every example in nats, (n,)."""
    return np.asarray(0.5 * (mean**2 + variance - np.log(variance) - 1).sum(axis=1))


def lively(mean: Array) -> tuple[int, int]:
    """Return the two codes (the same twice where there is one) that differ most between examples, in their order."""
    best = sorted(np.argsort(mean.std(axis=0))[::-1][:2].tolist())
    return best[0], best[-1]


def spread_evenly(n: int) -> Array:
    """Return n numbers between which N(0, 1) has equal shares, from the least to the greatest."""
    normal = NormalDist()
    return np.array([normal.inv_cdf((k + 0.5) / n) for k in range(n)])


def sheet_of_codes(width: int, across: int, up: int, steps: Array) -> Array:
    """Return codes (steps², width), row by row from the top: `across` rises to the right, `up` upwards, others are 0."""
    rows, columns = np.meshgrid(steps[::-1], steps, indexing="ij")
    codes = np.zeros((rows.size, width))
    codes[:, up] = rows.reshape(-1)
    # Where there is a single code, it runs to the right.
    codes[:, across] = columns.reshape(-1)
    return codes
