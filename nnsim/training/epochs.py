"""Training epoch by epoch, for programs and people who want a table and no window."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from nnsim.data.prepare import prepare
from nnsim.data.prepared import Prepared
from nnsim.data.source import Progress
from nnsim.document.kept import Kept
from nnsim.document.learned import Learned
from nnsim.document.project import Project
from nnsim.document.resolve import resolve
from nnsim.training.columns import EPOCH_COLUMNS, GRADIENT_COLUMN
from nnsim.training.divergence import DivergedError
from nnsim.training.even_keeping import EvenKeeper
from nnsim.training.messages import Evaluation, Points
from nnsim.training.quantities import GRADIENT
from nnsim.training.run import Run

_RESPONSE = 0.1
"""Seconds within which a wish to stop is noticed, as long as one step takes less."""


def begin(
    project: Project,
    learned: Learned | None = None,
    progress: Progress | None = None,
    data: Prepared | None = None,
) -> Run:
    """Return a run of `project` that has taken no step yet.

    Parameters
    ----------
    learned
        Where to go on from; without it the seed of the project decides everything.
    progress
        Told how far the data are prepared.
    data
        The data of `project`, where they were prepared already.

    Raises
    ------
    NnsimError
        When the data cannot be used or the network cannot be trained on them.
    """
    prepared = prepare(project.data, progress) if data is None else data
    resolved = resolve(project.graph, prepared, project.training.rule)
    return Run(resolved, project.training, prepared, learned)


@dataclass(frozen=True)
class EpochRecord:
    """What an epoch came to.

    Attributes
    ----------
    step, epoch
        Where the epoch ended; `epoch` is a whole number unless the epoch was broken off.
    train_loss, val_loss, metrics
        As in `nnsim.training.messages.Evaluation`, measured at the end of the epoch. Where the run
        diverged, they are those of the weights it diverged with, infinite or NaN as they may be.
    scalars
        What the rule reports beside the loss, by key: so far where it is counted over the run, else
        the mean over the steps of the epoch in which it is a number.
    gradients
        Mean over the steps of the epoch of ‖∂L/∂W‖₂, one for each layer with parameters; steps in
        which it is no number (NaN) are left out.
    """

    step: int
    epoch: float
    train_loss: float
    val_loss: float | None
    metrics: tuple[tuple[str, float], ...]
    gradients: tuple[float, ...]
    scalars: tuple[tuple[str, float], ...] = ()

    def evaluation(self, number: int) -> Evaluation:
        """Return what was measured, as run `number` reports it."""
        return Evaluation(number, self.step, self.epoch, self.train_loss, self.val_loss, self.metrics)

    def row(self) -> tuple[float | None, ...]:
        """Return the values in the order of `column_names`."""
        values = (value for _, value in (*self.metrics, *self.scalars))
        return (self.step, self.epoch, self.train_loss, self.val_loss, *values, *self.gradients)


def column_names(run: Run) -> tuple[str, ...]:
    """Return the names of what `EpochRecord.row` gives for `run`."""
    scalars = (scalar.key for scalar, _ in run.unreported.columns.others)
    gradients = (GRADIENT_COLUMN + layer.name for layer in run.unreported.columns.layers)
    return (*EPOCH_COLUMNS, *run.watch.evaluator.metrics, *scalars, *gradients)


class EpochWalk:
    """Takes a run from epoch to epoch and reports each.

    How often it looks up changes nothing in the numbers: they are those of `Run` alone.

    Parameters
    ----------
    stop
        Asked several times a second; when it returns True the walk ends after the step under way.
    on_points
        Called with all readings of every step.
    keeper
        Keeps moments of the run on its way.
    """

    def __init__(
        self,
        run: Run,
        stop: Callable[[], bool] | None = None,
        on_points: Callable[[Points], None] | None = None,
        keeper: EvenKeeper | None = None,
    ) -> None:
        self.run = run
        self.seconds = 0.0
        """Time spent on steps; evaluations are not counted."""
        self.steps = 0
        """Steps taken by this walk."""
        self._stop = stop or _never
        self._on_points = on_points or _ignore
        self._keeper = keeper
        self._keep()
        others = [column for _, column in run.unreported.columns.others]
        self._places = [*run.unreported.columns.of(GRADIENT), *others]
        """Columns that records tell the means of: gradients, then scalars."""
        self._sums = np.zeros(len(self._places))
        self._seen = np.zeros(len(self._places), np.int64)
        self._count = 0
        self._chunk = 1

    @property
    def steps_per_second(self) -> float:
        """Steps taken for each second spent on them."""
        return self.steps / self.seconds if self.seconds > 0 else 0.0

    def walk(self, epochs: int) -> Iterator[EpochRecord]:
        """Yield a record at the end of each of the next `epochs` epochs.

        An epoch that was under way counts as the first. When the walk is stopped within an epoch, or
        the run diverges, a last record tells what the part of it came to. When early stopping ends the training, so
        does the walk: ``run.watch.stopped`` says why, and the best weights are back. So it does where the
        rule has nothing more to do: ``run.watch.done`` says so.

        Raises
        ------
        DivergedError
            When the loss is no longer finite; the run then stands at its last good weights.
        """
        for _ in range(epochs):
            try:
                whole = self._epoch()
            except DivergedError as error:
                yield self._record(error.measured)
                raise
            stopped = self.run.watch.stopped
            if whole or self._count:
                yield self._record(self.run.evaluate() if stopped is None else stopped.last)
            if not whole or stopped is not None or self.run.watch.done:
                return

    def _epoch(self) -> bool:
        """Train to the end of the epoch under way; return False when stopped before."""
        batches = self.run.batches
        epoch = batches.epoch
        while batches.epoch == epoch:
            if self._stop():
                self._take()
                return False
            started, before = time.perf_counter(), self.run.step
            try:
                taken = self.run.advance(self._most())
                self._keep()
            except DivergedError:
                self._take()
                raise
            finally:
                spent = time.perf_counter() - started
                self.seconds += spent
                self.steps += self.run.step - before
            if not taken:
                self._take()
            elif spent < _RESPONSE / 2:
                self._chunk = min(2 * self._chunk, 1 << 20)
            elif spent > _RESPONSE:
                self._chunk = max(self._chunk // 2, 1)
        self._take()
        return True

    def _most(self) -> int:
        """Return how many steps to take before looking up: no further than to the next moment that is due."""
        return (
            self._chunk if self._keeper is None else min(self._chunk, self._keeper.next_step - self.run.step)
        )

    def _keep(self) -> None:
        if self._keeper is not None and self._keeper.is_due(self.run.step):
            self._keeper.keep(Kept(self.run.moment(), self.run.training))

    def _take(self) -> None:
        points = self.run.take_points()
        read = points.rows[:, self._places]
        self._sums += np.nansum(read, axis=0, dtype=np.float64)
        self._seen += (~np.isnan(read)).sum(axis=0)
        self._count += len(points.rows)
        self._on_points(points)

    def _record(self, found: Evaluation) -> EpochRecord:
        with np.errstate(invalid="ignore"):
            means = (self._sums / self._seen).tolist()
        self._sums[:], self._seen[:], self._count = 0, 0, 0
        told, now = self.run.unreported.columns.others, self.run.network.parameters.scalars
        split = len(means) - len(told)
        scalars = tuple(
            (scalar.key, float(now[scalar.key]) if scalar.total else mean)
            for (scalar, _), mean in zip(told, means[split:], strict=True)
        )
        measured = (found.step, found.epoch, found.train_loss, found.val_loss, found.metrics)
        return EpochRecord(*measured, tuple(means[:split]), scalars)


def _never() -> bool:
    return False


def _ignore(points: Points) -> None:
    """Take readings that nobody asked for."""
