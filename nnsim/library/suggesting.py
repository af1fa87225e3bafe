"""A project for data, before anything is drawn."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from nnsim.data.data_settings import DataSettings
from nnsim.data.files.opening import aimed, source_for
from nnsim.data.source import Source
from nnsim.document.project import Project
from nnsim.document.suggested import suggested_project


def suggest(data: Source | DataSettings | Path | str, target: str = "") -> Project:
    """Return a project with a sensible network and training for `data`::

        result = train(project := suggest("wine.csv", target="kind"), project.training.epochs)

    Columns get dense layers, pictures convolutions, sequences a GRU, codes an Embedding; targets of a regression are
    standardised. Training ends when the validation loss gets no better, and after ``project.training.epochs`` epochs
    at the latest.

    Parameters
    ----------
    data
        The path of a file or folder, a source such as ``Iris()`` or ``Table(frame)``, or `DataSettings`.
    target
        The column to predict, of data that have columns; as the source says when empty.

    Raises
    ------
    NnsimError
        When the data cannot be read.
    """
    if isinstance(data, Path | str):
        settings = DataSettings(source_for(str(data)))
    else:
        settings = data if isinstance(data, DataSettings) else DataSettings(data)
    if target:
        settings = replace(settings, source=aimed(settings.source, target))
    return suggested_project(settings)[0]
