"""Data that live in the memory of a program: tables and arrays, by the same rules as files of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnsim.base.declared import settings_of
from nnsim.base.errors import NnsimError
from nnsim.base.text import tr
from nnsim.data.container import Container, Found
from nnsim.data.dataset import Dataset
from nnsim.data.new.inputs import NewInputs
from nnsim.data.new.table import of_rows, with_coding
from nnsim.data.source import Progress, Source
from nnsim.data.sources.csv_file import CsvFile
from nnsim.data.sources.npz_file import NpzFile
from nnsim.data.tables.frames import code_frame, columns_of, dataset_of


@dataclass(frozen=True, eq=False)
class Held:
    """Columns or arrays by name, read-only; equal to itself alone, so that projects can be compared."""

    arrays: Mapping[str, NDArray[Any]]

    def __post_init__(self) -> None:
        for array in self.arrays.values():
            array.setflags(write=False)


@dataclass(frozen=True)
class MemoryTable(CsvFile):
    """A table in memory. A project file has its settings and not its rows: there it is a table without a file."""

    held: Held = field(default=Held({}), kw_only=True)

    def of_a_file(self) -> CsvFile:
        """Return the same settings for a table in a file."""
        return CsvFile(**{name: getattr(self, name) for name, _ in settings_of(CsvFile)})

    def _read(self, progress: Progress) -> Dataset:
        return dataset_of(self.held.arrays, self, _title("table"), self.marks)


@dataclass(frozen=True)
class MemoryArrays(NpzFile):
    """Arrays in memory. A project file has their settings alone: there they are arrays without a file."""

    held: Held = field(default=Held({}), kw_only=True)

    def of_a_file(self) -> NpzFile:
        """Return the same settings for arrays in a file."""
        return NpzFile(**{name: getattr(self, name) for name, _ in settings_of(NpzFile)})

    def opened(self, progress: Progress | None = None) -> Container:
        return _HeldArrays(self.held)

    def _called(self) -> str:
        return _title("arrays")


class _HeldArrays(Container):
    """Arrays in memory as if they had been in a file."""

    def __init__(self, held: Held) -> None:
        self._held = held.arrays
        super().__init__(Path(_title("arrays")))

    def _opened(self, stack: ExitStack) -> Iterator[str]:
        yield from self._held

    def look(self, name: str) -> Found:
        array = self._held[name]
        return Found(name, array.shape, array.dtype.kind)

    def _read(self, name: str) -> NDArray[Any]:
        return self._held[name]


def is_in_memory(source: Source) -> bool:
    """Return whether the examples of a source are in no file."""
    return isinstance(source, MemoryTable | MemoryArrays)


def new_in_memory(source: Source, origin: Dataset, table: Any) -> NewInputs:
    """Return the rows of a table in memory in the coding of `origin`, which `source` gave.

    Raises NnsimError when it is no table, or a column is not there or holds what it cannot.
    """
    settings = source if isinstance(source, CsvFile) else CsvFile()
    found = code_frame(table, settings, with_coding(origin), settings.marks)
    if not len(found.inputs):
        raise NnsimError(tr("The table has no rows."))
    return of_rows(settings, origin, found, _title("table"))


def as_array(name: str, given: Any) -> NDArray[Any]:
    """Return a copy of `given` as numbers or texts; raises NnsimError when it is neither."""
    try:
        array = np.array(given)
    except ValueError as error:
        raise NnsimError(
            tr("{name} is no array: its rows differ in length. Pad them, and give lengths.").format(name=name)
        ) from error
    if array.dtype.kind == "O":
        array = _plain(array)
    if array.dtype.kind not in "iufbUS":
        raise NnsimError(tr("{name} holds neither numbers nor texts.").format(name=name))
    return array


def _plain(array: NDArray[Any]) -> NDArray[Any]:
    """Return objects as numbers where all are, else as texts."""
    try:
        return array.astype(np.float64)
    except (TypeError, ValueError):
        return array.astype(np.str_) if all(isinstance(one, str) for one in array.flat) else array


def _title(kind: str) -> str:
    return tr("Table in memory") if kind == "table" else tr("Arrays in memory")


def held_columns(table: Any) -> Held:
    """Return the columns of a table in memory, copied; raises NnsimError when it is none."""
    return Held(columns_of(table))
