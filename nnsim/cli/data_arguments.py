"""What can be typed for data that are no project: how they are read, and predictions of them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from nnsim.base.errors import NnsimError
from nnsim.base.text import tr
from nnsim.cli.parsing import parser_for, read
from nnsim.data.new.gaps import Fill
from nnsim.document.storage import SUFFIX


@dataclass(frozen=True)
class DataOptions:
    """Show how a file, a folder, or the data of a project are read."""

    file: Path
    target: str = ""
    json: bool = False


@dataclass(frozen=True)
class PredictOptions:
    """Apply the network of a project to the examples of another file, `new`, whose gaps `fill` says how to fill."""

    file: Path
    new: Path
    out: Path
    json: bool = False
    fill: Fill = ""


def data_options(argv: list[str], title: str) -> DataOptions:
    """Return what `argv` asks for; `title` says what the command does, marked. Raises NnsimError as `parse` does."""
    parser = parser_for("nnsim data", title, "nnsim data FILE [--target COLUMN] [--json]")
    parser.add_argument("file", nargs="?", metavar="FILE", help=tr("A file or folder of data, or a project."))
    parser.add_argument("--target", metavar="COLUMN", help=target_help())
    parser.add_argument("--json", action="store_true", help=tr("Print one JSON object."))
    found = read(parser, argv)
    if found.file is None:
        raise NnsimError(tr("Name the file or folder of data, such as table.csv."))
    return DataOptions(Path(found.file), found.target or "", found.json)


def predict_options(argv: list[str], title: str) -> PredictOptions:
    """Return what `argv` asks for; see `data_options`."""
    usage = "nnsim predict FILE.nnsim NEW --out P.csv [--fill KIND] [--json]"
    parser = parser_for("nnsim predict", title, usage)
    parser.add_argument("file", nargs="?", metavar="FILE.nnsim", help=tr("A trained project."))
    parser.add_argument(
        "new", nargs="?", metavar="NEW", help=tr("The file, or folder of images, to be told of.")
    )
    parser.add_argument("--out", metavar="P.csv", help=tr("Where the predictions go: .csv, .tsv or .npz."))
    parser.add_argument(
        "--fill",
        choices=("mean", "median", "most_frequent"),
        metavar="KIND",
        help=tr("Fill gaps with the mean, median or most_frequent of the training part."),
    )
    parser.add_argument("--json", action="store_true", help=tr("Print one JSON object about it."))
    found = read(parser, argv)
    if found.file is None:
        raise NnsimError(tr("Name the project file, such as network.nnsim."))
    if found.new is None:
        raise NnsimError(tr("Name the file to be told of, such as new.csv."))
    if found.out is None:
        raise NnsimError(tr("Say where the predictions should go: --out P.csv."))
    return PredictOptions(Path(found.file), Path(found.new), Path(found.out), found.json, found.fill or "")


def is_project(file: Path) -> bool:
    """Return whether a file is a project, by its name."""
    return file.suffix.lower() == SUFFIX


def target_help() -> str:
    """Return what is said of the option ``--target``."""
    return tr("The column to predict, by name or number; by default the one called so, or the last.")
