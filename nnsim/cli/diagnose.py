"""``nnsim diagnose``: say what is wrong with a training, and try cures, without a window."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from nnsim.base.text import tr
from nnsim.cli.diagnose_arguments import DiagnoseOptions
from nnsim.cli.diagnosis_text import lines
from nnsim.cli.exit_code import ExitCode
from nnsim.cli.interrupt import polite_interrupt
from nnsim.cli.outputs import attempt, make_folder
from nnsim.cli.progress import Progress
from nnsim.cli.require_figures import require_figures
from nnsim.diagnosis.diagnosis import Diagnosis
from nnsim.diagnosis.diagnosis import diagnose as diagnosed
from nnsim.document import storage
from nnsim.document.data_file import as_read
from nnsim.document.storage import SUFFIX, Opened

_KEPT = ("data.npz",)
"""Members of the file that belong to the project; what was kept of trainings does not."""


def diagnose(options: DiagnoseOptions) -> ExitCode:
    """Train and look, try cures if asked to, print and write what was found; return the exit code.

    Raises
    ------
    NnsimError
        When the file cannot be opened, or nothing could be written where the report is to go.
    """
    progress = Progress(sys.stderr)
    opened = _open(options)
    if options.report is not None:
        make_folder(options.report.parent, options.report.name)
        require_figures()
    elif options.cure:
        make_folder(options.file.parent, options.file.name)
    for problem in opened.problems:
        progress.say(f"nnsim: {problem}")
    with polite_interrupt() as interrupted:
        found = diagnosed(
            opened.project,
            epochs=options.epochs,
            cure=options.cure,
            progress=progress.preparing,
            stop=interrupted,
        )
    progress.close()
    cured = None if found.cured is None else _free_name(options)
    failures = attempt(_tasks(options, opened, found, cured))
    for text in failures:
        progress.say(f"nnsim: {text}")
    _print(options, found, cured if cured is not None and cured.exists() else None)
    if found.interrupted:
        return ExitCode.INTERRUPTED
    if failures:
        return ExitCode.MISTAKE
    return ExitCode.DONE if found.healthy else ExitCode.SICK


def _open(options: DiagnoseOptions) -> Opened:
    """Return the project, with its seed replaced where one is given."""
    opened = storage.load(options.file)
    if options.seed is not None:
        training = replace(opened.project.training, seed=options.seed)
        opened = replace(opened, project=replace(opened.project, training=training))
    return opened


def _free_name(options: DiagnoseOptions) -> Path:
    """Return where the cured project goes: beside the report or the file, over nothing that is there."""
    folder = (options.report or options.file).parent
    stem = f"{options.file.stem}-cured"
    path, count = folder / f"{stem}{SUFFIX}", 2
    while path.exists() or path.is_symlink():
        path, count = folder / f"{stem}-{count}{SUFFIX}", count + 1
    return path


def _tasks(
    options: DiagnoseOptions, opened: Opened, found: Diagnosis, cured: Path | None
) -> list[Callable[[], object]]:
    """Return what writes the cured project and the report."""
    tasks: list[Callable[[], object]] = []
    if cured is not None and found.cured is not None:
        attachments = {name: data for name, data in opened.attachments.items() if name in _KEPT}
        project = as_read(found.cured, found.case.data)
        tasks.append(partial(storage.save, cured, project, None, attachments))
    if options.report is not None:
        from nnsim.ui.report.report_files import save_report

        tasks.append(partial(save_report, found, options.report, options.file.name))
    return tasks


def _print(options: DiagnoseOptions, found: Diagnosis, cured: Path | None) -> None:
    if options.json:
        print(json.dumps(found.record(None if cured is None else str(cured)), allow_nan=False), flush=True)
        return
    for line in lines(found, options.cure):
        print(line)
    if cured is not None:
        print(tr("The project with the cure: {path}").format(path=cured))
    if options.report is not None:
        print(tr("The report: {path}").format(path=options.report))
