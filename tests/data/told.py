"""What a table source tells: single columns, sentences, and what a click beside a sentence does."""

from __future__ import annotations

from dataclasses import replace

from nnsim.data.notes import switches_of
from nnsim.data.sources.csv_file import CsvFile


def column(source: CsvFile, name: str) -> list[float]:
    """Return the values of one input."""
    data = source.load()
    return data.inputs[:, data.input_names.index(name)].tolist()


def note(source: CsvFile, start: str) -> str:
    """Return the sentence that begins so."""
    return next(line for line in source.load().notes if line.startswith(start))


def turned(source: CsvFile, start: str, label: str) -> CsvFile:
    """Return the source after the click on a button beside a sentence."""
    switch = next(s for s in switches_of(note(source, start)) if s.label == label)
    return replace(source, **dict(switch.changes))
