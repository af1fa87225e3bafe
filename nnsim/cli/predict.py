"""``nnsim predict``: what a trained network says to another file."""

from __future__ import annotations

import json
import math
import sys
from pathlib import Path

import numpy as np

from nnsim.base.errors import NnsimError
from nnsim.base.text import tr
from nnsim.cli.data_arguments import PredictOptions
from nnsim.cli.exit_code import ExitCode
from nnsim.cli.outputs import make_folder
from nnsim.cli.progress import Progress
from nnsim.data.new.examples import read_new
from nnsim.document import storage
from nnsim.export.predicted import refuse_other_suffix, write_predictions
from nnsim.training.epochs import begin
from nnsim.training.predictions import Predictions, predictions


def predict(options: PredictOptions) -> ExitCode:
    """Write what the network says, and tell what became of the file; return the exit code.

    With ``--json`` one object: ``file``, ``out``, ``n`` (examples of the file), ``answered``, ``missing`` (examples
    without an answer), ``unseen`` (values never seen in training), ``judged`` (examples
    whose target the file has), ``metrics`` (by key, of these; empty where there are none), ``notes``, ``ahead`` (answers beside those, of rows
    behind the end of the file), ``short`` (of the missing ones those with too few rows before them) and ``lacking``
    (columns whose gaps cost the others) and ``unforeseen`` (rows behind the end of the file without an answer).

    Raises
    ------
    NnsimError
        When one of the files cannot be read, nothing was learned, or the predictions cannot be written.
    """
    refuse_other_suffix(options.out)
    make_folder(options.out.parent, options.out.name)
    _refuse_replacing(options)
    opened = storage.load(options.file)
    if opened.learned is None:
        raise NnsimError(
            tr("Nothing was learned yet in {file}. Train it, such as with nnsim train.").format(
                file=options.file.name
            )
        )
    progress = Progress(sys.stderr)
    for problem in opened.problems:
        progress.say(f"nnsim: {problem}")
    run = begin(opened.project, opened.learned, progress.preparing)
    new = read_new(opened.project.data.source, run.prepared, options.new, progress.preparing, options.fill)
    progress.close()
    found = predictions(run.network, run.prepared, new)
    write_predictions(options.out, found)
    _say(options, found, progress)
    return ExitCode.DONE


def _refuse_replacing(options: PredictOptions) -> None:
    """Raise NnsimError where the predictions would replace what they are made from."""
    for file in (options.file, options.new):
        if options.out.resolve() == Path(file).resolve():
            raise NnsimError(
                tr("The predictions would replace {path}. Choose another file.").format(path=file)
            )


def _say(options: PredictOptions, found: Predictions, progress: Progress) -> None:
    if options.json:
        print(json.dumps(_record(options, found), allow_nan=False, ensure_ascii=False))
        return
    for note in found.notes:
        progress.say(f"nnsim: {note}")
    print(found.told())
    if found.fillable:
        print(tr("Rows with gaps are told when these are filled, as with --fill median."))
    if found.metrics:
        print(found.judgement())
    for key, value in found.figures.items():
        print(f"  {key}: {value:.4g}")
    print(tr("Written to {path}").format(path=options.out))


def _record(options: PredictOptions, found: Predictions) -> dict[str, object]:
    metrics = {
        key: value.tolist()
        if isinstance(value, np.ndarray)
        else float(value)
        if math.isfinite(value)
        else None
        for key, value in found.metrics.items()
    }
    return {
        "file": str(options.new),
        "out": str(options.out),
        "n": found.count - found.ahead,
        "answered": found.count - found.missing - found.ahead,
        "missing": found.missing,
        "unseen": found.unseen,
        "judged": found.judged,
        "metrics": metrics,
        "notes": [str(note) for note in found.notes],
        "ahead": found.ahead,
        "short": found.short,
        "lacking": list(found.lacking),
        "unforeseen": found.unforeseen,
    }
