"""Training, saving and opening projects from Python."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np

from nnsim.base.errors import NnsimError
from nnsim.base.text import tr
from nnsim.document import storage
from nnsim.document.learned import Learned
from nnsim.document.project import Project
from nnsim.document.storage import Opened
from nnsim.library.building import changed
from nnsim.library.results import Result
from nnsim.training.columns import GRADIENT_COLUMN
from nnsim.training.divergence import DivergedError
from nnsim.training.epochs import EpochRecord, EpochWalk, begin, column_names
from nnsim.training.messages import Points
from nnsim.training.quantities import GRADIENT
from nnsim.training.run import Run


def train(
    project: Project,
    epochs: int,
    *,
    seed: int | None = None,
    start: Learned | None = None,
    every_step: bool = False,
    on_epoch: Callable[[EpochRecord], object] | None = None,
) -> Result:
    """Train `project` for `epochs` epochs and return what came of it.

    The same project and seed give the same numbers, bit for bit, as in the window.

    Parameters
    ----------
    epochs
        How many to train; 0 only builds the network, to predict with the weights of `start`.
    seed
        Stands in for the training seed of the project.
    start
        Where to go on from, such as ``result.learned`` or ``load(path).learned``; without it the
        network starts anew from the seed.
    every_step
        Keep the loss and the gradients of every single step as well.
    on_epoch
        Called after every epoch.

    Returns
    -------
    Result
        A run that diverges ends early and says so in ``diverged``; one that early stopping ended
        says so in ``stopped``.

    Raises
    ------
    NnsimError
        When the data cannot be used, the network cannot be trained on them, or `epochs` is
        negative.
    """
    if epochs < 0:
        raise NnsimError(tr("The number of epochs cannot be negative."))
    if seed is not None:
        project = replace(project, training=changed(project.training, {"seed": seed}))
    run = begin(project, start)
    points: list[Points] = []
    walk = EpochWalk(run, on_points=points.append if every_step else None)
    records: list[EpochRecord] = []
    diverged: DivergedError | None = None
    try:
        for record in walk.walk(epochs):
            records.append(record)
            if on_epoch is not None:
                on_epoch(record)
    except DivergedError as error:
        diverged = error
    learned = run.learned()
    if diverged is not None:
        learned = learned.at_step(diverged.kept)
    elif run.stopped is not None:
        learned = learned.at_step(run.stopped.kept)
    return _result(project, run, learned, records, points, diverged)


def load(path: Path | str) -> Opened:
    """Open a ``.nnsim`` file.

    A relative path of its data is relative to the file, wherever Python stands.

    Returns
    -------
    Opened
        With ``project``, ``learned`` (None when nothing was learned) and ``problems``, a sentence
        for everything that was mended.

    Raises
    ------
    NnsimError
        When there is no such file, or it cannot be read.
    """
    return storage.load(path)


def save(path: Path | str, what: Project | Result) -> None:
    """Write a project, or a result with its weights, as a ``.nnsim`` file.

    An old file at `path` is replaced whole or not at all. A relative path of the data is written so
    that it leads from there to the same file.

    Raises
    ------
    NnsimError
        When the file cannot be written.
    """
    if isinstance(what, Result):
        storage.save(path, what.project, what.learned)
    else:
        storage.save(path, what)


def _result(
    project: Project,
    run: Run,
    learned: Learned,
    records: list[EpochRecord],
    points: list[Points],
    diverged: DivergedError | None,
) -> Result:
    names = column_names(run)
    table = np.array([record.row() for record in records], np.float64).reshape(-1, len(names))
    columns = dict(zip(names, table.T.copy(), strict=True))
    rows = np.concatenate([np.zeros((0, run.columns.width), run.network.dtype), *(p.rows for p in points)])
    loss = run.columns.loss
    return Result(
        project=project,
        learned=learned,
        history={name: values for name, values in columns.items() if not name.startswith(GRADIENT_COLUMN)},
        gradients={layer.name: columns[GRADIENT_COLUMN + layer.name] for layer in run.columns.layers},
        step_losses=rows[:, loss].copy() if loss >= 0 else rows[:0, 0].copy(),
        step_gradients={layer.name: rows[:, GRADIENT.column(layer)].copy() for layer in run.columns.layers},
        weights=run.network.weights(),
        diverged="" if diverged is None else diverged.sentence(),
        stopped="" if run.stopped is None else run.stopped.sentence(),
        data=run.prepared,
        _network=run.network,
    )
