"""What can be typed: five commands, their options, and a sentence for everything else."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import nnsim
from nnsim.base.errors import NnsimError
from nnsim.base.seeds import MOST_FIRST_SEED, MOST_SEED
from nnsim.base.settings import Integer
from nnsim.base.text import mark, tr
from nnsim.cli.parsing import Parser, WrappedFormatter, parser_for, read
from nnsim.compiled.library import walk_told, why_numpy
from nnsim.document.history_file import MOST_KEPT

MOST_EPOCHS = 1_000_000_000
MOST_EXAMPLES = 100_000

_COMMANDS = (
    ("nnsim [FILE.nnsim]", mark("Open the window, on a project if one is given.")),
    (
        "nnsim train FILE.nnsim --epochs N --out DIR",
        mark("Train without a window and write curves, gradients, weights and the project."),
    ),
    ("nnsim check FILE.nnsim", mark("Show layers, shapes, parameter counts and problems of a project.")),
    (
        "nnsim probe FILE.nnsim",
        mark("Look into a network: activations, gradients, singular values, sharpness."),
    ),
    (
        "nnsim experiment [NAME --out DIR]",
        mark("List experiments, or measure a published result again and write its figure and numbers."),
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
class TrainOptions:
    """Train a project without a window; `epochs` is None when the project is to say how many."""

    file: Path
    out: Path
    epochs: int | None = None
    seed: int | None = None
    figures: bool = False
    resume: bool = False
    keep: int = 0


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


Options = WindowOptions | CheckOptions | TrainOptions | ProbeOptions | ExperimentOptions


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
            return _train_options(rest)
        case ["check", *rest]:
            parser = parser_for("nnsim check", _COMMANDS[2][1])
            _add_file(parser)
            return CheckOptions(_file(read(parser, rest)))
        case ["probe", *rest]:
            return _probe_options(rest)
        case ["experiment", *rest]:
            return _experiment_options(rest)
        case rest:
            parser = _window_parser()
            found = read(parser, rest)
            return WindowOptions(None if found.file is None else Path(found.file))


def _train_options(argv: list[str]) -> TrainOptions:
    found = read(_train_parser(), argv)
    file = _file(found)
    if found.out is None:
        raise NnsimError(tr("Say where the results should go: --out FOLDER."))
    if found.resume and found.seed is not None:
        raise NnsimError(
            tr("--resume goes on with the seed of the file, --seed starts anew. Choose one of them.")
        )
    return TrainOptions(
        file,
        Path(found.out),
        _whole_number("--epochs", found.epochs, 1, MOST_EPOCHS),
        _whole_number("--seed", found.seed, 0, MOST_SEED),
        found.figures,
        found.resume,
        _whole_number("--keep", found.keep, 1, MOST_KEPT) or 0,
    )


def _probe_options(argv: list[str]) -> ProbeOptions:
    parser = parser_for("nnsim probe", _COMMANDS[3][1])
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
    count = _whole_number("--examples", found.examples, 1, MOST_EXAMPLES)
    return ProbeOptions(_file(found), only, 64 if count is None else count, found.json)


def _experiment_options(argv: list[str]) -> ExperimentOptions:
    found = read(_experiment_parser(), argv)
    if found.name is None and (found.out is not None or found.seed is not None):
        raise NnsimError(tr("Name the experiment. Type nnsim experiment to see all."))
    return ExperimentOptions(
        found.name or "",
        None if found.out is None else Path(found.out),
        _whole_number("--seed", found.seed, 0, MOST_FIRST_SEED) or 0,
        None if found.mnist is None else Path(found.mnist),
    )


def _file(found: argparse.Namespace) -> Path:
    if found.file is None:
        raise NnsimError(tr("Name the project file, such as network.nnsim."))
    return Path(found.file)


def _whole_number(option: str, text: str | None, low: int, high: int) -> int | None:
    """Return what was typed after `option` as a number; raises NnsimError when it cannot be."""
    if text is None:
        return None
    try:
        value: int = Integer(option, low=low, high=high).parse(text)
    except NnsimError as error:
        raise NnsimError(
            tr("{option} takes a whole number from {low} to {high}, not {text}.").format(
                option=option, low=f"{low:,}", high=f"{high:,}", text=repr(text[:40])
            )
        ) from error
    return value


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


def _train_parser() -> Parser:
    usage = "nnsim train FILE.nnsim --epochs N --out DIR [--seed S | --resume] [--keep N] [--figures]"
    parser = parser_for("nnsim train", _COMMANDS[1][1], usage)
    parser.epilog = tr(
        "The last line on standard output is one JSON object with the final losses. Exit codes: 0 done,"
        " 2 something to mend, 3 diverged, 130 stopped by Ctrl+C (what was trained until then is written)."
    )
    parser.formatter_class = WrappedFormatter
    _add_file(parser)
    add = parser.add_argument
    add("--epochs", metavar="N", help=tr("How many epochs to train. By default as many as the project says."))
    add("--out", metavar="DIR", help=tr("Folder for the results; made if there is none."))
    add("--seed", metavar="S", help=tr("Seed of the training, instead of the one in the project."))
    add(
        "--resume",
        action="store_true",
        help=tr("Go on from the weights in the file. Without this, training starts anew from the seed."),
    )
    add(
        "--keep",
        metavar="N",
        help=tr("Keep N moments of the training in the project, evenly from its beginning to its end."),
    )
    add("--figures", action="store_true", help=tr("Also write loss.png, gradients.png and boundary.png."))
    return parser


def _experiment_parser() -> Parser:
    usage = "nnsim experiment [NAME --out DIR [--seed S]] [--mnist FILE]"
    parser = parser_for("nnsim experiment", _COMMANDS[4][1], usage)
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
