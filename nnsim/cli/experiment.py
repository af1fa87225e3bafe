"""``nnsim experiment``: measure a published result again, without a window."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from nnsim.base.errors import NnsimError
from nnsim.base.text import tr
from nnsim.cli.arguments import ExperimentOptions
from nnsim.cli.exit_code import ExitCode
from nnsim.cli.outputs import attempt, make_folder
from nnsim.cli.progress import Progress
from nnsim.cli.require_figures import require_figures
from nnsim.cli.table import table
from nnsim.lab.experiment import Found, experiments
from nnsim.lab.outcome import Outcome, digits_in_use, perform
from nnsim.lab.pictures import Pictures, mnist_pictures, remember, remembered_pictures


def experiment(options: ExperimentOptions) -> ExitCode:
    """Do an experiment, write it, print a line of JSON; or list all. Return the exit code.

    Raises
    ------
    NnsimError
        When there is no such experiment, no folder is named, it cannot be done, or MNIST cannot be read.
    """
    pictures = _pictures(options)
    if not options.name:
        return _list(pictures)
    kind = experiments[options.name]
    if options.out is None:
        raise NnsimError(tr("Say where the results should go: --out FOLDER."))
    make_folder(options.out, f"{kind.key}.png")
    require_figures()
    progress = Progress(sys.stderr)
    if kind.needs_pictures:
        progress.say("nnsim: " + digits_in_use(pictures))
    title = tr(kind.title)

    def watch(found: Found) -> None:
        progress.preparing(found.share, title)

    outcome = perform(kind(), options.seed, pictures, watch)
    progress.close()
    failures = _write(options.out, outcome)
    for text in failures:
        progress.say(f"nnsim: {text}")
    for sentence in outcome.sentences():
        print(sentence)
    print(json.dumps(outcome.record(), allow_nan=False), flush=True)
    if not outcome.found.finished:
        return ExitCode.INTERRUPTED
    if failures:
        return ExitCode.MISTAKE
    return ExitCode.DONE if outcome.holds else ExitCode.DOES_NOT_HOLD


def _pictures(options: ExperimentOptions) -> Pictures:
    if options.mnist is None:
        return remembered_pictures()
    pictures = mnist_pictures(options.mnist)
    remember(pictures)
    return pictures


def _list(pictures: Pictures) -> ExitCode:
    rows = [(kind.key, tr(kind.title), tr(kind.source)) for kind in experiments]
    for line in table((tr("Name"), tr("Experiment"), tr("Source")), rows, 3):
        print(line.rstrip())
    print("\n" + digits_in_use(pictures))
    return ExitCode.DONE


def _write(out: Path, outcome: Outcome) -> list[str]:
    from nnsim.cli.figures import every_format

    if outcome.figure is None:
        return []
    return attempt(every_format(out, outcome.experiment.key, outcome.figure))
