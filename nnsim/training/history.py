"""The memory of a run: every step counts, and the size stays bounded.

A `Series` keeps at most ``capacity`` buckets. When they are full, neighbouring buckets are merged
and each further bucket takes twice as many steps; minimum and maximum of a bucket survive, so a
spike never disappears from a curve.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from nnsim.training.messages import Columns, Evaluation, Points
from nnsim.training.metric_names import MetricName


class Series:
    """Bounded record of rows of readings.

    Parameters
    ----------
    width
        Numbers in a row.
    capacity
        Greatest number of buckets, an even number.
    """

    def __init__(self, width: int, capacity: int = 4096) -> None:
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
        half = self._capacity // 2
        self._sum[:half] = self._sum[0::2] + self._sum[1::2]
        self._sizes[:half] = self._sizes[0::2] + self._sizes[1::2]
        self._low[:half] = np.minimum(self._low[0::2], self._low[1::2])
        self._high[:half] = np.maximum(self._high[0::2], self._high[1::2])
        self._steps[:half] = self._steps[1::2]
        self._count = half
        self.stride *= 2

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
        return np.asarray(self._sum[self._count - 1] / self._sizes[self._count - 1])

    def low(self, column: int) -> np.ndarray:
        """Return the least value of a column in each bucket, shape (n,)."""
        return self._low[: self._count, column]

    def high(self, column: int) -> np.ndarray:
        """Return the greatest value of a column in each bucket, shape (n,)."""
        return self._high[: self._count, column]


class History:
    """Everything a run has reported: readings of every step, and evaluations.

    The columns of `evaluations` are ``train_loss``, ``val_loss``, then `metrics`; a missing value
    is NaN. `outputs` are node id and name of the outputs whose names stand in those of the metrics.
    """

    def __init__(
        self,
        columns: Columns,
        metrics: tuple[str, ...] = (),
        capacity: int = 4096,
        outputs: tuple[tuple[str, str], ...] = (),
    ) -> None:
        self.columns = columns
        self.metrics = metrics
        self._reported = metrics
        """What evaluations call the metrics: as at the beginning of the run."""
        self._outputs = outputs
        self.readings = Series(columns.width, capacity)
        self.evaluations = Series(2 + len(metrics), capacity)
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
        row = [evaluation.train_loss, evaluation.val_loss, *(found.get(name) for name in self._reported)]
        values = np.array([[np.nan if v is None else v for v in row]], np.float64)
        self.evaluations.append(evaluation.step, values)
        self.last_evaluation = evaluation
        self.version += 1
