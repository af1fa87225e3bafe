"""What stands in the columns: numbers that describe them, histograms, correlations, and what scaling does.

Everything is worked out of at most `MOST_ROWS` rows, spread evenly over the data, and says of how many.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from nnsim.base.brief import brief
from nnsim.base.read_only import read_only
from nnsim.data.dataset import Dataset, Floats, Targets
from nnsim.data.transforms import Scaler

MOST_ROWS = 100_000
MOST_CORRELATED = 60
"""Columns of a table of correlations; of more, the first."""
_MOST_RANKED, _FEWEST_RANKED = 2_000_000, 1_000
"""Rows of all pairs together that are ranked for themselves, and rows that are ranked at least."""
_FEWEST_BINS, _MOST_BINS = 5, 100

Kind = Literal["pearson", "spearman"]


@dataclass(frozen=True)
class Described:
    """Numbers (n,) in one line; all but the counts are NaN where no value is known.

    Quartiles lie between values as NumPy's and pandas' do by default (R. Hyndman and Y. Fan 1996, type 7);
    `std` is that of a sample, with n − 1, and NaN of a single value.
    """

    count: int
    """Known values."""
    missing: int
    distinct: int
    mean: float
    std: float
    least: float
    lower_quartile: float
    median: float
    upper_quartile: float
    greatest: float


@dataclass(frozen=True)
class ColumnNumbers:
    """A column as a whole, and the rows of each class for themselves."""

    name: str
    total: Described
    by_class: tuple[Described, ...]
    """One for each class; empty for a regression."""


@dataclass(frozen=True, eq=False)
class Histogram:
    """How many known values lie where, in the same bins for every class.

    Attributes
    ----------
    edges
        Shape (bins + 1,), rising; the last bin holds both its edges, as in `numpy.histogram`.
    counts
        Shape (classes, bins), or (1, bins) for a regression.
    """

    name: str
    edges: Floats
    counts: NDArray[np.int64]

    def __repr__(self) -> str:
        return brief(self)


@dataclass(frozen=True, eq=False)
class Correlations:
    """How much columns, inputs and then the targets of a regression, go along with each other.

    Attributes
    ----------
    values
        Shape (k, k), from -1 to 1, each of the rows that have both values; NaN where these are fewer than two
        or one of them is always the same.
    """

    kind: Kind
    names: tuple[str, ...]
    values: Floats
    rows: int
    """Rows that were looked at."""

    def __repr__(self) -> str:
        return brief(self)


@dataclass(frozen=True, eq=False)
class Scaled:
    """A column before and after scaling, as histograms of the same values."""

    before: Histogram
    after: Histogram
    numbers_before: Described
    numbers_after: Described

    def __repr__(self) -> str:
        return brief(self)


@dataclass(frozen=True, eq=False)
class Table:
    """Flat inputs and the targets of a regression as columns, and the classes; what all below is worked out of.

    Attributes
    ----------
    names
        One for each column.
    values
        Shape (rows, columns); NaN stands for missing.
    labels, classes
        Shape (rows,), and names; None and empty for a regression.
    rows
        Rows of the dataset, of which `values` may be only some.
    """

    names: tuple[str, ...]
    values: Floats
    labels: NDArray[np.int64] | None
    classes: tuple[str, ...]
    rows: int

    def __repr__(self) -> str:
        return brief(self)

    @property
    def is_sample(self) -> bool:
        """Whether these are only some of the rows."""
        return len(self.values) < self.rows


def table_of(dataset: Dataset, rows: NDArray[np.int64] | None = None) -> Table:
    """Return a table of some rows, None: of all, or of at most `MOST_ROWS` of them, spread evenly.

    Inputs that are no columns (pictures, sequences) have none; a regression has its targets still.
    """
    chosen = np.arange(len(dataset)) if rows is None else rows
    total = len(chosen)
    if total > MOST_ROWS:
        chosen = chosen[_evenly(total, MOST_ROWS)]
    columns = [dataset.values(chosen).reshape(len(chosen), -1)] if dataset.input_names else []
    names = dataset.input_names
    labels = None
    if dataset.task == "regression":
        columns.append(_numbers(dataset.targets[chosen]))
        names = (*names, *dataset.target_names)
    else:
        labels = read_only(dataset.targets[chosen].astype(np.int64))
    values = np.concatenate(columns, 1) if columns else np.zeros((len(chosen), 0))
    classes = dataset.target_names if labels is not None else ()
    return Table(names, read_only(values), labels, classes, total)


def _numbers(targets: Targets) -> Floats:
    return targets.astype(np.float64, copy=False)


def describe(values: Floats) -> Described:
    """Return what can be said of numbers (n,), NaN for missing, in one line."""
    known = np.sort(values[~np.isnan(values)])
    missing = len(values) - len(known)
    if not len(known):
        nan = float("nan")
        return Described(0, missing, 0, nan, nan, nan, nan, nan, nan, nan)
    distinct = 1 + int((np.diff(known) > 0).sum())
    lower, median, upper = (float(q) for q in np.quantile(known, (0.25, 0.5, 0.75)))
    mean, std = _mean_and_std(known)
    least, greatest = float(known[0]), float(known[-1])
    return Described(len(known), missing, distinct, mean, std, least, lower, median, upper, greatest)


def _mean_and_std(known: Floats) -> tuple[float, float]:
    """Return mean and standard deviation, whatever the size of the numbers: squares of 1e300 are none."""
    largest = float(np.abs(known).max())
    unit = known / largest if largest else known
    std = float(unit.std(ddof=1)) * (largest or 1.0) if len(known) > 1 else float("nan")
    return float(unit.mean()) * (largest or 1.0), std


def columns_of(table: Table) -> tuple[ColumnNumbers, ...]:
    """Return the numbers of every column."""
    return tuple(column_numbers(table, place) for place in range(len(table.names)))


def column_numbers(table: Table, place: int) -> ColumnNumbers:
    """Return the numbers of the column at a place, of all rows and of each class."""
    values, labels = table.values[:, place], table.labels
    parts = () if labels is None else tuple(values[labels == k] for k in range(len(table.classes)))
    return ColumnNumbers(table.names[place], describe(values), tuple(map(describe, parts)))


def histogram(table: Table, place: int) -> Histogram:
    """Return the histogram of the column at a place, a row of counts for each class."""
    values, labels = table.values[:, place], table.labels
    edges = bin_edges(values)
    if labels is None:
        counts = [_counts(values, edges)]
    else:
        counts = [_counts(values[labels == k], edges) for k in range(len(table.classes))]
    return Histogram(table.names[place], read_only(edges), read_only(np.array(counts)))


def bin_edges(values: Floats) -> Floats:
    """Return edges (bins + 1,) of bins for numbers (n,), by D. Freedman and P. Diaconis 1981.

    A bin is 2 · IQR / ∛n wide, where that makes 5 to 100 bins, and else as wide as makes so many; a few whole
    numbers have a bin each, with the number in its middle. Without a known value there is one bin from 0 to 1.
    """
    known = values[np.isfinite(values)]
    if not len(known):
        return np.array([0.0, 1.0])
    least, greatest = float(known.min()), float(known.max())
    if least == greatest:
        half = max(0.5, abs(least) * 1e-6)
        return np.array([least - half, least + half])
    if greatest - least < _MOST_BINS // 2 and not np.any(known % 1):
        return np.arange(least, greatest + 2) - 0.5
    lower, upper = np.quantile(known, (0.25, 0.75))
    width = 2 * float(upper - lower) / np.cbrt(len(known))
    # Beside a far value a width may be next to nothing: divided by it, the range would be beyond all numbers.
    narrow = (greatest - least) / _MOST_BINS
    bins = (greatest - least) / max(width, narrow) if width > 0 else np.sqrt(len(known))
    count = int(np.clip(np.ceil(bins), _FEWEST_BINS, _MOST_BINS))
    edges = np.linspace(least, greatest, count + 1)
    # Where numbers lie too close for so many edges between them, they are told apart by fewer.
    return edges if np.all(np.diff(edges) > 0) else np.array([least, greatest])


def _counts(values: Floats, edges: Floats) -> NDArray[np.int64]:
    counts, _ = np.histogram(values[np.isfinite(values)], edges)
    return counts.astype(np.int64)


def correlations(table: Table, kind: Kind) -> Correlations:
    """Return the correlation of every two of the first `MOST_CORRELATED` columns, each of the rows that have both.

    Parameters
    ----------
    kind
        ``pearson``: how nearly they lie on a line (K. Pearson 1895); ``spearman``: the same of their ranks, those
        of equal values being the mean of theirs (C. Spearman 1904).
    """
    values = table.values[:, :MOST_CORRELATED]
    pairs = values.shape[1] * (values.shape[1] - 1) // 2
    if kind == "spearman" and np.isnan(values).any():
        # Each pair has ranks of its own, and ranking is dear.
        most = max(_FEWEST_RANKED, _MOST_RANKED // max(1, pairs))
        values = values[_evenly(len(values), most)]
    found = _all_pairs(_ranked(values) if kind == "spearman" else values)
    for i, j in np.argwhere(np.isnan(found)).tolist():
        if i <= j:
            both = values[:, [i, j]]
            found[i, j] = found[j, i] = _pair(both[~np.isnan(both).any(1)], kind)
    return Correlations(kind, table.names[: values.shape[1]], read_only(found), len(values))


def _all_pairs(values: Floats) -> Floats:
    """Return Pearson's r of every two columns over the rows that have both, NaN where sums do not tell it."""
    known = ~np.isnan(values)
    if len(values) < 2:
        return np.full((values.shape[1],) * 2, np.nan)
    x = _standard(values, known)
    ones = known.astype(np.float64)
    n, sums, squares = ones.T @ ones, x.T @ ones, (x * x).T @ ones
    spread = squares - sums * sums / np.maximum(n, 1)
    # What is left of squares that nearly cancel is rounding: such pairs are worked out one by one.
    spread = np.where((n > 1) & (spread > 1e-6 * squares) & (squares > 1e-6 * n), spread, np.nan)
    together = x.T @ x - sums * sums.T / np.maximum(n, 1)
    return np.clip(together / np.sqrt(spread * spread.T), -1.0, 1.0)


def _standard(values: Floats, known: NDArray[np.bool_]) -> Floats:
    """Return columns with mean 0 and standard deviation 1, 0 where a value is not known."""
    filled = np.where(known, values, 0.0)
    largest = np.abs(filled).max(0)
    filled = filled / np.where(largest > 0, largest, 1.0)
    count = np.maximum(known.sum(0), 1)
    centred = np.where(known, filled - filled.sum(0) / count, 0.0)
    length = np.sqrt((centred * centred).sum(0) / count)
    return np.where(length > 0, centred / np.where(length > 0, length, 1.0), 0.0)


def _pair(both: Floats, kind: Kind) -> float:
    """Return the correlation of two columns (n, 2) without gaps; NaN where there is none."""
    if len(both) < 2 or (both.min(0) == both.max(0)).any():
        return float("nan")
    ranked = _ranked(both) if kind == "spearman" else both
    x = _standard(ranked, np.ones_like(ranked, np.bool_))
    return float(np.clip((x[:, 0] * x[:, 1]).mean(), -1.0, 1.0))


def _ranked(columns: Floats) -> Floats:
    """Return ranks, those of equal values being the mean of theirs; NaN in a column with gaps."""
    ranks = np.full(columns.shape, np.nan)
    for place, column in enumerate(np.ascontiguousarray(columns.T)):
        if not np.isnan(column).any():
            order = np.argsort(column)
            ranked = column[order]
            starts = np.flatnonzero(np.r_[True, ranked[1:] > ranked[:-1]])
            ends = np.r_[starts[1:], len(ranked)]
            ranks[order, place] = np.repeat((starts + ends + 1) / 2, ends - starts)
    return ranks


def _evenly(n: int, most: int) -> NDArray[np.int64]:
    """Return at most so many of n places, spread evenly."""
    return np.linspace(0, n, min(n, most), endpoint=False).astype(np.int64)


def scaled(dataset: Dataset, scaler: Scaler, place: int, rows: Sequence[int] | NDArray[np.int64]) -> Scaled:
    """Return a flat input column of some rows before and after scaling."""
    chosen = np.asarray(rows, np.int64)
    chosen = chosen[_evenly(len(chosen), MOST_ROWS)]
    before = dataset.values((chosen, place))
    after = scaler.of((place,)).apply(before[:, np.newaxis])[:, 0]
    name = dataset.input_names[place]
    pictures = []
    for values in (before, after):
        edges = bin_edges(values)
        pictures.append(Histogram(name, read_only(edges), read_only(_counts(values, edges)[np.newaxis])))
    return Scaled(pictures[0], pictures[1], describe(before), describe(after))
