"""What is fuzzed: every way a stranger's file comes in, by its kind."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from nnsim.base.errors import NnsimError
from nnsim.data.arrays.idx import read_idx
from nnsim.data.data_settings import DataSettings
from nnsim.data.files import kept_files
from nnsim.data.files.file_source import FileSource
from nnsim.data.prepare import prepare
from nnsim.data.sequences.files import SequenceReader
from nnsim.data.source import Source
from nnsim.data.sources.csv_file import CsvFile
from nnsim.data.sources.npz_file import NpzFile
from nnsim.data.tables.glance import glance
from nnsim.document import storage
from nnsim.document.records import project_record
from nnsim.document.resolve import resolve
from nnsim.export.weights import load_weights
from nnsim.training.history import History
from nnsim.training.keeping import Budget
from nnsim.training.refilling import refilled, said_of
from nnsim.training.saved_curves import curves_of


@dataclass(frozen=True)
class Loader:
    """One way in: what its files end with, and what is done with one."""

    suffix: str
    load: Callable[[Path], object]

    def try_on(self, path: Path) -> bool:
        """Return whether `path` was read; a refusal in words is right too, anything else is raised."""
        try:
            self.load(path)
        except NnsimError as error:
            if len(str(error)) < 10:
                raise AssertionError(f"no sentence: {error}") from error
            return False
        return True


def _project(path: Path) -> None:
    opened = storage.load(path)
    resolve(opened.project.graph, None)
    project_record(opened.project)
    _take_out(opened.project.data.source)
    for run in opened.history:
        project_record(run.project)
        for kept in run.kept:
            dict(run.learned(kept.moment).arrays)
        if run.kept:
            said_of(run, refilled(run, Budget(20_000)))
        with suppress(NnsimError):
            curves_of(History.of_arrays(run.curves))


def _take_out(source: Source) -> None:
    """Take the file out that a project keeps, as a program does that knows of no other."""
    if isinstance(source, FileSource) and source.content:
        before = kept_files._sitting
        kept_files._sitting = replace(before, folder=None, copies={}, taken={})
        try:
            source.at_hand()
        finally:
            shutil.rmtree(kept_files._sitting.home(), ignore_errors=True)
            kept_files._sitting = before


def _csv(path: Path) -> None:
    source = CsvFile(path=str(path), missing="mean")
    prepare(DataSettings(source=source))
    glance(source.layout())


def _arrays(path: Path) -> None:
    source = NpzFile(path=str(path))
    source.arrays()
    prepare(DataSettings(source=source))


LOADERS = {
    "project": Loader(".nnsim", _project),
    "csv": Loader(".csv", _csv),
    "xlsx": Loader(".xlsx", _csv),
    "parquet": Loader(".parquet", _csv),
    "json": Loader(".json", _csv),
    "gz": Loader(".csv.gz", _csv),
    "zip": Loader(".zip", _csv),
    "npz": Loader(".npz", _arrays),
    "npy": Loader(".npy", _arrays),
    "mat": Loader(".mat", _arrays),
    "hdf5": Loader(".h5", _arrays),
    "tensors": Loader(".safetensors", _arrays),
    "idx": Loader("-images-idx3-ubyte", read_idx),
    "sequence": Loader(".csv", lambda path: SequenceReader("", "").read(path)),
    "weights": Loader(".npz", load_weights),
    "safetensors": Loader(".safetensors", load_weights),
}
