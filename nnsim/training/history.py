"""The memory of a run: every step counts, and the size stays bounded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
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
from nnsim.training.series import ARRAYS, CAPACITY, Series

VERSION = 1
"""Of what `History.arrays` gives."""
TRAIN_LOSS, VAL_LOSS = 0, 1
"""Columns of `History.evaluations`."""
_METRICS = 2
"""The first column of metrics there; the epoch comes after them."""
_READINGS, _EVALUATIONS, _RECORD = "readings", "evaluations", "record"


class History:
    """Everything a run has reported: readings of every step, and evaluations.

    The columns of `evaluations` are `TRAIN_LOSS`, `VAL_LOSS`, `metrics`, and the epoch; a missing value is
    NaN. `outputs` are node id and name of the outputs whose names stand in those of the metrics.
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
        self.evaluations = Series(_width(metrics), capacity)
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
        self.add_evaluations([evaluation])

    def add_evaluations(self, evaluations: Sequence[Evaluation]) -> None:
        """Take some evaluations, oldest first."""
        if not evaluations:
            return
        # float64 makes NaN of what is missing.
        rows = np.array([self._row(evaluation) for evaluation in evaluations], np.float64)
        self.evaluations.extend(np.array([evaluation.step for evaluation in evaluations]), rows)
        self.last_evaluation = evaluations[-1]
        self.version += 1

    def _row(self, evaluation: Evaluation) -> list[float | None]:
        """Return what `evaluations` keeps of an evaluation."""
        found = dict(evaluation.metrics)
        measured = (found.get(name) for name in self._reported)
        return [evaluation.train_loss, evaluation.val_loss, *measured, evaluation.epoch]

    def accuracies(self) -> Iterator[tuple[MetricName, int]]:
        """Yield the accuracies that are measured, each with its column in `evaluations`."""
        names = map(MetricName.read, self.metrics)
        return ((name, column) for column, name in enumerate(names, _METRICS) if name.is_accuracy)

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

    def new_ones(self, evaluations: Iterable[Evaluation]) -> Iterator[Evaluation]:
        """Yield those of `evaluations`, oldest first, that say something else than the one before them."""
        last = self.last_evaluation
        for evaluation in evaluations:
            if last is None or not _alike(last, evaluation):
                yield evaluation
            last = evaluation

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
        made.evaluations = Series.of_arrays(_named(arrays, _EVALUATIONS), strides[1], _width(metrics))
        if len(made.evaluations):
            made.last_evaluation = made._evaluation(int(made.evaluations.steps[-1]), made.evaluations.last)
        made.version = 1
        return made

    def _evaluation(self, step: int, row: np.ndarray, run: int = 0) -> Evaluation:
        """Return the letter that a row of `evaluations` was made of."""
        train, val, *measured, epoch = row.tolist()
        metrics = tuple((k, v) for k, v in zip(self.metrics, measured, strict=True) if not isnan(v))
        return Evaluation(run, step, epoch, train, None if isnan(val) else val, metrics)


def _alike(one: Evaluation, other: Evaluation) -> bool:
    """Return whether two evaluations tell the same, whatever the metrics are called."""
    return (one.step, one.epoch, one.train_loss, one.val_loss) == (
        other.step,
        other.epoch,
        other.train_loss,
        other.val_loss,
    )


def _width(metrics: tuple[str, ...]) -> int:
    """Return the numbers in a row of evaluations."""
    return _METRICS + len(metrics) + 1


def _named(arrays: Mapping[str, np.ndarray], series: str) -> dict[str, np.ndarray]:
    return {name: arrays[f"{series}/{name}"] for name in ARRAYS if f"{series}/{name}" in arrays}
