"""``nnsim data``: how a file, a folder, or the data of a project are read, and why."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from nnsim.base.declared import settings_record
from nnsim.base.registry import Part
from nnsim.base.text import tr
from nnsim.cli.data_arguments import DataOptions, is_project
from nnsim.cli.exit_code import ExitCode
from nnsim.cli.progress import Progress
from nnsim.data.data_settings import DataSettings
from nnsim.data.files.opening import aimed, source_for
from nnsim.data.notes import Switch, reason_of, switches_of
from nnsim.data.prepare import prepare
from nnsim.data.prepared import Prepared
from nnsim.data.source import Source
from nnsim.document import storage

_MOST_NAMES = 40


def data(options: DataOptions) -> ExitCode:
    """Print what would be done to the data, as text or as one JSON object; return the exit code.

    Keys of the object:

    ``file``, ``source``
        What was read, and the key of the source that reads it, such as ``csv``.
    ``title``, ``rows``, ``task``
        Name of the data, rows that were read, ``classes`` or ``regression``.
    ``shape``, ``inputs``
        Of one example, and the names of its columns; empty for pictures and sequences.
    ``targets``, ``classes``
        The columns to predict, and for classes by name how many rows each has; else empty.
    ``left_out``
        Columns that are no inputs; why, says ``done``.
    ``parts``
        How many rows train, validate and test: ``train``, ``validation``, ``test``.
    ``done``
        What was done, in order: objects with ``text``, ``reason`` (empty where there is nothing to add), and
        ``otherwise``: other ways, each with ``label``, ``of`` (``source`` or ``data``) and ``settings``, those that
        differ; a part such as a splitter is an object with its ``key``.

    Raises
    ------
    NnsimError
        When the data cannot be read.
    """
    progress = Progress(sys.stderr)
    settings = _settings(options)
    found = prepare(settings, progress.preparing)
    progress.close()
    if options.json:
        print(json.dumps(_record(options, settings.source, found), allow_nan=False, ensure_ascii=False))
    else:
        for line in _lines(found):
            print(line)
    return ExitCode.DONE


def _settings(options: DataOptions) -> DataSettings:
    if is_project(options.file):
        settings = storage.load(options.file).project.data
    else:
        settings = DataSettings(source_for(str(options.file)))
    if options.target:
        settings = replace(settings, source=aimed(settings.source, options.target))
    return settings


def _record(options: DataOptions, source: Source, found: Prepared) -> dict[str, object]:
    dataset = found.dataset
    return {
        "file": str(options.file),
        "source": source.key,
        "title": dataset.title,
        "rows": len(found.origin),
        "task": dataset.task,
        "shape": list(dataset.shape),
        "inputs": list(dataset.input_names),
        "targets": _targets(found),
        "classes": _counts(found),
        "left_out": list(dataset.left_out),
        "parts": {name: len(getattr(found.rows, name)) for name in ("train", "validation", "test")},
        "done": [
            {
                "text": str(text),
                "reason": reason_of(text),
                "otherwise": [
                    {
                        "label": switch.label,
                        "of": switch.of,
                        "settings": {name: _plain(value) for name, value in switch.changes},
                    }
                    for switch in switches_of(text)
                ],
            }
            for text in found.summary
        ],
    }


def _plain(value: Any) -> Any:
    """Return the value of a setting as JSON has it; a part as its key and its settings."""
    if isinstance(value, Part):
        return {"key": value.key, **settings_record(value)}
    return value if isinstance(value, str | int | float | bool | None) else str(value)


def _targets(found: Prepared) -> list[str]:
    """Return the columns to predict; of classes only tables know it."""
    dataset = found.dataset
    return list(dataset.target_columns or (dataset.target_names if dataset.task == "regression" else ()))


def _counts(found: Prepared) -> dict[str, int]:
    dataset = found.dataset
    if not dataset.classes:
        return {}
    counts = np.bincount(dataset.targets.astype(np.int64), minlength=dataset.classes).tolist()
    return dict(zip(dataset.target_names, counts, strict=True))


def _lines(found: Prepared) -> Iterator[str]:
    dataset = found.dataset
    yield dataset.title
    yield tr("Rows: {n}").format(n=f"{len(found.origin):,}")
    names = dataset.input_names
    yield tr("Inputs: {names}").format(
        names=_listed(names) if names else " × ".join(str(n) for n in dataset.shape)
    )
    if targets := _targets(found):
        yield tr("Target: {names}").format(names=_listed(targets))
    if counts := _counts(found):
        yield tr("Classes: {names}").format(names=_listed([f"{name} ({n:,})" for name, n in counts.items()]))
    if dataset.left_out:
        yield tr("Left out: {names}").format(names=_listed(dataset.left_out))
    yield ""
    yield tr("What was done:")
    for number, text in enumerate(found.summary, 1):
        yield f"{number:>3}. {text}"
        if reason := reason_of(text):
            yield f"     {reason}"
        if switches := switches_of(text):
            yield "     " + tr("Otherwise: {ways}").format(ways="; ".join(map(_way, switches)))


def _way(switch: Switch) -> str:
    settings = ", ".join(f"{name}={value!r}" for name, value in switch.changes)
    return f"{switch.label} ({settings})"


def _listed(names: tuple[str, ...] | list[str]) -> str:
    shown, more = ", ".join(names[:_MOST_NAMES]), len(names) - _MOST_NAMES
    return shown if more <= 0 else tr("{names} and {n} more").format(names=shown, n=f"{more:,}")
