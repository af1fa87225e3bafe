"""What can be typed to train."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from nnsim.base.errors import NnsimError
from nnsim.base.seeds import MOST_SEED
from nnsim.base.text import tr
from nnsim.cli.data_arguments import is_project, target_help
from nnsim.cli.parsing import Parser, WrappedFormatter, parser_for, read, whole_number
from nnsim.document.history_file import MOST_KEPT

MOST_EPOCHS = 1_000_000_000


@dataclass(frozen=True)
class TrainOptions:
    """Train a project, or a suggested network on a file of data; `epochs` is None when the project is to say how many.

    `target` is the column to predict, of data; empty: as they seem to want it.
    """

    file: Path
    out: Path
    epochs: int | None = None
    seed: int | None = None
    figures: bool = False
    resume: bool = False
    keep: int = 0
    target: str = ""

    @property
    def is_project(self) -> bool:
        """Whether the file is a project, by its name; else it is data."""
        return is_project(self.file)


def train_options(argv: list[str], title: str) -> TrainOptions:
    """Return what `argv` asks for; `title` says what the command does, marked. Raises NnsimError as `parse` does."""
    found = read(_train_parser(title), argv)
    if found.file is None:
        raise NnsimError(tr("Name the project file, such as network.nnsim, or data, such as table.csv."))
    file = Path(found.file)
    if is_project(file):
        if found.out is None:
            raise NnsimError(tr("Say where the results should go: --out FOLDER."))
        if found.target:
            raise NnsimError(tr("--target is for a file of data; the project says what it predicts."))
    elif found.resume:
        raise NnsimError(
            tr("--resume goes on with the weights of a project, and {file} is none.").format(file=file)
        )
    if found.resume and found.seed is not None:
        raise NnsimError(
            tr("--resume goes on with the seed of the file, --seed starts anew. Choose one of them.")
        )
    return TrainOptions(
        file,
        Path(file.stem + "-nnsim") if found.out is None else Path(found.out),
        whole_number("--epochs", found.epochs, 1, MOST_EPOCHS),
        whole_number("--seed", found.seed, 0, MOST_SEED),
        found.figures,
        found.resume,
        whole_number("--keep", found.keep, 1, MOST_KEPT) or 0,
        found.target or "",
    )


def _train_parser(title: str) -> Parser:
    usage = (
        "nnsim train FILE.nnsim --epochs N --out DIR [--seed S | --resume] [--keep N] [--figures]\n"
        "       nnsim train DATA [--target COLUMN] [--epochs N] [--out DIR] [--seed S] [--keep N] [--figures]"
    )
    parser = parser_for("nnsim train", title, usage)
    parser.epilog = tr(
        "The last line on standard output is one JSON object with the final losses. Exit codes: 0 done,"
        " 2 something to mend, 3 diverged, 130 stopped by Ctrl+C (what was trained until then is written)."
    )
    parser.formatter_class = WrappedFormatter
    add = parser.add_argument
    add(
        "file",
        nargs="?",
        metavar="FILE",
        help=tr("A project, or data: a table, arrays or a folder, for which a network is suggested."),
    )
    add("--target", metavar="COLUMN", help=target_help())
    add("--epochs", metavar="N", help=tr("How many epochs to train. By default as many as the project says."))
    add(
        "--out",
        metavar="DIR",
        help=tr("Folder for the results; made if there is none. For data by default their name and -nnsim."),
    )
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
