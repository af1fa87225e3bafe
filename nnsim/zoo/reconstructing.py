"""What auto-encoders are measured by: how near they come to what they were asked for, and what PCA would."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from nnsim.data.prepared import Prepared
from nnsim.figures.figure import Array
from nnsim.training.scene import Scene


@dataclass(frozen=True, eq=False)
class Told:
    """Examples told again by a network: what it was given, what it should say, and what it said; (n, numbers) each."""

    given: Array
    asked: Array
    told: Array

    @property
    def error(self) -> float:
        """Return the mean squared error."""
        return squared_error(self.told, self.asked)


def told_again(
    scene: Scene, part: str = "validation", most: int | None = None, noise: float = 0.0
) -> Told | None:
    """Return what a network says to the first examples of a part; None where it does not tell its inputs again.

    Parameters
    ----------
    part
        ``train`` or ``validation``; of data without that part it is the training part.
    most
        Number of examples; all by default.
    noise
        Standard deviation of normal noise that is added to what it is given, the same at every call.
    """
    prepared = scene.prepared
    chosen = getattr(prepared, part)
    examples = chosen if len(chosen) else prepared.train
    if prepared.classes or len(prepared.target_names) != math.prod(prepared.shape):
        return None
    given = examples.values(slice(most))
    if noise:
        given = given + noise * np.random.default_rng(0).standard_normal(given.shape)
    told = scene.answers(scene.network.feed(given))
    asked = np.asarray(examples.targets[:most], np.float64)
    return Told(given.reshape(len(given), -1), asked, np.asarray(told, np.float64))


def squared_error(told: Array, asked: Array) -> float:
    """Return the mean over all numbers of the squared differences."""
    return float(np.mean((np.asarray(told, np.float64) - asked) ** 2))


def least_width(scene: Scene) -> int:
    """Return the size of the narrowest layer: the numbers through which everything has to go."""
    return min(math.prod(s.shape) for s in scene.network.stages)


@lru_cache(maxsize=4)
def _principal(prepared: Prepared) -> tuple[Array, Array]:
    """Return the mean of the training targets, (d,), and their principal axes as columns (d, d), the greatest first."""
    targets = np.asarray(prepared.train.targets, np.float64)
    mean = targets.mean(axis=0)
    _, axes = np.linalg.eigh((targets - mean).T @ (targets - mean))
    return mean, np.asarray(axes[:, ::-1])


def by_pca(prepared: Prepared, asked: Array, width: int) -> Array:
    """Return `asked` (n, d) told again from `width` numbers each by the principal axes of the training part."""
    mean, axes = _principal(prepared)
    kept = axes[:, :width]
    return np.asarray(mean + (asked - mean) @ kept @ kept.T)
