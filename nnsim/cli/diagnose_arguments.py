"""What can be typed to have a project diagnosed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from nnsim.base.errors import NnsimError
from nnsim.base.seeds import MOST_SEED
from nnsim.base.text import tr
from nnsim.cli.parsing import Parser, WrappedFormatter, parser_for, read, whole_number
from nnsim.cli.train_arguments import MOST_EPOCHS

REPORTS = (".pdf", ".html", ".md")
"""Endings of the reports there are."""


@dataclass(frozen=True)
class DiagnoseOptions:
    """Say what is wrong with a project; `epochs` is None when it is to be trained as long as the project says."""

    file: Path
    epochs: int | None = None
    cure: bool = False
    json: bool = False
    report: Path | None = None
    seed: int | None = None


def diagnose_options(argv: list[str], title: str) -> DiagnoseOptions:
    """Return what `argv` asks for; `title` says what the command does, marked. Raises NnsimError as `parse` does."""
    found = read(_diagnose_parser(title), argv)
    if found.file is None:
        raise NnsimError(tr("Name the project file, such as network.nnsim."))
    report = None if found.report is None else Path(found.report)
    if report is not None and report.suffix.lower() not in REPORTS:
        raise NnsimError(
            tr("A report is written as {endings}; choose one of these endings for {name}.").format(
                endings=", ".join(REPORTS), name=report.name
            )
        )
    return DiagnoseOptions(
        Path(found.file),
        whole_number("--epochs", found.epochs, 1, MOST_EPOCHS),
        found.cure,
        found.json,
        report,
        whole_number("--seed", found.seed, 0, MOST_SEED),
    )


def _diagnose_parser(title: str) -> Parser:
    usage = "nnsim diagnose FILE.nnsim [--epochs N] [--cure] [--json] [--report FILE] [--seed S]"
    parser = parser_for("nnsim diagnose", title, usage)
    parser.epilog = tr(
        "The network is trained from its first weights and looked at on the way. Exit codes: 0 healthy, 4 sick,"
        " 2 something to mend, 130 stopped by Ctrl+C (what was found until then is told and written)."
    )
    parser.formatter_class = WrappedFormatter
    parser.add_argument("file", nargs="?", metavar="FILE.nnsim", help=tr("A project."))
    add = parser.add_argument
    add(
        "--epochs",
        metavar="N",
        help=tr(
            "How many epochs to train. By default as many as the project says, else one or 200 steps,"
            " whichever is more; in a minute at most."
        ),
    )
    add(
        "--cure",
        action="store_true",
        help=tr(
            "Try cures on twins, four minutes at most, and write the project with the best that helped"
            " beside FILE, or beside the report."
        ),
    )
    add("--json", action="store_true", help=tr("Print one JSON object."))
    add("--report", metavar="FILE", help=tr("Write all of it as one page: .pdf, .html or .md."))
    add("--seed", metavar="S", help=tr("Seed of the training, instead of the one in the project."))
    return parser
