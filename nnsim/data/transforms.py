"""Filling and scaling, both learned from the training part and applied to all parts alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from nnsim.base.brief import brief
from nnsim.base.text import mark
from nnsim.data.dataset import Bytes, Floats, Missing
from nnsim.data.many_rows import mean_and_deviation, pieces

ScalerKind = Literal["none", "standardize", "min_max"]

SCALING_OPTIONS = (
    ("none", mark("none")),
    ("standardize", mark("standardise")),
    ("min_max", mark("minimum to maximum")),
)
"""What a user can choose to do with the size of inputs, as options of a setting."""


@dataclass(frozen=True, eq=False)
class Scaler:
    """The map x ↦ (x - shift) / scale; both arrays broadcast against one example."""

    shift: Floats
    scale: Floats

    def __repr__(self) -> str:
        return brief(self)

    def apply(self, x: Floats) -> Floats:
        """Return raw values as the network sees them."""
        scaled: Floats = (x - self.shift) / self.scale
        return scaled

    def apply_to(self, own: Floats) -> Floats:
        """Return raw values (n, *shape) as the network sees them, written over themselves."""
        for rows in pieces(len(own), own[:1].size):
            own[rows] -= self.shift
            own[rows] /= self.scale
        return own

    def of(self, features: Sequence[int] | None) -> Scaler:
        """Return the scaler of some flat features alone; None: of all."""
        return self if features is None else Scaler(self.shift[list(features)], self.scale[list(features)])

    def invert(self, x: Floats) -> Floats:
        """Return what the network sees as raw values."""
        raw: Floats = x * self.scale + self.shift
        return raw


def fit_scaler(kind: ScalerKind, x: Floats, keep: tuple[tuple[int, int], ...] = ()) -> Scaler:
    """Learn a scaler from training examples.

    Parameters
    ----------
    kind
        ``standardize`` to mean 0 and (population) standard deviation 1, ``min_max`` to [0, 1].
    x
        Shape (n, d), (n, time, features) or (n, channels, height, width), finite. Each feature or
        channel is scaled as one, over all times or places: a pixel that is black in every
        training image must not blow up in the next one.
    keep
        Half-open ranges of flat features that stay as they are.

    Notes
    -----
    A feature whose values differ by no more than rounding errors is constant and gets scale 1.
    """
    axes, shape = feature_axes(x)
    if kind == "none" or len(x) == 0:
        return Scaler(_frozen(np.zeros(shape)), _frozen(np.ones(shape)))
    low, high = x.min(axes), x.max(axes)
    span = high - low
    constant = span <= 8 * np.finfo(np.float64).eps * np.maximum(abs(low), abs(high))
    divisor = np.where(constant, 1.0, span)
    shift, scale = low, divisor
    if kind == "standardize":
        # In units of the span the squares of very large and very small values stay representable.
        start, size = low.reshape(shape), divisor.reshape(shape)
        mean, deviation = mean_and_deviation(x, lambda some: (some - start) / size, axes)
        shift = np.where(constant, low, low + span * mean)
        scale = np.where(constant, 1.0, span * deviation)
    scale = np.where(scale > 0, scale, 1.0)
    for first, stop in keep:
        shift[first:stop], scale[first:stop] = 0.0, 1.0
    return Scaler(_frozen(shift.reshape(shape)), _frozen(scale.reshape(shape)))


def without_padding(x: Floats, lengths: NDArray[np.int64]) -> Floats:
    """Return the real times of all sequences (n, time, features) as one sequence, (1, times, features).

    `lengths` (n,) says how many times of each are real; what a scaler learns must not depend on the rest.
    """
    return x[np.arange(x.shape[1]) < lengths[:, np.newaxis]][np.newaxis]


def constant_features(x: Floats | Bytes) -> list[int]:
    """Return the places of flat features that have one and the same value in all of `x` (n, d)."""
    if len(x) == 0:
        return []
    return np.flatnonzero((x == x[0]).all(0)).tolist()


@dataclass(frozen=True, eq=False)
class Filler:
    """Values that stand in for missing ones, one for each feature."""

    values: Floats
    guessed: tuple[int, ...]
    """Features with no value at all in the training part; 0 stands in for them."""

    def __repr__(self) -> str:
        return brief(self)

    def apply(self, x: Floats) -> Floats:
        """Return `x` with every NaN replaced."""
        return np.where(np.isnan(x), self.values, x)

    def apply_to(self, own: Floats) -> Floats:
        """Return `own` (n, *shape) with every NaN in it replaced."""
        for rows in pieces(len(own), own[:1].size):
            np.copyto(own[rows], self.values, where=np.isnan(own[rows]))
        return own


def fit_filler(kind: Missing, x: Floats, one_hot: tuple[tuple[int, int], ...] = ()) -> Filler:
    """Learn from training examples (n, *shape) what to put in place of NaN.

    `kind` is ``mean``, ``median`` or ``most_frequent`` (the smallest of equally frequent values).
    Columns that code one category together take its most frequent value whatever the kind: the
    mean of two colours is no colour.
    """
    flat = x.reshape(len(x), -1)
    values = np.zeros(flat.shape[1])
    guessed = []
    for j, column in enumerate(flat.T):
        known = column[~np.isnan(column)]
        if known.size == 0:
            guessed.append(j)
        else:
            values[j] = _representative(kind, known)
    for start, stop in one_hot:
        counts = np.nansum(flat[:, start:stop], axis=0)
        values[start:stop] = np.arange(stop - start) == counts.argmax()
    return Filler(_frozen(values.reshape(x.shape[1:])), tuple(guessed))


def _representative(kind: Missing, known: Floats) -> float:
    if kind == "mean":
        return float(known.mean())
    if kind == "median":
        return float(np.median(known))
    distinct, counts = np.unique(known, return_counts=True)
    return float(distinct[counts.argmax()])


def feature_axes(x: Floats | Bytes) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the axes to reduce over, and the shape that broadcasts the result against an example."""
    if x.ndim == 2:
        return (0,), x.shape[1:]
    if x.ndim == 3:
        return (0, 1), (1, x.shape[2])
    return (0, *range(2, x.ndim)), (x.shape[1], *(1,) * (x.ndim - 2))


def _frozen(array: Floats) -> Floats:
    array.setflags(write=False)
    return array
