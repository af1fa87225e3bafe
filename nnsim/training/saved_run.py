"""A run as a project file keeps it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from nnsim.document.history_file import SavedRun
from nnsim.document.kept import Kept
from nnsim.document.project import Project
from nnsim.training.history import History
from nnsim.training.run import Run
from nnsim.training.saved_curves import curves_of


def saved_run(
    project: Project, run: Run, kept: Iterable[Kept], history: History, name: str = "", colour: str = ""
) -> SavedRun:
    """Return what a file keeps of `run`: its moments and curves, and what it was a run of.

    Parameters
    ----------
    project
        What was trained; its settings of training become those in force now.
    """
    whole = replace(project, training=run.training)
    layout, curves = run.network.parameters.layout, curves_of(history)
    return SavedRun(whole, tuple(kept), layout, curves, run.start, name, colour)
