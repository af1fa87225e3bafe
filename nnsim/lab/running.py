"""From a project to a run of it, for experiments: the same network that opens on the canvas."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from nnsim.base.errors import NnsimError
from nnsim.data.data_settings import DataSettings
from nnsim.data.prepare import prepare
from nnsim.data.prepared import Prepared
from nnsim.document.learned import Learned
from nnsim.document.project import Project
from nnsim.document.resolve import resolve
from nnsim.training.run import Run


@lru_cache(maxsize=4)
def prepared(data: DataSettings) -> Prepared:
    """Return the examples of a project; those of the last few are kept."""
    return prepare(data)


def begin(project: Project, seed: int | None = None, learned: Learned | None = None) -> Run:
    """Return a run of `project` that has taken no step, at another seed if one is given.

    Parameters
    ----------
    learned
        Weights to begin with; what is missing in it is drawn.

    Raises
    ------
    NnsimError
        When its data cannot be had, or the network cannot run.
    """
    training = project.training if seed is None else replace(project.training, seed=seed)
    examples = prepared(project.data)
    resolved = resolve(project.graph, examples, training.rule)
    if not resolved.can_run:
        raise NnsimError(resolved.errors[0].text)
    return Run(resolved, training, examples, learned)


class Begun:
    """A project begun from one seed after the other, to the same bits as `begin` does it, but compiled once.

    There is one run, and what was begun before is gone.
    """

    def __init__(self, project: Project) -> None:
        self._project = project
        self._run: Run | None = None

    def at(self, seed: int, learned: Learned | None = None) -> Run:
        """Return the run of the project at `seed` before its first step; see `begin`."""
        fresh = begin(self._project, seed, learned)
        if self._run is None:
            self._run = fresh
        else:
            self._run.go_to(fresh.moment())
        return self._run
