"""What can be typed: the commands, their options, and a sentence for everything else."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import nnsim
from nnsim.base.errors import NnsimError
from nnsim.base.seeds import MOST_FIRST_SEED
from nnsim.base.text import mark, tr
from nnsim.cli.data_arguments import (
    DataOptions,
    PredictOptions,
    data_options,
    predict_options,
)
from nnsim.cli.diagnose_arguments import DiagnoseOptions, diagnose_options
from nnsim.cli.parsing import Parser, WrappedFormatter, parser_for, read, whole_number
from nnsim.cli.train_arguments import TrainOptions, train_options
from nnsim.compiled.library import walk_told, why_numpy

MOST_EXAMPLES = 100_000
MOST_SEEDS = 1_000

_COMMANDS = (
    ("nnsim [FILE.nnsim]", mark("Open the window, on a project if one is given.")),
    (
        "nnsim train FILE.nnsim --epochs N --out DIR",
        mark("Train without a window and write curves, gradients, weights and the project."),
    ),
    (
        "nnsim train FILE --target COLUMN",
        mark("Train a sensible network on a table, on arrays, or on a folder of images."),
    ),
    (
        "nnsim predict FILE.nnsim NEW --out P.csv",
        mark("Apply a trained network to another file, prepared exactly as in training."),
    ),
    ("nnsim data FILE", mark("Show how a file or folder is read as data, and why.")),
    ("nnsim check FILE.nnsim", mark("Show layers, shapes, parameter counts and problems of a project.")),
    (
        "nnsim probe FILE.nnsim",
        mark("Look into a network: activations, gradients, singular values, sharpness."),
    ),
    (
        "nnsim diagnose FILE.nnsim",
        mark("Say why a network does not learn, with the evidence, and try cures on its own data."),
    ),
    (
        "nnsim experiment [NAME --out DIR]",
        mark("List experiments, or measure a published result again and write its figure and numbers."),
    ),
    (
        "nnsim zoo [NAME | --all] [--out DIR]",
        mark("List the structures of the Zoo, or train one or all of them and write figures and projects."),
    ),
)


@dataclass(frozen=True)
class WindowOptions:
    """Open the window."""

    file: Path | None


@dataclass(frozen=True)
class CheckOptions:
    """Show what a project is."""

    file: Path


@dataclass(frozen=True)
class ProbeOptions:
    """Look into the network of a project; `only` holds the keys of the probes, none meaning all."""

    file: Path
    only: tuple[str, ...] = ()
    examples: int = 64
    json: bool = False


@dataclass(frozen=True)
class ExperimentOptions:
    """Do the experiment called `name` and write it to `out`; without a name, list all.

    `mnist` is a file of MNIST that is remembered from then on.
    """

    name: str = ""
    out: Path | None = None
    seed: int = 0
    mnist: Path | None = None


@dataclass(frozen=True)
class ZooOptions:
    """Raise the animal called `name`, or `all` of them, and write it to `out`; with neither, list all."""

    name: str = ""
    all: bool = False
    out: Path | None = None
    seed: int = 0
    seeds: int = 1


Options = (
    WindowOptions
    | CheckOptions
    | TrainOptions
    | DataOptions
    | PredictOptions
    | ProbeOptions
    | DiagnoseOptions
    | ExperimentOptions
    | ZooOptions
)


def parse(argv: Sequence[str]) -> Options:
    """Return what `argv` asks for.

    Raises
    ------
    NnsimError
        When it cannot be understood.
    SystemExit
        After ``--help`` or ``--version`` was answered.
    """
    match list(argv):
        case ["train", *rest]:
            return train_options(rest, _COMMANDS[1][1])
        case ["check", *rest]:
            parser = parser_for("nnsim check", _COMMANDS[5][1])
            _add_file(parser)
            return CheckOptions(_file(read(parser, rest)))
        case ["probe", *rest]:
            return _probe_options(rest)
        case ["diagnose", *rest]:
            return diagnose_options(rest, _COMMANDS[7][1])
        case ["data", *rest]:
            return data_options(rest, _COMMANDS[4][1])
        case ["predict", *rest]:
            return predict_options(rest, _COMMANDS[3][1])
        case ["experiment", *rest]:
            return _experiment_options(rest)
        case ["zoo", *rest]:
            return _zoo_options(rest)
        case rest:
            parser = _window_parser()
            found = read(parser, rest)
            return WindowOptions(None if found.file is None else Path(found.file))


def _probe_options(argv: list[str]) -> ProbeOptions:
    parser = parser_for("nnsim probe", _COMMANDS[6][1])
    _add_file(parser)
    parser.add_argument(
        "--only",
        metavar="NAMES",
        help=tr("Names of probes with commas between, such as activations,sharpness."),
    )
    parser.add_argument("--examples", metavar="N", help=tr("How many examples to look at, 64 by default."))
    parser.add_argument("--json", action="store_true", help=tr("Print one JSON object."))
    found = read(parser, argv)
    only = tuple(filter(None, (name.strip() for name in (found.only or "").split(","))))
    count = whole_number("--examples", found.examples, 1, MOST_EXAMPLES)
    return ProbeOptions(_file(found), only, 64 if count is None else count, found.json)


def _experiment_options(argv: list[str]) -> ExperimentOptions:
    found = read(_experiment_parser(), argv)
    if found.name is None and (found.out is not None or found.seed is not None):
        raise NnsimError(tr("Name the experiment. Type nnsim experiment to see all."))
    return ExperimentOptions(
        found.name or "",
        None if found.out is None else Path(found.out),
        whole_number("--seed", found.seed, 0, MOST_FIRST_SEED) or 0,
        None if found.mnist is None else Path(found.mnist),
    )


def _zoo_options(argv: list[str]) -> ZooOptions:
    found = read(_zoo_parser(), argv)
    if found.name is not None and found.all:
        raise NnsimError(tr("Name one structure of the Zoo, or give --all, not both."))
    chosen = found.name is not None or found.all
    given = (found.out, found.seed, found.seeds)
    if not chosen and any(value is not None for value in given):
        raise NnsimError(tr("Name the structure, or give --all. Type nnsim zoo to see all."))
    if chosen and found.out is None:
        raise NnsimError(tr("Say where the results should go: --out FOLDER."))
    seed = whole_number("--seed", found.seed, 0, MOST_FIRST_SEED) or 0
    seeds = whole_number("--seeds", found.seeds, 1, MOST_SEEDS) or 1
    return ZooOptions(
        found.name or "", found.all, None if found.out is None else Path(found.out), seed, seeds
    )


def _file(found: argparse.Namespace) -> Path:
    if found.file is None:
        raise NnsimError(tr("Name the project file, such as network.nnsim."))
    return Path(found.file)


# ---- parsers -----------------------------------------------------------------------------------


def _add_file(parser: Parser) -> None:
    parser.add_argument("file", nargs="?", metavar="FILE.nnsim", help=tr("A project."))


class _ShowVersion(argparse.Action):
    """Says version and walk; argparse's own would have the library loaded whatever is asked for."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        print(f"nnsim {nnsim.__version__} ({walk_told()})")
        if reason := why_numpy():
            print(reason)
        parser.exit()


def _window_parser() -> Parser:
    parser = parser_for(
        "nnsim", mark("Build neural networks, train them live, and see why they learn or do not.")
    )
    width = max(len(command) for command, _ in _COMMANDS)
    lines = "\n".join(f"  {command:<{width}}  {tr(text)}" for command, text in _COMMANDS)
    parser.epilog = tr("Commands") + ":\n" + lines
    _add_file(parser)
    parser.add_argument(
        "--version",
        action=_ShowVersion,
        nargs=0,
        help=tr("Show the version and how steps are computed here, and leave."),
    )
    return parser


def _experiment_parser() -> Parser:
    usage = "nnsim experiment [NAME --out DIR [--seed S]] [--mnist FILE]"
    parser = parser_for("nnsim experiment", _COMMANDS[8][1], usage)
    parser.epilog = tr(
        "The last line on standard output is one JSON object with what is claimed and what was measured. Exit codes:"
        " 0 it agrees, 4 it does not agree, 2 something to mend, 130 stopped by Ctrl+C (what was found until then is"
        " written, marked as unfinished)."
    )
    parser.formatter_class = WrappedFormatter
    parser.add_argument("name", nargs="?", metavar="NAME", help=tr("Name of an experiment."))
    add = parser.add_argument
    add("--out", metavar="DIR", help=tr("Folder for figure and numbers; made if there is none."))
    add(
        "--seed",
        metavar="S",
        help=tr("First seed, 0 by default. Where numbers are medians, the other seeds follow it."),
    )
    add(
        "--mnist",
        metavar="FILE",
        help=tr("Your MNIST (train-images-idx3-ubyte, packed or not, or NPZ), remembered from then on."),
    )
    return parser


def _zoo_parser() -> Parser:
    usage = "nnsim zoo [NAME | --all] [--out DIR] [--seed S] [--seeds N]"
    parser = parser_for("nnsim zoo", _COMMANDS[9][1], usage)
    parser.epilog = tr(
        "The last line on standard output is one JSON object a structure, with what it must reach and what it reached."
        " Exit codes: 0 it is reached, 4 one falls short, 2 something to mend, 130 stopped by Ctrl+C."
    )
    parser.formatter_class = WrappedFormatter
    parser.add_argument("name", nargs="?", metavar="NAME", help=tr("Short name of a structure, such as hn."))
    add = parser.add_argument
    add("--all", action="store_true", help=tr("Train all of them, one after another, and write a table."))
    add("--out", metavar="DIR", help=tr("Folder for figures and projects; made if there is none."))
    add("--seed", metavar="S", help=tr("Seed of the training, 0 by default."))
    add("--seeds", metavar="N", help=tr("How many seeds, from that one on; 1 by default."))
    return parser
