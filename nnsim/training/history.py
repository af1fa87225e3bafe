"""The memory of a run: every step counts, and the size stays bounded.

A `Series` keeps at most ``capacity`` buckets. When they are full, neighbouring buckets are merged
and each further bucket takes twice as many steps; minimum and maximum of a bucket survive, so a
spike never disappears from a curve.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from dataclasses import replace
from math import inf, isnan

import numpy as np

from nnsim.base import strict_json
from nnsim.base.errors import NnsimError
from nnsim.base.text import tr
from nnsim.training.columns import Columns
from nnsim.training.history_record import (
    columns_from,
    columns_record,
    damaged,
    names_from,
    pairs_from,
    whole_from,
)
from nnsim.training.messages import Evaluation, Points
from nnsim.training.metric_names import MetricName, alike

VERSION = 1
"""Of what `History.arrays` gives."""
CAPACITY = 4096
_READINGS, _EVALUATIONS, _RECORD = "readings", "evaluations", "record"
_FEWEST = 64
"""Buckets that are left of a curve however wide its rows are."""
_ARRAYS = ("steps", "sizes", "sum", "low", "high", "last")


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
        if not len(rows):
            return
        self.last = rows[-1].astype(np.float64)
        at = 0
        while at < len(rows):
            at += self._fill(first_step + at, rows[at:])

    def _fill(self, step: int, rows: np.ndarray) -> int:
        """Put the first of `rows` into buckets until these or the rows are used up; return how many."""
        if self._filled == 0:
            if self._count == self._capacity:
                self._halve()
            whole = min(len(rows) // self.stride, self._capacity - self._count)
            if whole > 0:
                self._whole_buckets(step, rows[: whole * self.stride], whole)
                return whole * self.stride
            self._count += 1
            self._sizes[self._count - 1] = 0
        k = self._count - 1
        part = rows[: self.stride - self._filled]
        low, high = part.min(axis=0), part.max(axis=0)
        fresh = self._filled == 0
        self._low[k] = low if fresh else np.minimum(self._low[k], low)
        self._high[k] = high if fresh else np.maximum(self._high[k], high)
        total = part.sum(axis=0, dtype=np.float64)
        self._sum[k] = total if fresh else self._sum[k] + total
        self._sizes[k] += len(part)
        self._steps[k] = step + len(part) - 1
        self._filled = (self._filled + len(part)) % self.stride
        return len(part)

    def _whole_buckets(self, step: int, rows: np.ndarray, n: int) -> None:
        grouped = rows.reshape(n, self.stride, -1)
        here = slice(self._count, self._count + n)
        self._sum[here] = grouped.sum(axis=1, dtype=np.float64)
        self._low[here] = grouped.min(axis=1)
        self._high[here] = grouped.max(axis=1)
        self._sizes[here] = self.stride
        self._steps[here] = step - 1 + self.stride * np.arange(1, n + 1)
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
            for name, reduce, array in zip(_ARRAYS, how, kept, strict=False)
        }

    @property
    def steps(self) -> np.ndarray:
        """Last step of each bucket, shape (n,)."""
        return self._steps[: self._count]

    def mean(self, column: int) -> np.ndarray:
        """Return the mean of a column in each bucket, shape (n,), float64."""
        return np.asarray(self._sum[: self._count, column] / self._sizes[: self._count])

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
        return {name: a.copy() for name, a in zip(_ARRAYS, [*(k[:n] for k in kept), self.last], strict=True)}

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
        for array, name in zip(own, _ARRAYS, strict=False):
            array[:n] = arrays[name]
        self._filled = int(self._sizes[n - 1]) % stride if n else 0


def _refuse_misfits(arrays: Mapping[str, np.ndarray], stride: int, width: int, capacity: int) -> None:
    """Raise NnsimError unless `arrays` are those of a `Series`."""
    if any(name not in arrays or arrays[name].dtype.kind not in "fiu" for name in _ARRAYS):
        raise damaged()
    n = arrays["steps"].size
    shapes = [(n,), (n,), (n, width), (n, width), (n, width), (width,)]
    if [arrays[name].shape for name in _ARRAYS] != shapes or n > capacity:
        raise damaged()
    steps, sizes = arrays["steps"], arrays["sizes"]
    if not (np.isfinite(steps).all() and (np.diff(steps) >= 0).all()):
        raise damaged()
    # Only the bucket that is being filled may hold fewer rows than the others.
    if not ((sizes[:-1] == stride).all() and ((sizes[-1:] >= 1) & (sizes[-1:] <= stride)).all()):
        raise damaged()


class History:
    """Everything a run has reported: readings of every step, and evaluations.

    The columns of `evaluations` are ``train_loss``, ``val_loss``, `metrics`, and the epoch; a missing
    value is NaN. `outputs` are node id and name of the outputs whose names stand in those of the metrics.
    """

    def __init__(
        self,
        columns: Columns,
        metrics: tuple[str, ...] = (),
        capacity: int = CAPACITY,
        outputs: tuple[tuple[str, str], ...] = (),
    ) -> None:
        self.columns = columns
        self.metrics = metrics
        self._reported = metrics
        """What evaluations call the metrics: as at the beginning of the run."""
        self._outputs = outputs
        self.readings = Series(columns.width, capacity)
        self.evaluations = Series(3 + len(metrics), capacity)
        self.last_evaluation: Evaluation | None = None
        self.version = 0
        """Grows with everything that is added, so that a view can see whether it is out of date."""

    def rename(self, names: Mapping[str, str]) -> None:
        """Call layers by other names, by node id; what was read of them stays."""
        layers = tuple(
            replace(layer, name=names.get(layer.node, layer.name)) for layer in self.columns.layers
        )
        called = {name: names.get(node, name) for node, name in self._outputs}
        found = (MetricName.read(name) for name in self._reported)
        metrics = tuple(str(replace(name, layer=called.get(name.layer, name.layer))) for name in found)
        if (layers, metrics) != (self.columns.layers, self.metrics):
            self.columns, self.metrics = replace(self.columns, layers=layers), metrics
            self.version += 1

    def add_points(self, points: Points) -> None:
        """Take the readings of some steps."""
        self.readings.append(points.first_step, points.rows)
        self.version += 1

    def add_evaluation(self, evaluation: Evaluation) -> None:
        """Take one evaluation."""
        found = dict(evaluation.metrics)
        measured = (found.get(name) for name in self._reported)
        row = [evaluation.train_loss, evaluation.val_loss, *measured, evaluation.epoch]
        values = np.array([[np.nan if v is None else v for v in row]], np.float64)
        self.evaluations.append(evaluation.step, values)
        self.last_evaluation = evaluation
        self.version += 1

    # ---- as it was ----------------------------------------------------------------------------

    def evaluation_at(self, step: float) -> Evaluation | None:
        """Return the newest evaluation that had been made by `step`; None when there was none.

        Of evaluations that were merged, the means.
        """
        last = self.last_evaluation
        if last is None or step >= last.step:
            return last
        n = self.evaluations.ended_by(step)
        if not n:
            return None
        row = self.evaluations.bucket(n - 1)
        row[-1] = self.evaluations.high(len(row) - 1)[n - 1]
        return self._evaluation(int(self.evaluations.steps[n - 1]), row, last.run)

    def until(self, step: float = inf) -> History:
        """Return a copy of this history as it was at `step`; see `Series.until`."""
        made = History(self.columns, self._reported, outputs=self._outputs)
        made.metrics = self.metrics
        made.readings, made.evaluations = self.readings.until(step), self.evaluations.until(step)
        made.last_evaluation = self.evaluation_at(step)
        made.version = 1
        return made

    def thinned(self, numbers: int) -> History:
        """Return a history of at most about so many numbers: neighbours are merged where there are more."""
        made = copy(self)
        made.readings, made.evaluations = self.readings.thinned(numbers), self.evaluations.thinned(numbers)
        return made

    def copy(self) -> History:
        """Return a history that goes on by itself."""
        made = copy(self)
        made.readings, made.evaluations = self.readings.until(), self.evaluations.until()
        return made

    def take_up(
        self, columns: Columns, metrics: tuple[str, ...], outputs: tuple[tuple[str, str], ...] = ()
    ) -> bool:
        """Go on with a run that reports so; return whether it reports what this history is of."""
        if not self.columns.is_like(columns) or not alike(self._reported, metrics):
            return False
        self.columns, self.metrics, self._reported, self._outputs = columns, metrics, metrics, outputs
        self.version += 1
        return True

    def knows(self, evaluation: Evaluation) -> bool:
        """Return whether this is what was measured last."""
        last = self.last_evaluation
        return last is not None and replace(last, run=evaluation.run, metrics=()) == replace(
            evaluation, metrics=()
        )

    def arrays(self) -> dict[str, np.ndarray]:
        """Return all of it as plain arrays, for a file: the record of what they are, as bytes of JSON, and
        those of both series.
        """
        record = {
            "version": VERSION,
            "columns": columns_record(self.columns),
            "metrics": list(self.metrics),
            "reported": list(self._reported),
            "outputs": [list(pair) for pair in self._outputs],
            "strides": [self.readings.stride, self.evaluations.stride],
        }
        found = {_RECORD: np.frombuffer(strict_json.to_text(record).encode(), np.uint8)}
        for name, series in ((_READINGS, self.readings), (_EVALUATIONS, self.evaluations)):
            found |= {f"{name}/{key}": array for key, array in series.arrays().items()}
        return found

    @classmethod
    def of_arrays(cls, arrays: Mapping[str, np.ndarray]) -> History:
        """Return the history that `arrays` gave, to look at and to go on with.

        Raises
        ------
        NnsimError
            When they are damaged, or were written by a later version.
        """
        raw = arrays.get(_RECORD)
        if raw is None or raw.dtype != np.uint8 or raw.ndim != 1:
            raise damaged()
        record = strict_json.from_bytes(raw.tobytes(), tr("The record of the curves"))
        if not isinstance(record, dict) or type(record.get("version")) is not int:
            raise damaged()
        if record["version"] != VERSION:
            raise NnsimError(
                tr("The curves were written by a later version of nnsim. Update it to see them.")
            )
        columns, metrics = columns_from(record.get("columns")), names_from(record.get("metrics"))
        reported, strides = names_from(record.get("reported")), whole_from(record.get("strides"))
        if len(strides) != 2 or len(reported) != len(metrics):
            raise damaged()
        made = cls(columns, reported, outputs=pairs_from(record.get("outputs")))
        made.metrics = metrics
        made.readings = Series.of_arrays(_named(arrays, _READINGS), strides[0], columns.width)
        made.evaluations = Series.of_arrays(_named(arrays, _EVALUATIONS), strides[1], 3 + len(metrics))
        if len(made.evaluations):
            made.last_evaluation = made._evaluation(int(made.evaluations.steps[-1]), made.evaluations.last)
        made.version = 1
        return made

    def _evaluation(self, step: int, row: np.ndarray, run: int = 0) -> Evaluation:
        """Return the letter that a row of `evaluations` was made of."""
        train, val, *measured, epoch = row.tolist()
        metrics = tuple((k, v) for k, v in zip(self.metrics, measured, strict=True) if not isnan(v))
        return Evaluation(run, step, epoch, train, None if isnan(val) else val, metrics)


def _named(arrays: Mapping[str, np.ndarray], series: str) -> dict[str, np.ndarray]:
    return {name: arrays[f"{series}/{name}"] for name in _ARRAYS if f"{series}/{name}" in arrays}
