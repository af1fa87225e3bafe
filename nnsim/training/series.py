"""A curve of bounded size.

A `Series` keeps at most ``capacity`` buckets. When they are full, neighbouring buckets are merged
and each further bucket takes twice as many steps; minimum and maximum of a bucket survive, so a
spike never disappears from a curve.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import inf

import numpy as np

from nnsim.training.history_record import damaged

CAPACITY = 4096
ARRAYS = ("steps", "sizes", "sum", "low", "high", "last")
"""Names of what `Series.arrays` gives."""
_FEWEST = 64
"""Buckets that are left of a curve however wide its rows are."""


class Series:
    """Bounded record of rows of readings.

    Parameters
    ----------
    width
        Numbers in a row.
    capacity
        Greatest number of buckets, an even number.
    """

    def __init__(self, width: int, capacity: int = CAPACITY) -> None:
        self.stride = 1
        self._capacity = capacity
        self._count = 0
        self._filled = 0
        self._steps = np.zeros(capacity, np.float64)
        self._sum = np.zeros((capacity, width), np.float64)
        self._low = np.zeros((capacity, width), np.float64)
        self._high = np.zeros((capacity, width), np.float64)
        self._sizes = np.zeros(capacity, np.int64)
        self.last = np.full(width, np.nan, np.float64)

    def __len__(self) -> int:
        """Return the number of buckets that hold something."""
        return self._count

    def append(self, first_step: int, rows: np.ndarray) -> None:
        """Add `rows` (k, width), the readings of steps ``first_step``, ``first_step + 1``, ..."""
        self.extend(np.arange(first_step, first_step + len(rows)), rows)

    def extend(self, steps: np.ndarray, rows: np.ndarray) -> None:
        """Add `rows` (k, width), each of its step in `steps` (k,), which never fall."""
        if not len(rows):
            return
        self.last = rows[-1].astype(np.float64)
        at = 0
        while at < len(rows):
            at += self._fill(steps[at:], rows[at:])

    def _fill(self, steps: np.ndarray, rows: np.ndarray) -> int:
        """Put the first of `rows` into buckets until these or the rows are used up; return how many."""
        if self._filled == 0:
            if self._count == self._capacity:
                self._halve()
            whole = min(len(rows) // self.stride, self._capacity - self._count)
            if whole > 0:
                self._whole_buckets(steps, rows[: whole * self.stride], whole)
                return whole * self.stride
            self._count += 1
            self._sizes[self._count - 1] = 0
        k = self._count - 1
        part = rows[: self.stride - self._filled]
        low, high = _folded(np.minimum, part), _folded(np.maximum, part)
        fresh = self._filled == 0
        self._low[k] = low if fresh else np.minimum(self._low[k], low)
        self._high[k] = high if fresh else np.maximum(self._high[k], high)
        total = part.sum(axis=0, dtype=np.float64)
        self._sum[k] = total if fresh else self._sum[k] + total
        self._sizes[k] += len(part)
        self._steps[k] = steps[len(part) - 1]
        self._filled = (self._filled + len(part)) % self.stride
        return len(part)

    def _whole_buckets(self, steps: np.ndarray, rows: np.ndarray, n: int) -> None:
        grouped = rows.reshape(n, self.stride, -1)
        here = slice(self._count, self._count + n)
        self._sum[here] = grouped.sum(axis=1, dtype=np.float64)
        self._low[here] = _folded(np.minimum, grouped)
        self._high[here] = _folded(np.maximum, grouped)
        self._sizes[here] = self.stride
        self._steps[here] = steps[self.stride - 1 : n * self.stride : self.stride]
        self._count += n

    def _halve(self) -> None:
        self._take(2 * self.stride, self._in_pairs())

    def _in_pairs(self) -> dict[str, np.ndarray]:
        """Return what buckets hold when every two neighbours are one, by name."""
        n = self._count
        first = np.arange(0, n, 2)
        how = (np.maximum, np.add, np.add, np.minimum, np.maximum)
        kept = (self._steps, self._sizes, self._sum, self._low, self._high)
        return {
            name: reduce.reduceat(array[:n], first)
            for name, reduce, array in zip(ARRAYS, how, kept, strict=False)
        }

    @property
    def steps(self) -> np.ndarray:
        """Last step of each bucket, shape (n,)."""
        return self._steps[: self._count]

    def mean(self, column: int, first: int = 0) -> np.ndarray:
        """Return the mean of a column in each bucket from the `first` on, shape (n − first,), float64."""
        here = slice(first, self._count)
        return np.asarray(self._sum[here, column] / self._sizes[here])

    def means(self) -> np.ndarray:
        """Return the means of all columns, shape (n, width)."""
        return np.asarray(self._sum[: self._count] / self._sizes[: self._count, None])

    def newest(self) -> np.ndarray:
        """Return the means of all columns in the newest bucket, shape (width,)."""
        return self.bucket(self._count - 1)

    def bucket(self, k: int) -> np.ndarray:
        """Return the means of all columns in bucket `k`, shape (width,)."""
        return np.asarray(self._sum[k] / self._sizes[k])

    def low(self, column: int) -> np.ndarray:
        """Return the least value of a column in each bucket, shape (n,)."""
        return self._low[: self._count, column]

    def high(self, column: int) -> np.ndarray:
        """Return the greatest value of a column in each bucket, shape (n,)."""
        return self._high[: self._count, column]

    # ---- as it was ----------------------------------------------------------------------------

    def ended_by(self, step: float) -> int:
        """Return how many buckets hold nothing later than `step`."""
        return int(np.searchsorted(self.steps, step, "right"))

    def at(self, step: float) -> np.ndarray:
        """Return the means of all columns in the bucket that holds `step`, shape (width,).

        Where none does, those of the newest before it; NaN where there is none. The rows of the bucket
        must be of successive steps.
        """
        k = int(np.searchsorted(self.steps, step))
        if k == self._count or self._steps[k] - self._sizes[k] + 1 > step:
            k -= 1
        return self.bucket(k) if k >= 0 else np.full_like(self.last, np.nan)

    def until(self, step: float = inf) -> Series:
        """Return a copy of what was there at `step`: what came later is left out, whole buckets of it.

        A bucket that `step` cuts in two is left out too, so that a merged curve ends up to a bucket
        before it.
        """
        n = self.ended_by(step)
        made = Series(len(self.last), self._capacity)
        made._take(self.stride, {name: array[:n] for name, array in self.arrays().items()})
        made.last = self.last.copy() if n == self._count else self.at(step)
        return made

    def thinned(self, numbers: int) -> Series:
        """Return a series of neighbours merged until its buckets hold at most so many numbers, or are few."""
        most = max(_FEWEST, numbers // (3 * len(self.last) + 2))
        made = self
        while len(made) > most:
            merged = Series(len(made.last), made._capacity)
            merged._take(2 * made.stride, made._in_pairs())
            merged.last = made.last.copy()
            made = merged
        return made

    def arrays(self) -> dict[str, np.ndarray]:
        """Return copies of all there is, by name: ``steps``, ``sizes``, shape (n,), ``sum``, ``low``,
        ``high``, shape (n, width), ``last``, shape (width,).
        """
        n = self._count
        kept = (self._steps, self._sizes, self._sum, self._low, self._high)
        return {name: a.copy() for name, a in zip(ARRAYS, [*(k[:n] for k in kept), self.last], strict=True)}

    @classmethod
    def of_arrays(
        cls, arrays: Mapping[str, np.ndarray], stride: int, width: int, capacity: int = CAPACITY
    ) -> Series:
        """Return the series that `arrays` were taken from, to go on with.

        Raises NnsimError when they do not fit together.
        """
        _refuse_misfits(arrays, stride, width, capacity)
        made = cls(width, capacity)
        made._take(stride, arrays)
        made.last[:] = arrays["last"]
        return made

    def _take(self, stride: int, arrays: Mapping[str, np.ndarray]) -> None:
        """Fill empty buckets with those in `arrays`."""
        n = len(arrays["steps"])
        self.stride, self._count = stride, n
        own = (self._steps, self._sizes, self._sum, self._low, self._high)
        for array, name in zip(own, ARRAYS, strict=False):
            array[:n] = arrays[name]
        self._filled = int(self._sizes[n - 1]) % stride if n else 0


def _folded(how: np.ufunc, rows: np.ndarray) -> np.ndarray:
    """Return ``how.reduce(rows, axis=-2)`` of rows (..., k, width): least or greatest numbers.

    Half of the rows at a time meets the other half: several times as fast as row by row where they are short.
    """
    while (k := rows.shape[-2]) > 1:
        half = k // 2
        met = how(rows[..., :half, :], rows[..., half : 2 * half, :])
        if k % 2:
            how(met[..., 0, :], rows[..., -1, :], out=met[..., 0, :])
        rows = met
    return np.asarray(rows[..., 0, :])


def _refuse_misfits(arrays: Mapping[str, np.ndarray], stride: int, width: int, capacity: int) -> None:
    """Raise NnsimError unless `arrays` are those of a `Series`."""
    if any(name not in arrays or arrays[name].dtype.kind not in "fiu" for name in ARRAYS):
        raise damaged()
    n = arrays["steps"].size
    shapes = [(n,), (n,), (n, width), (n, width), (n, width), (width,)]
    if [arrays[name].shape for name in ARRAYS] != shapes or n > capacity:
        raise damaged()
    steps, sizes = arrays["steps"], arrays["sizes"]
    if not (np.isfinite(steps).all() and (np.diff(steps) >= 0).all()):
        raise damaged()
    # Only the bucket that is being filled may hold fewer rows than the others.
    if not ((sizes[:-1] == stride).all() and ((sizes[-1:] >= 1) & (sizes[-1:] <= stride)).all()):
        raise damaged()
