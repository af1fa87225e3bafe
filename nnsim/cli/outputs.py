"""The files a training leaves behind."""

from __future__ import annotations

import csv
import io
import math
import os
import tempfile
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

from nnsim.base.archive import Data
from nnsim.base.atomic import why_not_written, write_atomically
from nnsim.base.errors import NnsimError
from nnsim.base.text import tr
from nnsim.document import storage
from nnsim.document.history_file import SavedRun
from nnsim.document.learned import Learned
from nnsim.document.project import Project
from nnsim.export.exporter import ExportContext, exporters

PROJECT = "project.nnsim"
HISTORY = "history.csv"


def prepare_folder(folder: Path, file: Path) -> None:
    """Make sure, before hours are spent on training, that its results can be written to `folder`.

    Raises
    ------
    NnsimError
        When the folder cannot be made or written to, or results would replace the project `file`.
    """
    make_folder(folder, PROJECT)
    target = folder / PROJECT
    if target.exists() and os.path.samefile(target, file):
        raise NnsimError(
            tr("The results would replace {path} itself. Choose another folder.").format(path=file)
        )


def make_folder(folder: Path, name: str) -> None:
    """Make sure that a file called `name` can be written to `folder`; raises NnsimError when it cannot."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except FileExistsError as error:
        raise NnsimError(
            tr("{path} is a file. Choose a folder for the results.").format(path=folder)
        ) from error
    except OSError as error:
        raise why_not_written(error, folder / name) from error


def history_csv(names: Sequence[str], rows: Sequence[Sequence[float | None]]) -> bytes:
    """Return the table: shortest decimals that read back as the same number, nothing for what is missing."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(names)
    writer.writerows([_shown(value) for value in row] for row in rows)
    return text.getvalue().encode()


def _shown(value: float | None) -> str:
    if value is None or math.isnan(value):
        return ""
    return str(int(value)) if math.isfinite(value) and value == int(value) else repr(float(value))


def project_tasks(
    folder: Path,
    project: Project,
    learned: Learned,
    attachments: Mapping[str, Data],
    runs: Sequence[SavedRun] = (),
) -> list[Callable[[], object]]:
    """Return what writes the project with its weights, and with `runs`, or without them where there is no room.

    It is the file that would cost most to make again.
    """

    def write() -> None:
        try:
            storage.save(folder / PROJECT, project, learned, attachments, history=runs)
        except NnsimError as error:
            if not runs:
                raise
            storage.save(folder / PROJECT, project, learned, attachments)
            raise NnsimError(
                tr("{reason} The project was written without its moments.").format(reason=str(error))
            ) from error

    return [write]


def export_tasks(folder: Path, context: ExportContext) -> list[Callable[[], object]]:
    """Return what writes the files for other programs that a training leaves, each whole or not at all."""
    left = [exporter for exporter in exporters if exporter.left_by_training]
    return [partial(e().write, folder / f"{e.kind.value}{e.suffix}", context) for e in left]


def history_tasks(folder: Path, history: bytes) -> list[Callable[[], object]]:
    """Return what writes the curves as a table."""
    return [lambda: write_atomically(folder / HISTORY, history)]


def attempt(tasks: Sequence[Callable[[], object]]) -> list[str]:
    """Do all tasks, whatever becomes of the others; return a sentence for each that failed."""
    failures = []
    for task in tasks:
        try:
            task()
        except NnsimError as error:
            failures.append(str(error))
    return failures
