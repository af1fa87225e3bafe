"""Whether the rows of data follow each other in time, and how alike those are that do."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from nnsim.data.prepared import Prepared

MOST_ROWS, MOST_FEATURES = 1500, 60
FEWEST_ROWS = 20
FEWEST_FEATURES = 3
"""Features from which on rows that are alike in their order speak for time: points along a curve have one or two."""
STRETCHES = 10
SORTED = 0.999
"""Rank of a feature along the rows from which on they were put in its order."""
EVEN = 0.9
"""Share of steps from row to row of one size from which on a feature counts the rows, as days or months do."""
STAYS = 0.5
"""Share of rows with the value of the row before from which on a feature is no reading of time."""


@dataclass(frozen=True)
class InTime:
    """What is known of the order.

    Attributes
    ----------
    known
        Whether the data say when each row was.
    alike
        How alike rows are that follow each other, beside any two of the same class: 1 equal, 0 no more than others.
        NaN where that cannot be told.
    overlap
        Whether rows are windows over one series: each holds most of the numbers of the one before.
    drift
        Share of the spread that lies between ten stretches of rows, the median feature: near 0 where every stretch has
        all there is, as of a sine, towards 1 of what wanders or rises. Only there do neighbours flatter.
    between
        Share of the rows that judge which lie between two rows of training in this order.
    """

    known: bool = False
    alike: float = math.nan
    overlap: bool = False
    drift: float = 0.0
    between: float = 0.0
    counts: bool = False
    """Whether a feature counts the rows, as a column of days does: then time is itself an input."""


def in_time(data: Prepared) -> InTime:
    """Return what is known of the order of the rows, of the first `MOST_ROWS`."""
    dataset = data.dataset
    judging = np.concatenate((data.rows.validation, data.rows.test))
    if dataset.whole or not len(judging) or len(data.rows.train) < FEWEST_ROWS:
        return InTime()
    known = dataset.moments is not None
    order = (
        np.argsort(dataset.moments, kind="stable") if dataset.moments is not None else np.arange(len(dataset))
    )
    rows = order[:MOST_ROWS]
    x = _flat(dataset.values(rows))
    # By the same class only: rows that were sorted by class are alike for that alone.
    label = dataset.targets[rows] if data.classes else np.zeros(len(rows))
    between = _between(order, data.rows.train, judging)
    overlap = _overlap(x)
    counts = not known and _counts(x)
    x = _most_varied(x)
    if counts and not data.classes:
        # Between two neighbours in time a network that is told the time reads off what is asked.
        x = np.concatenate((x, _flat(dataset.targets[rows])), axis=1)
    return InTime(known, _alike(x, label, known or counts), overlap, _drift(x), between, counts)


def _counts(x: np.ndarray) -> bool:
    """Whether a feature rises evenly from row to row, beside another that does not rise all along.

    Points along a curve have such a feature as well, and nothing beside it.
    """
    if len(x) < FEWEST_ROWS or x.shape[1] < 2:
        return False
    steps = np.diff(x[:, :MOST_FEATURES], axis=0)
    usual = np.median(steps, axis=0)
    even = (np.abs(steps - usual) <= 1e-3 * np.abs(usual)).mean(axis=0) >= EVEN
    rises, falls = (steps >= 0).all(axis=0), (steps <= 0).all(axis=0)
    return bool((even & (usual > 0) & rises).any() and (~rises & ~falls).any())


def _flat(x: np.ndarray) -> np.ndarray:
    return np.asarray(x, np.float64).reshape(len(x), -1)


def _most_varied(x: np.ndarray) -> np.ndarray:
    """Return the features that vary most: at the edge of pictures hardly any does, and says nothing."""
    if x.shape[1] <= MOST_FEATURES:
        return x
    return x[:, np.sort(np.argsort(-x.std(axis=0), kind="stable")[:MOST_FEATURES])]


def _drift(x: np.ndarray) -> float:
    """Return the share of the spread between `STRETCHES` stretches of rows, less what chance gives, the median feature."""
    spread = x.var(axis=0)
    varies = spread > 1e-18 * np.maximum(np.square(x).max(axis=0), 1e-300)
    if not varies.any() or len(x) < 2 * STRETCHES:
        return 0.0
    means = np.array([part.mean(axis=0) for part in np.array_split(x[:, varies], STRETCHES)])
    return float(np.median(means.var(axis=0) / spread[varies])) - STRETCHES / len(x)


def _alike(x: np.ndarray, label: np.ndarray, sure: bool) -> float:
    """Return 1 − Σ(x' − x)²/2Σ(x − x̄)² over rows x, x' that follow each other (von Neumann 1941), the median feature.

    Features in whose order the rows were put are left out, and so are those that never change. `sure`: their order is
    that of time.
    """
    same = label[1:] == label[:-1]
    if same.sum() < FEWEST_ROWS:
        return math.nan
    centred = x.copy()
    for one in np.unique(label):
        centred[label == one] -= centred[label == one].mean(axis=0)
    varies = centred.std(axis=0) > 1e-9 * np.maximum(np.abs(x).max(axis=0), 1e-300)
    ranks = centred.argsort(axis=0).argsort(axis=0)
    places = np.arange(len(x))
    spread = max(float(places.std()), 1e-12) ** 2
    along = ((ranks - ranks.mean(axis=0)) * (places - places.mean())[:, None]).mean(axis=0) / spread
    used = varies & (np.abs(along) < SORTED)
    if not sure:
        # Values that stay the same for rows on end are those of a table that was sorted, or made by a plan.
        used &= (x[1:] == x[:-1]).mean(axis=0) < STAYS
    if used.sum() < (1 if sure else FEWEST_FEATURES):
        return math.nan
    before, after = centred[:-1][same][:, used], centred[1:][same][:, used]
    # The spread of the same pairs of rows: of a feature that is rarely anything but 0 others may hold all of it.
    spread = np.square(before).mean(axis=0) + np.square(after).mean(axis=0)
    steps = np.square(after - before).mean(axis=0)
    return float(np.median(1 - steps / np.where(spread > 0, spread, np.inf)))


def _overlap(x: np.ndarray) -> bool:
    """Whether each row is the one before, moved on by one place (of one series, or of a few side by side)."""
    features = x.shape[1]
    if features < 3 or len(x) < FEWEST_ROWS or not x.std() > 0:
        return False
    for channels in range(1, min(8, features // 2) + 1):
        if features % channels == 0:
            moved = (x[1:, :-channels] == x[:-1, channels:]).all(axis=1)
            if moved.mean() > 0.9 and len(np.unique(x[:, 0])) > 2:
                return True
    return False


def _between(order: np.ndarray, train: np.ndarray, judging: np.ndarray) -> float:
    """Return the share of the rows that judge whose neighbours in order, at least one on each side, train."""
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order))
    trains = np.zeros(len(order) + 2, bool)
    trains[place[train] + 1] = True
    # Within two places on either side: of a random split nearly all rows that judge have one there.
    at = place[judging] + 1
    before = trains[at - 1] | trains[np.maximum(at - 2, 0)]
    after = trains[at + 1] | trains[np.minimum(at + 2, len(order) + 1)]
    return float((before & after).mean())
