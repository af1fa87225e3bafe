"""The doctor from Python: what is wrong with a training, and a cure that was tried."""

from __future__ import annotations

from dataclasses import replace
from os import PathLike
from pathlib import Path

from nnsim.base.errors import NnsimError
from nnsim.base.text import tr
from nnsim.diagnosis.diagnosis import Diagnosis
from nnsim.diagnosis.diagnosis import diagnose as diagnosed
from nnsim.document import storage
from nnsim.document.building import changed
from nnsim.document.project import Project
from nnsim.library.whole import whole


def diagnose(
    what: Project | storage.Opened | str | PathLike[str],
    *,
    epochs: int | None = None,
    cure: bool = False,
    seed: int | None = None,
    seconds: float | None = None,
) -> Diagnosis:
    """Train a project from its first weights, look at it on the way, and say what is wrong with it.

    Nothing of it is changed. `Diagnosis` prints as what was found in words; ``nnsim diagnose`` says the same.

    Parameters
    ----------
    what
        A project, a file that was opened, or the path of one.
    epochs
        How long to train. By default as long as the project says, else one epoch or 200 steps, whichever is more; in
        both cases a minute at most.
    cure
        Whether to try cures of what is found, on twins of at least two seeds, four minutes at most.
    seed
        Stands in for the training seed of the project.
    seconds
        How long to train at most, and as long again to try cures, instead of those times.

    Returns
    -------
    Diagnosis
        ``verdicts``, causes before what follows from them, each with ``key``, ``confidence``, ``since_step``, ``text`` and
        ``signs`` (``name``, ``value``, ``usual``); ``healthy``; ``problems``, why it cannot be trained; ``treatment``,
        the cures that were tried; ``cured``, the project with the one that helped most, or None; ``record()``, all of
        it as JSON data. A network that cannot run, or whose data are missing, is told there and raises nothing.

    Raises
    ------
    NnsimError
        When the file cannot be opened, or a number cannot be.

    Examples
    --------
    >>> from nnsim.library import Dense, Input, Softmax, TwoSpirals, chain, diagnose
    >>> project = chain(Input(), Dense(8), Dense(1, Softmax()), data=TwoSpirals(points=60))
    >>> found = diagnose(project)
    >>> found.healthy, found.verdicts[0].key
    (False, 'constant_output')
    >>> found.verdicts[0].since_step
    0
    """
    if isinstance(what, str | PathLike):
        what = storage.load(Path(what))
    project = what.project if isinstance(what, storage.Opened) else what
    if not isinstance(project, Project):
        raise NnsimError(
            tr("A project is diagnosed, or the path of one, not {given}.").format(given=repr(what)[:100])
        )
    if seed is not None:
        project = replace(project, training=changed(project.training, {"seed": seed}))
    if epochs is not None and (epochs := whole("epochs", epochs)) < 1:
        raise NnsimError(tr("The number of epochs must be 1 or more."))
    return diagnosed(project, epochs=epochs, cure=cure, seconds=seconds)
