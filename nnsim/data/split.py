"""Training, validation and test: which row belongs to which."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nnsim.base.brief import brief

Rows = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Split:
    """Row numbers of the three parts, disjoint unless the data set is `whole`."""

    train: Rows
    validation: Rows
    test: Rows

    def __repr__(self) -> str:
        return brief(self)


def split_rows(
    n: int,
    validation_share: float,
    test_share: float,
    seed: int,
    labels: NDArray[np.int64] | None = None,
) -> Split:
    """Deal n rows out to the three parts.

    Parts have round(n · share) rows; training gets the rest and is never left empty. With
    `labels` (shape (n,), classes from 0) every class is dealt out in the same shares, the odd
    rows going where the remainder is largest (Hamilton's method), and each class keeps a row for
    training before any other part gets one.

    The rows of each part come in random order: a network that does not shuffle must not see one
    class after the other.
    """
    order: Rows = np.random.default_rng(seed).permutation(n).astype(np.int64)
    groups = np.zeros(n, np.int64) if labels is None else np.asarray(labels, np.int64)
    sizes = np.bincount(groups, minlength=1)
    spare = np.maximum(sizes - 1, 0)
    tests = _deal(sizes, spare, _rounded(n * test_share))
    validations = _deal(sizes, spare - tests, _rounded(n * validation_share))
    place = _place_in_group(groups[order], len(sizes))
    group = groups[order]
    is_test = place < tests[group]
    is_validation = ~is_test & (place < (tests + validations)[group])
    return Split(order[~is_test & ~is_validation], order[is_validation], order[is_test])


def split_by_number(numbers: Rows, validation_share: float, test_share: float, seed: int) -> Split:
    """Deal rows out by numbers of their own, (n,) from 0: none moves when others come or go.

    Of any stretch of numbers the parts get their shares almost exactly, and number 0 always trains. Rows that
    share a number, as of several classes, go to the same part. The rows of each part come in the order of their
    numbers: a network that does not shuffle sees the classes by turns.
    """
    part = part_of_number(numbers, validation_share, test_share, seed)
    order: Rows = np.argsort(numbers, kind="stable").astype(np.int64)
    return Split(*(order[part[order] == place] for place in range(3)))


def part_of_number(numbers: Rows, validation_share: float, test_share: float, seed: int) -> Rows:
    """Return the part that each of `numbers` (n,) goes to: 0 training, 1 validation, 2 test.

    Multiples of the golden section modulo 1 fill any stretch evenly (Weyl 1916; Knuth, TAOCP 3, 6.4).
    """
    place = np.mod(0.5 + numbers * _GOLDEN + seed * _PLASTIC, 1.0)
    part = np.where(place < validation_share, 1, np.where(place >= 1 - test_share, 2, 0))
    return np.where(numbers == 0, 0, part).astype(np.int64)


_GOLDEN, _PLASTIC = 0.6180339887498949, 0.7548776662466927


def part_sizes(n: int, validation_share: float, test_share: float) -> tuple[int, int, int]:
    """Return how many of n rows train, validate and test: round(n · share), training never empty."""
    test = min(_rounded(n * test_share), n - 1)
    validation = min(_rounded(n * validation_share), n - 1 - test)
    return n - test - validation, validation, test


def whole(n: int) -> Split:
    """Return the split that trains and validates on every row, in the order given."""
    rows = np.arange(n, dtype=np.int64)
    return Split(rows, rows, rows[:0])


def _rounded(x: float) -> int:
    """Round half up; Python's rounding to even would make 0.5 of 1, 3, 5 rows go by turns."""
    return int(np.floor(x + 0.5))


def _deal(sizes: Rows, room: Rows, wanted: int) -> Rows:
    """Return how many of each group to take: `wanted` together, in proportion, within `room`."""
    wanted = min(wanted, int(room.sum()))
    ideal = sizes * (wanted / max(1, int(sizes.sum())))
    taken: Rows = np.minimum(np.floor(ideal).astype(np.int64), room)
    while (left := wanted - int(taken.sum())) > 0:
        open_ = np.flatnonzero(taken < room)
        neediest = open_[np.argsort(-(ideal - taken)[open_], kind="stable")]
        taken[neediest[:left]] += 1
    return taken


def _place_in_group(groups: Rows, n_groups: int) -> Rows:
    """Return for each element how many of the same group stand before it."""
    by_group = np.argsort(groups, kind="stable")
    starts = np.concatenate(([0], np.cumsum(np.bincount(groups, minlength=n_groups))[:-1]))
    places = np.empty_like(groups)
    places[by_group] = np.arange(len(groups)) - starts[groups[by_group]]
    return places
