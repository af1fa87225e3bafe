"""Training, saving and opening projects from Python."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from nnsim.base.errors import NnsimError
from nnsim.base.text import tr
from nnsim.data.memory import is_in_memory
from nnsim.document import storage
from nnsim.document.building import changed
from nnsim.document.data_file import as_read
from nnsim.document.history_file import SavedRun
from nnsim.document.kept import Kept
from nnsim.document.learned import Learned
from nnsim.document.project import Project
from nnsim.library.beginning import begin_with
from nnsim.library.callbacks import wants_network
from nnsim.library.in_memory import NotInFileWarning
from nnsim.library.moments import Moments
from nnsim.library.opened import Opened
from nnsim.library.other_walk import OtherWalkWarning
from nnsim.library.results import Result
from nnsim.library.trained import Trained
from nnsim.library.whole import whole
from nnsim.training.columns import GRADIENT_COLUMN
from nnsim.training.divergence import DivergedError
from nnsim.training.epochs import EpochRecord, EpochWalk, column_names
from nnsim.training.even_keeping import EvenKeeper, even_keeper
from nnsim.training.history import History
from nnsim.training.messages import Points
from nnsim.training.quantities import GRADIENT
from nnsim.training.run import Run
from nnsim.training.saved_run import saved_run

OnEpoch = Callable[[EpochRecord], object] | Callable[[EpochRecord, Trained], object]


def train(
    project: Project,
    epochs: int,
    *,
    seed: int | None = None,
    start: Learned | Trained | None = None,
    weights: Mapping[str, Any] | None = None,
    validation: tuple[Any, Any] | None = None,
    keep: int = 0,
    every_step: bool = False,
    on_epoch: OnEpoch | None = None,
) -> Result:
    """Train `project` for `epochs` epochs and return what came of it.

    The same project and seed give the same numbers, bit for bit, as in the window, where the same walk takes the
    steps (see ``Result.walk``). Going on from what another walk has trained works, and gives an `OtherWalkWarning`.

    Parameters
    ----------
    epochs
        How many to train; 0 only builds the network, to predict with the weights of `start`.
    seed
        Stands in for the training seed of the project.
    start
        Where to go on from, such as ``result``, ``result.at(100)`` to fork there, ``result.learned`` or
        ``load(path).learned``; without it the network starts anew from the seed.
    weights
        First weights of one's own, arrays by ``layer name/parameter name`` such as ``dense_1/W``, in the
        shapes that ``result.weights`` has; the others are those of the seed.
    validation
        ``(inputs, targets)`` of one's own in place of the validation part, in the units of the data:
        inputs as for `Result.predict`, targets as for `Result.input_gradients`. No file keeps them.
    keep
        How many moments to keep, evenly over the steps, the last included; 0: only the first and the
        last. ``result.at(step)`` gives every step between, sooner where more are kept. `save` writes them.
    every_step
        Keep the loss and the gradients of every single step as well.
    on_epoch
        Called after every epoch with the record of it and, if it takes a second argument, the network:
        a `Trained` that is the one in training, good until the call returns. What it gives, such as
        ``network.weights`` or ``network.predict(...)``, may be kept.

    Returns
    -------
    Result
        A run that diverges ends early and says so in ``diverged``; one that early stopping ended, or
        a learning rule that was done, says so in ``stopped``.

    Raises
    ------
    NnsimError
        When the data cannot be used, the network cannot be trained on them, `epochs` is negative or no whole
        number, or weights or validation data do not fit.
    """
    epochs, keep = whole("epochs", epochs), whole("keep", keep)
    if epochs < 0:
        raise NnsimError(tr("The number of epochs cannot be negative."))
    if seed is not None:
        project = replace(project, training=changed(project.training, {"seed": seed}))
    run = begin_with(project, start, weights, validation)
    if epochs and (other := run.other_walk) is not None:
        warnings.warn(other.going_on(), OtherWalkWarning, stacklevel=2)
    story = _Story(project, run, Kept(run.moment(), run.training), every_step)
    story.walk(epochs, even_keeper(run, epochs, keep) if keep else None, on_epoch)
    return story.result()


@dataclass
class _Story:
    """A run, and what became of it."""

    project: Project
    run: Run
    began: Kept
    every_step: bool
    records: list[EpochRecord] = field(default_factory=list)
    points: list[Points] = field(default_factory=list)
    history: History | None = None
    kept: tuple[Kept, ...] = ()
    diverged: DivergedError | None = None

    def walk(self, epochs: int, keeper: EvenKeeper | None, on_epoch: OnEpoch | None) -> None:
        """Train, and keep what is asked for."""
        run = self.run
        if keeper is not None:
            self.history = History(run.unreported.columns, run.watch.evaluator.metrics)
        wanted = self.every_step or keeper is not None
        walk = EpochWalk(run, on_points=self._take if wanted else None, keeper=keeper)
        try:
            for record in walk.walk(epochs):
                self.records.append(record)
                if self.history is not None:
                    self.history.add_evaluation(record.evaluation(run.number))
                if on_epoch is not None:
                    self._call(on_epoch, record)
        except DivergedError as error:
            self.diverged = error
        last = Kept(self.learned(walked=True).moment, run.training)
        if keeper is None:
            self.kept = (self.began, last) if last.step > self.began.step else (last,)
        else:
            keeper.finish(last)
            self.kept = tuple(keeper.kept)

    def learned(self, walked: bool = False) -> Learned:
        """Return what was learned, counted as the step whose weights are back, or as the one walked to."""
        if self.diverged is not None:
            return self.run.learned().at_step(self.diverged.kept)
        if self.run.watch.stopped is not None and not walked:
            return self.run.learned().at_step(self.run.watch.stopped.kept)
        return self.run.learned()

    def _take(self, points: Points) -> None:
        if self.history is not None:
            self.history.add_points(points)
        if self.every_step:
            self.points.append(points)

    def _call(self, on_epoch: OnEpoch, record: EpochRecord) -> None:
        call: Callable[..., object] = on_epoch
        if wants_network(on_epoch):
            run = self.run
            network = Trained(self.project, run.learned(), run.network.weights(), run.prepared, run.network)
            call(record, network)
        else:
            call(record)

    def result(self) -> Result:
        """Return all of it as arrays."""
        run, names = self.run, column_names(self.run)
        table = np.array([record.row() for record in self.records], np.float64).reshape(-1, len(names))
        columns = dict(zip(names, table.T.copy(), strict=True))
        rows = np.zeros((0, run.unreported.columns.width), run.network.dtype)
        rows, loss = np.concatenate([rows, *(p.rows for p in self.points)]), run.unreported.columns.loss
        layers = run.unreported.columns.layers
        return Result(
            project=self.project,
            learned=self.learned(),
            history={n: values for n, values in columns.items() if not n.startswith(GRADIENT_COLUMN)},
            gradients={layer.name: columns[GRADIENT_COLUMN + layer.name] for layer in layers},
            step_losses=rows[:, loss].copy() if loss >= 0 else rows[:0, 0].copy(),
            step_gradients={layer.name: rows[:, GRADIENT.column(layer)].copy() for layer in layers},
            weights=run.network.weights(),
            diverged="" if self.diverged is None else self.diverged.sentence(),
            stopped=run.watch.done if run.watch.stopped is None else run.watch.stopped.sentence(),
            data=run.prepared,
            moments=self._moments(),
            runs=self._runs(),
            _network=run.network,
        )

    def _runs(self) -> tuple[SavedRun, ...]:
        if self.history is None:
            return ()
        return (saved_run(self.project, self.run, self.kept, self.history),)

    def _moments(self) -> Moments:
        run = self.run
        return Moments(self.project, self.kept, began=self.began, start=run.start, prepared=run.prepared)


def load(path: Path | str) -> Opened:
    """Open a ``.nnsim`` file.

    A relative path of its data is relative to the file, wherever Python stands.

    Returns
    -------
    Opened
        With ``project``, ``learned`` (None when nothing was learned), ``moments`` (those of the newest run
        that was kept) and ``problems``, a sentence for everything that was mended.

    Raises
    ------
    NnsimError
        When there is no such file, or it cannot be read.
    """
    return Opened(**vars(storage.load(path)))


def save(path: Path | str, what: Project | Trained) -> None:
    """Write a project, or a result with its weights, as a ``.nnsim`` file.

    An old file at `path` is replaced whole or not at all. A relative path of the data is written so
    that it leads from there to the same file. Moments and curves that `train` was asked to keep go along. Data in
    memory do not: the file has their settings, and a `NotInFileWarning` says so.

    Raises
    ------
    NnsimError
        When the file cannot be written.
    """
    project = what.project if isinstance(what, Trained) else what
    if is_in_memory(project.data.source):
        warnings.warn(
            tr(
                "The data of this project are in memory, and {file} does not hold them. To go on with it, give them"
                " again, or save them as a file and train on that."
            ).format(file=Path(path).name),
            NotInFileWarning,
            stacklevel=2,
        )
    if isinstance(what, Trained):
        runs = what.runs if isinstance(what, Result) else ()
        storage.save(path, as_read(what.project, what.data), what.learned, history=runs)
    else:
        storage.save(path, what)
