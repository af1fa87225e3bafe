"""Whether targets have anything to do with inputs, as far as simple looks can tell."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

MOST_ROWS, MOST_FEATURES, MOST_TARGETS = 600, 200, 12
MOST_PRODUCTS = 24
"""Features up to which products of two of them are looked at."""
NEIGHBOURS, SHUFFLES = 5, 30


@dataclass(frozen=True)
class Relation:
    """How well simple looks tell targets from chance.

    Attributes
    ----------
    chance
        How likely a relation as clear as the clearest that was found would be among targets dealt out at random, 0 to
        1, corrected for the number of looks; NaN where there is nothing to look at.
    rows
        Examples that were looked at.
    is_weak
        Whether what was looked at says little where nothing is found: there are about as many features as examples, or
        every feature has two values, of which targets can depend in ways that no simple look finds, as parity does.
    """

    chance: float
    rows: int
    is_weak: bool


NOTHING = Relation(math.nan, 0, True)


def relation(x: np.ndarray, y: np.ndarray, classes: int) -> Relation:
    """Return how clearly targets depend on inputs: each alone, two at a time, and by their nearest neighbours.

    Parameters
    ----------
    x
        Inputs (n, features).
    y
        Classes (n,), or numbers (n, k).
    classes
        How many classes; 0 for numbers.
    """
    rows = np.linspace(0, len(x), min(len(x), MOST_ROWS), endpoint=False).astype(np.intp)
    inputs, targets = _spread(fewer(x[rows], MOST_FEATURES)), _spread(_asked(y[rows], classes))
    if len(rows) < 8 or not inputs.shape[1] or not targets.shape[1]:
        return NOTHING
    features = [inputs, np.abs(inputs)]
    if inputs.shape[1] <= MOST_PRODUCTS:
        first, second = np.triu_indices(inputs.shape[1], 1)
        features.append(inputs[:, first] * inputs[:, second])
    alone = _by_correlation(inputs, targets)
    curved = _by_correlation(_spread(np.concatenate(features[1:], axis=1)), targets)
    near = _by_neighbours(inputs, targets)
    chance = min(1.0, 3 * min(alone, curved, near))
    two_valued = all(len(np.unique(column[:200])) <= 2 for column in inputs.T[:50])
    return Relation(chance, len(rows), two_valued or x.shape[1] * 2 > len(rows))


def fewer(x: np.ndarray, most: int) -> np.ndarray:
    """Return at most so many columns, spread evenly over them: (n, k)."""
    if x.shape[1] <= most:
        return x
    return x[:, np.linspace(0, x.shape[1], most, endpoint=False).astype(np.intp)]


def _asked(y: np.ndarray, classes: int) -> np.ndarray:
    """Return targets as columns of numbers: of classes whether each is meant, of numbers their ranks."""
    if classes:
        return np.asarray(y[:, None] == np.arange(min(classes, MOST_TARGETS)), np.float64)
    columns = fewer(y, MOST_TARGETS)
    return np.asarray(columns.argsort(axis=0).argsort(axis=0), np.float64) if len(y) else columns


def _spread(columns: np.ndarray) -> np.ndarray:
    """Return the columns that vary, centred and of unit spread."""
    centred = columns - columns.mean(axis=0)
    spread = centred.std(axis=0)
    varies = spread > 1e-9 * np.maximum(np.abs(columns).max(axis=0, initial=0.0), 1e-300)
    return np.asarray(centred[:, varies] / spread[varies])


def _by_correlation(features: np.ndarray, targets: np.ndarray) -> float:
    """Return how likely the greatest correlation would be by chance."""
    if not features.shape[1]:
        return 1.0
    n = len(features)
    greatest = float(np.abs(features.T @ targets / n).max())
    z = greatest * math.sqrt(n)
    return min(1.0, float(math.erfc(z / math.sqrt(2)) * features.shape[1] * targets.shape[1]))


def _by_neighbours(inputs: np.ndarray, targets: np.ndarray) -> float:
    """Return how likely neighbours would agree as well with targets dealt out at random.

    Neighbours that are equal in every input are taken like any others.
    """
    n = len(inputs)
    count = min(NEIGHBOURS, n - 2)
    lengths = (inputs**2).sum(axis=1)
    apart = lengths[:, None] + lengths - 2 * inputs @ inputs.T
    np.fill_diagonal(apart, np.inf)
    near = np.argpartition(apart, count, axis=1)[:, :count]

    def agreement(of: np.ndarray) -> float:
        return float((of * of[near].mean(axis=1)).sum())

    rng = np.random.default_rng(0)
    dealt = np.array([agreement(targets[rng.permutation(n)]) for _ in range(SHUFFLES)])
    z = (agreement(targets) - dealt.mean()) / max(float(dealt.std()), 1e-12)
    return 0.5 * math.erfc(z / math.sqrt(2))
