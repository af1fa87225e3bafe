"""How far methods without a network come on the same data: what says whether there is something to learn, and of which kind."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from nnsim.diagnosis.relation import MOST_FEATURES, fewer

LEARNED, JUDGED = 1000, 500
"""Rows that are learned from, and judged on, at most."""
NEIGHBOURS = 5
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
    rows
        How many rows it was judged on.
    """

    linear: float
    nearest: float
    rows: int


def simple_methods(inputs: np.ndarray, targets: np.ndarray, classes: int) -> SimpleMethods | None:
    """Return how far they come on every other of the rows, having learned from those between them.

    Parameters
    ----------
    inputs
        (n, features) float64.
    targets
        Classes (n,) or numbers (n, k).
    classes
        0 for numbers.

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
    constant = np.broadcast_to(y.mean(axis=0), asked_y.shape)
    if not (asked_y != asked_y[:1]).any():
        return None
    linear = _skill(_linear(x, y, asked_x), asked_y, constant, classes)
    nearest = _skill(_nearest(x, y, asked_x), asked_y, constant, classes)
    return SimpleMethods(linear, nearest, len(asked_y))


def linear_score(
    x: np.ndarray, y: np.ndarray, judged_x: np.ndarray, judged_y: np.ndarray, classes: int
) -> float:
    """Return what least squares with a ridge comes to on other rows: accuracy of classes, R² of numbers."""
    if len(x) < 4 or not len(judged_x):
        return math.nan
    x, judged_x = fewer(x, MOST_FEATURES), fewer(judged_x, MOST_FEATURES)
    middle, spread = x.mean(axis=0), x.std(axis=0)
    spread = np.where(spread > 0, spread, 1.0)
    asked = np.asarray(y[:, None] == np.arange(classes), np.float64) if classes else y
    inputs = (x - middle) / spread
    square = inputs.T @ inputs
    square[np.diag_indices_from(square)] += SLIGHT_RIDGE * len(x)
    slopes = np.linalg.solve(square, inputs.T @ (asked - asked.mean(axis=0)))
    said = (judged_x - middle) / spread @ slopes + asked.mean(axis=0)
    if classes:
        return float((said.argmax(axis=1) == judged_y).mean())
    missed = np.square(said - judged_y).sum(axis=0)
    whole = np.square(judged_y - judged_y.mean(axis=0)).sum(axis=0)
    return float(np.mean(1 - missed / np.where(whole > 0, whole, np.inf)))


def _linear(x: np.ndarray, y: np.ndarray, asked: np.ndarray) -> np.ndarray:
    mean = y.mean(axis=0)
    gram = x.T @ x + RIDGE * len(x) * np.eye(x.shape[1])
    if x.shape[1] > len(x):
        # The same answer by way of the rows, of which there are fewer.
        kernel = x @ x.T + RIDGE * len(x) * np.eye(len(x))
        return np.asarray(asked @ (x.T @ np.linalg.solve(kernel, y - mean)) + mean)
    return np.asarray(asked @ np.linalg.solve(gram, x.T @ (y - mean)) + mean)


def _nearest(x: np.ndarray, y: np.ndarray, asked: np.ndarray) -> np.ndarray:
    apart = np.square(asked).sum(axis=1)[:, None] - 2 * asked @ x.T + np.square(x).sum(axis=1)
    count = min(NEIGHBOURS, len(x))
    near = np.argpartition(apart, count - 1, axis=1)[:, :count]
    return np.asarray(y[near].mean(axis=1))


def _skill(said: np.ndarray, asked: np.ndarray, constant: np.ndarray, classes: int) -> float:
    if classes:
        actual = asked.argmax(axis=1)
        wrong = float((said.argmax(axis=1) != actual).mean())
        wrong_constant = float((constant.argmax(axis=1) != actual).mean())
        return 1.0 - wrong / wrong_constant if wrong_constant > 0 else 0.0
    missed, spread = np.square(said - asked).sum(axis=0), np.square(constant - asked).sum(axis=0)
    return float(np.mean(1.0 - missed / np.where(spread > 0, spread, np.inf)))
