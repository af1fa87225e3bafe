"""How far methods without a network come on the same data: what says whether there is something to learn, and of which kind."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from nnsim.diagnosis.relation import MOST_FEATURES, fewer

LEARNED, JUDGED = 1000, 500
"""Rows that are learned from, and judged on, at most."""
NEIGHBOURS = 5
MOST_CURVED = 16
"""Inputs up to which their products are looked at."""
RIDGE = 1e-3
"""Of standardised inputs, times the rows: keeps columns that tell the same apart from mischief."""
SLIGHT_RIDGE = 1e-6
"""Of the rows, for a line judged on other rows: what makes inputs that depend on each other no trouble, and changes
nothing else."""


@dataclass(frozen=True)
class SimpleMethods:
    """Share of what a constant answer gets wrong that a simple method gets right, at most 1; below 0 where it does worse.

    For classes of the wrong answers, for numbers of the variance (R²), the mean over the targets.

    Attributes
    ----------
    linear
        Least squares on the inputs, towards 0 and 1 for classes.
    nearest
        The mean of the five nearest neighbours, inputs standardised.
    curved
        Least squares on the inputs, their squares and their products by twos; as `linear` where inputs are many.
    rows
        How many rows it was judged on.
    """

    linear: float
    nearest: float
    curved: float
    rows: int

    @property
    def best(self) -> float:
        """The most that any of them comes to."""
        return max(self.linear, self.nearest, self.curved)


def simple_methods(
    inputs: np.ndarray, targets: np.ndarray, classes: int, weights: np.ndarray | None = None
) -> SimpleMethods | None:
    """Return how far they come on every other of the rows, having learned from those between them.

    Parameters
    ----------
    inputs
        (n, features) float64.
    targets
        Classes (n,) or numbers (n, k).
    classes
        0 for numbers.
    weights
        (n,) how much each row counts, in learning and in judging; None: all the same.

    Returns
    -------
    SimpleMethods, or None where there are fewer than 20 rows, or the targets are all the same.
    """
    if len(inputs) < 20 or not np.isfinite(inputs).all() or not np.isfinite(targets).all():
        return None
    wanted = np.eye(classes)[targets.astype(np.intp)] if classes else np.asarray(targets, np.float64)
    learned, judged = slice(0, None, 2), slice(1, None, 2)
    x, y = inputs[learned][:LEARNED], wanted[learned][:LEARNED]
    asked_x, asked_y = inputs[judged][:JUDGED], wanted[judged][:JUDGED]
    centre, spread = x.mean(axis=0), x.std(axis=0)
    spread = np.where(spread > 1e-12 * np.maximum(1.0, np.abs(centre)), spread, np.inf)
    x, asked_x = (x - centre) / spread, (asked_x - centre) / spread
    counts = np.ones(len(inputs)) if weights is None else np.asarray(weights, np.float64)
    w, asked_w = counts[learned][:LEARNED], counts[judged][:JUDGED]
    if not (asked_y != asked_y[:1]).any() or not w.sum() > 0 or not asked_w.sum() > 0:
        return None
    constant = np.broadcast_to(np.average(y, axis=0, weights=w), asked_y.shape)
    linear = _skill(_linear(x, y, asked_x, w), asked_y, constant, classes, asked_w)
    nearest = _skill(_nearest(x, y, asked_x, w), asked_y, constant, classes, asked_w)
    curved = linear
    if x.shape[1] <= MOST_CURVED:
        said = _linear(_curved(x), y, _curved(asked_x), w)
        curved = _skill(said, asked_y, constant, classes, asked_w)
    return SimpleMethods(linear, nearest, curved, len(asked_y))


def linear_score(
    x: np.ndarray,
    y: np.ndarray,
    judged_x: np.ndarray,
    judged_y: np.ndarray,
    classes: int,
    weights: tuple[np.ndarray | None, np.ndarray | None] = (None, None),
) -> float:
    """Return what least squares with a ridge comes to on other rows: accuracy of classes, R² of numbers.

    `weights` is how much each row counts, of those that it learns from and of those it is judged on; None: all the same.
    """
    if len(x) < 4 or not len(judged_x):
        return math.nan
    own, other = (
        np.ones(len(rows)) if w is None else np.asarray(w, np.float64)
        for rows, w in zip((x, judged_x), weights, strict=True)
    )
    if not own.sum() > 0 or not other.sum() > 0:
        return math.nan
    x, judged_x = fewer(x, MOST_FEATURES), fewer(judged_x, MOST_FEATURES)
    own = own * (len(own) / own.sum())
    middle, spread = np.average(x, axis=0, weights=own), x.std(axis=0)
    spread = np.where(spread > 0, spread, 1.0)
    asked = np.asarray(y[:, None] == np.arange(classes), np.float64) if classes else y
    mean = np.average(asked, axis=0, weights=own)
    inputs = (x - middle) / spread
    counted = (inputs * own[:, None]).T
    square = counted @ inputs
    square[np.diag_indices_from(square)] += SLIGHT_RIDGE * len(x)
    slopes = np.linalg.solve(square, counted @ (asked - mean))
    said = (judged_x - middle) / spread @ slopes + mean
    if classes:
        return float(np.average(said.argmax(axis=1) == judged_y, weights=other))
    missed = other @ np.square(said - judged_y)
    whole = other @ np.square(judged_y - np.average(judged_y, axis=0, weights=other))
    return float(np.mean(1 - missed / np.where(whole > 0, whole, np.inf)))


def _linear(x: np.ndarray, y: np.ndarray, asked: np.ndarray, weights: np.ndarray) -> np.ndarray:
    weights = weights * (len(x) / weights.sum())
    mean, middle = np.average(y, axis=0, weights=weights), np.average(x, axis=0, weights=weights)
    root = np.sqrt(weights)[:, None]
    x, y, asked = root * (x - middle), root * (y - mean), asked - middle
    if x.shape[1] > len(x):
        # The same answer by way of the rows, of which there are fewer.
        kernel = x @ x.T + RIDGE * len(x) * np.eye(len(x))
        return np.asarray(asked @ (x.T @ np.linalg.solve(kernel, y)) + mean)
    gram = x.T @ x + RIDGE * len(x) * np.eye(x.shape[1])
    return np.asarray(asked @ np.linalg.solve(gram, x.T @ y) + mean)


def _curved(x: np.ndarray) -> np.ndarray:
    """Return the inputs with their squares and their products by twos; far values are held, lest they rule the rest."""
    held = np.clip(x, -3.0, 3.0)
    first, second = np.triu_indices(x.shape[1])
    return np.concatenate((x, held[:, first] * held[:, second]), axis=1)


def _nearest(x: np.ndarray, y: np.ndarray, asked: np.ndarray, weights: np.ndarray) -> np.ndarray:
    apart = np.square(asked).sum(axis=1)[:, None] - 2 * asked @ x.T + np.square(x).sum(axis=1)
    count = min(NEIGHBOURS, len(x))
    near = np.argpartition(apart, count - 1, axis=1)[:, :count]
    counts = weights[near]
    whole = np.maximum(counts.sum(axis=1), 1e-300)[:, None]
    return np.asarray((y[near] * counts[:, :, None]).sum(axis=1) / whole)


def _skill(
    said: np.ndarray, asked: np.ndarray, constant: np.ndarray, classes: int, weights: np.ndarray
) -> float:
    if classes:
        actual = asked.argmax(axis=1)
        wrong = float(np.average(said.argmax(axis=1) != actual, weights=weights))
        wrong_constant = float(np.average(constant.argmax(axis=1) != actual, weights=weights))
        return 1.0 - wrong / wrong_constant if wrong_constant > 0 else 0.0
    missed, spread = weights @ np.square(said - asked), weights @ np.square(constant - asked)
    return float(np.mean(1.0 - missed / np.where(spread > 0, spread, np.inf)))
