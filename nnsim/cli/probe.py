"""``nnsim probe``: look into the network of a project."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator

import numpy as np

from nnsim.base.errors import NnsimError
from nnsim.base.text import tr
from nnsim.cli.arguments import ProbeOptions
from nnsim.cli.exit_code import ExitCode
from nnsim.cli.table import table
from nnsim.document import storage
from nnsim.engine.probe import Probe, Reading, probes
from nnsim.engine.subject import Subject
from nnsim.library.probing import subject_of


def probe(options: ProbeOptions) -> ExitCode:
    """Print what the probes see, as tables or as one JSON object; return the exit code.

    Raises
    ------
    NnsimError
        When the file cannot be opened, its network cannot train, or there is no such probe.
    """
    chosen = [probes[key] for key in options.only] or list(probes)
    opened = storage.load(options.file)
    subject = subject_of(opened, examples=options.examples)
    seen = {cls: _look(cls(), subject) for cls in chosen}
    if options.json:
        print(json.dumps({cls.key: _record(found) for cls, found in seen.items()}, allow_nan=False))
        return ExitCode.DONE
    for text in opened.problems:
        print(tr("Note: {text}").format(text=text))
    if opened.learned is None:
        print(tr("Nothing was learned yet: this is the network as its seed begins it."))
    for cls, found in seen.items():
        print("\n".join(("", tr(cls.title), tr(cls.summary))))
        for line in [found] if isinstance(found, str) else _lines(found):
            print(line)
    return ExitCode.DONE


def _look(part: Probe[Reading], subject: Subject) -> Reading | str:
    """Return the reading, or the sentence why there is none: the others may still see something."""
    try:
        return part.take(subject)
    except NnsimError as error:
        return str(error)


def _lines(reading: Reading) -> Iterator[str]:
    columns = reading.table()
    heads = [reading.head(key) for key in columns]
    rows = [
        (name, *(_word(column[k]) for column in columns.values())) for k, name in enumerate(reading.names)
    ]
    yield from table(("", *heads), rows, 1)
    yield from reading.notes()


def _word(value: np.generic) -> str:
    if isinstance(value, np.bool_):
        return tr("yes") if value else tr("no")
    return f"{value:.4g}"


def _record(found: Reading | str) -> dict[str, object]:
    """Return a reading as JSON data; null stands for what is not a number."""
    if isinstance(found, str):
        return {"problem": found}
    return {"names": list(found.names), **{key: _numbers(column) for key, column in found.table().items()}}


def _numbers(column: np.ndarray) -> list[float | bool | None]:
    if column.dtype == np.bool_:
        return [bool(x) for x in column]
    return [float(x) if math.isfinite(x) else None for x in column]
