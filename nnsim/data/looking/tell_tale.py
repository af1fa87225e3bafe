"""Single inputs that alone tell the target."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nnsim.data.dataset import Dataset, Floats, Targets
from nnsim.data.split import Rows

MOST_ROWS = 20_000
_MOST_NUMBERS = 2_000_000
_FEWEST_ROWS, _MOST_CLASSES = 20, 100
_ACCURACY, _ABOVE = 0.99, 0.9
_CORRELATION = 0.999


@dataclass(frozen=True)
class TellTale:
    """An input, or all columns of one category, and how well it tells."""

    places: tuple[int, ...]
    """Columns of the flat inputs."""
    score: float
    """Classes: share of rows whose class it tells; regression: |r| with the target it tells best."""
    rows: int
    """Rows that were looked at."""


def tell_tales(
    dataset: Dataset, train: Rows, look: Callable[[float], None] | None = None
) -> Iterator[TellTale]:
    """Yield the inputs that, each alone, tell the target of the training rows nearly perfectly.

    Of classes: an input tells the class of a row where other rows of the same value, or else the row next to it
    in value, are mostly of that class; that is more than 99 % of the rows, and more than nine tenths of those
    that the most frequent class alone gets wrong. Of a regression: Pearson's |r| with a target is above 0.999.

    At most `MOST_ROWS` rows, fewer where there are many inputs, spread evenly over the training part, are read.
    Only flat inputs are looked at, where there are at least two and 20 rows.

    Parameters
    ----------
    look
        Told the share done, between pieces of the work; may raise to stop it.
    """
    features = len(dataset.input_names)
    if features < 2 or len(train) < _FEWEST_ROWS or dataset.classes > _MOST_CLASSES:
        return
    most = max(1_000, min(MOST_ROWS, _MOST_NUMBERS // features))
    rows = train[np.linspace(0, len(train), min(len(train), most), endpoint=False).astype(np.intp)]
    targets = dataset.targets[rows]
    inputs = dataset.values(rows)
    blocks = _blocks(features, dataset.one_hot)
    if len(blocks) < 2:
        return
    for number, places in enumerate(blocks):
        if look is not None and number % 16 == 0:
            look(number / len(blocks))
        values = inputs[:, places[0]] if len(places) == 1 else _category(inputs[:, list(places)])
        if dataset.task == "classes":
            score = _told_classes(values, targets.astype(np.int64), dataset.classes)
        else:
            score = _correlation(values, targets) if len(places) == 1 else 0.0
        if score:
            yield TellTale(places, score, len(rows))


def _blocks(features: int, one_hot: tuple[tuple[int, int], ...]) -> list[tuple[int, ...]]:
    """Return the columns of each input: several where they code one category."""
    coded = {place for start, stop in one_hot for place in range(start, stop)}
    single = [(place,) for place in range(features) if place not in coded]
    return sorted([*single, *(tuple(range(start, stop)) for start, stop in one_hot)])


def _category(block: Floats) -> Floats:
    """Return the category (n,) of one-hot rows, -1 where it is missing."""
    return np.where(np.isnan(block).any(1), -1.0, block.argmax(1))


def _told_classes(values: Floats, labels: NDArray[np.int64], classes: int) -> float:
    """Return the share of rows whose class the values tell, or 0 where that is no more than usual."""
    values = np.where(np.isnan(values), np.inf, values)
    most_frequent = np.bincount(labels).max() / len(labels)
    distinct, group = np.unique(values, return_inverse=True)
    group = group.reshape(-1)
    if len(distinct) < 2 or most_frequent == 1:
        return 0.0
    counts = np.zeros((len(distinct), classes), np.int32)
    np.add.at(counts, (group, labels), 1)
    right = _right_in_group(counts, group, labels) | _right_by_neighbour(distinct, counts, group, labels)
    score = float(right.mean())
    above = (score - most_frequent) / (1 - most_frequent)
    return score if score > _ACCURACY and above > _ABOVE else 0.0


def _right_in_group(
    counts: NDArray[np.int32], group: NDArray[np.intp], labels: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Return which rows are of the class that most other rows of the same value are of."""
    own = counts[group, labels] - 1
    others = counts.copy()
    first = others.argmax(1)
    highest = others.max(1)
    others[np.arange(len(others)), first] = -1
    second = others.max(1)
    rival = np.where(labels == first[group], second[group], highest[group])
    right: NDArray[np.bool_] = (own > 0) & (own > rival)
    return right


def _right_by_neighbour(
    distinct: Floats, counts: NDArray[np.int32], group: NDArray[np.intp], labels: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Return which rows, alone of their value, are of the class most frequent at the nearest other value."""
    with np.errstate(invalid="ignore"):
        gaps = np.diff(distinct)
    left, right = np.r_[np.inf, gaps], np.r_[gaps, np.inf]
    nearest = np.arange(len(distinct)) + np.where(left < right, -1, 1)
    nearest = np.clip(nearest, 0, len(distinct) - 1)
    told = counts.argmax(1)[nearest]
    alone = counts.sum(1) == 1
    is_right: NDArray[np.bool_] = alone[group] & (told[group] == labels)
    return is_right


def _correlation(values: Floats, targets: Targets) -> float:
    """Return the greatest |r| of values with a target over rows that have both, 0 unless it is near 1."""
    known = np.isfinite(values)
    if known.sum() < _FEWEST_ROWS:
        return 0.0
    x = _unit(values[known][:, np.newaxis])
    y = _unit(np.asarray(targets, np.float64)[known])
    best = float(np.abs((x * y).mean(0)).max(initial=0.0))
    return min(1.0, best) if best > _CORRELATION else 0.0


def _unit(columns: Floats) -> Floats:
    """Return columns (n, k) with mean 0 and standard deviation 1, or all 0 where they are constant."""
    largest = np.abs(columns).max(0)
    centred = columns / np.where(largest > 0, largest, 1.0)
    centred = centred - centred.mean(0)
    spread = centred.std(0)
    return np.where(spread > 1e-12, centred / np.where(spread > 1e-12, spread, 1.0), 0.0)
