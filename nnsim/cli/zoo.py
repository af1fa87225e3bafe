"""``nnsim zoo``: train the structures of the Zoo without a window."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from functools import partial
from itertools import product
from pathlib import Path

from nnsim.base.atomic import write_atomically
from nnsim.base.errors import NnsimError
from nnsim.base.text import tr
from nnsim.cli.arguments import ZooOptions
from nnsim.cli.exit_code import ExitCode
from nnsim.cli.outputs import attempt, make_folder
from nnsim.cli.progress import Progress
from nnsim.cli.require_figures import require_figures
from nnsim.cli.table import table
from nnsim.document import storage
from nnsim.zoo.animal import Animal, Raised, animals
from nnsim.zoo.outcome import ZooOutcome, raise_animal
from nnsim.zoo.table import zoo_table

TABLE, SHEET = "zoo.md", "zoo.png"


def zoo(options: ZooOptions) -> ExitCode:
    """Raise one animal or all, write them, print a line of JSON each; or list all. Return the exit code.

    Raises
    ------
    NnsimError
        When there is no such animal, or nothing can be written.
    """
    if options.out is None:
        return _list()
    chosen = list(animals) if options.all else [_named(options.name)]
    make_folder(options.out, TABLE if options.all else f"{chosen[0].key}.nnsim")
    require_figures()
    progress = Progress(sys.stderr)
    code, outcomes = ExitCode.DONE, []
    for kind, seed in product(chosen, range(options.seed, options.seed + options.seeds)):
        outcome = _raise(kind, seed, progress)
        outcomes.append(outcome)
        code = max(code, _leave(options, options.out, outcome, progress), key=_gravity)
        if code is ExitCode.INTERRUPTED:
            break
    if options.all:
        for sentence in attempt(_overviews(options.out, outcomes)):
            progress.say(f"nnsim: {sentence}")
            code = max(code, ExitCode.MISTAKE, key=_gravity)
    return code


def _named(name: str) -> type[Animal]:
    """Return the animal with a short name, in small letters or as the chart writes it."""
    if name.lower() not in animals:
        names = ", ".join(kind.key for kind in animals)
        raise NnsimError(
            tr("There is no structure called {name}. There are: {names}.").format(
                name=repr(name), names=names
            )
        )
    return animals[name.lower()]


_GRAVITY = (ExitCode.DONE, ExitCode.DOES_NOT_HOLD, ExitCode.MISTAKE, ExitCode.INTERRUPTED)


def _gravity(code: ExitCode) -> int:
    return _GRAVITY.index(code)


def _raise(kind: type[Animal], seed: int, progress: Progress) -> ZooOutcome:
    title = tr(kind.title)

    def watch(raised: Raised) -> None:
        progress.preparing(raised.share, title)

    outcome = raise_animal(kind(), seed, watch)
    progress.close()
    return outcome


def _leave(options: ZooOptions, out: Path, outcome: ZooOutcome, progress: Progress) -> ExitCode:
    """Write and tell what became of an animal."""
    failures = attempt(list(_tasks(options, out, outcome)))
    for text in failures:
        progress.say(f"nnsim: {text}")
    for sentence in outcome.sentences():
        print(sentence)
    print(json.dumps(outcome.record(), allow_nan=False), flush=True)
    if outcome.raised.finished:
        if failures:
            return ExitCode.MISTAKE
        return ExitCode.DONE if outcome.reached else ExitCode.DOES_NOT_HOLD
    return ExitCode.DOES_NOT_HOLD if outcome.problem else ExitCode.INTERRUPTED


def _tasks(options: ZooOptions, out: Path, outcome: ZooOutcome) -> Sequence[Callable[[], object]]:
    """Return what writes the figure in every format, and the project with what it learned."""
    from nnsim.cli.figures import every_format

    key, raised = _stem(outcome, options), outcome.raised.marked()
    tasks: list[Callable[[], object]] = []
    if raised.figure is not None:
        tasks += every_format(out, key, raised.figure)
    opened = outcome.raised.opened
    if opened is not None:
        tasks.append(partial(storage.save, out / f"{key}.nnsim", opened.project, opened.learned))
    return tasks


def _overviews(out: Path, outcomes: Sequence[ZooOutcome]) -> list[Callable[[], object]]:
    """Return what writes the table of all, and the sheet of those of the first seed."""
    from nnsim.cli.contact_sheet import write_contact_sheet

    first = [outcome for outcome in outcomes if outcome.seed == min(o.seed for o in outcomes)]
    return [
        partial(write_atomically, out / TABLE, zoo_table(outcomes).encode()),
        partial(write_contact_sheet, out / SHEET, first),
    ]


def _stem(outcome: ZooOutcome, options: ZooOptions) -> str:
    """Return what the files of an animal are called; its seed is part of it where there are several."""
    return outcome.animal.key if options.seeds == 1 else f"{outcome.animal.key}_seed_{outcome.seed}"


def _list() -> ExitCode:
    rows = [(kind.key, tr(kind.title), tr(kind.family.title), kind.source) for kind in animals]
    for line in table((tr("Name"), tr("Structure"), tr("Family"), tr("Source")), rows, 4):
        print(line.rstrip())
    return ExitCode.DONE
