"""The command line: open the window, or train, check, probe and diagnose projects, run experiments and the Zoo without one."""

from __future__ import annotations

import contextlib
import os
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path

from nnsim.base.errors import Cancelled, NnsimError
from nnsim.base.paths import is_file, is_folder
from nnsim.base.text import tr, use_language
from nnsim.cli.arguments import (
    CheckOptions,
    ExperimentOptions,
    ProbeOptions,
    WindowOptions,
    ZooOptions,
    parse,
)
from nnsim.cli.data_arguments import DataOptions, PredictOptions
from nnsim.cli.diagnose_arguments import DiagnoseOptions
from nnsim.cli.exit_code import ExitCode
from nnsim.cli.language import system_language
from nnsim.cli.train_arguments import TrainOptions


def main(argv: Sequence[str] | None = None) -> int:
    """Do what the command line asks for and return the exit code.

    Parameters
    ----------
    argv
        Arguments without the program's name; by default those of this process.
    """
    for stream in (sys.stdout, sys.stderr):
        # A console that lacks a sign such as ‖ or × shows a question mark instead of a traceback.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    use_language(system_language())
    try:
        return _obey(sys.argv[1:] if argv is None else argv)
    except NnsimError as error:
        print(f"nnsim: {error}", file=sys.stderr)
        return ExitCode.MISTAKE
    except (KeyboardInterrupt, Cancelled):
        print(file=sys.stderr)
        return ExitCode.INTERRUPTED
    except BrokenPipeError:
        # The reader of our output has gone, as `head` does. Python would complain once more at exit.
        with contextlib.suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ExitCode.MISTAKE
    except SystemExit as exit_:
        return exit_.code if isinstance(exit_.code, int) else 0
    except Exception:
        traceback.print_exc()
        print("nnsim: " + tr("This is a fault in nnsim. Please report the lines above."), file=sys.stderr)
        return ExitCode.FAULT


def _obey(argv: Sequence[str]) -> int:
    # Each branch imports what it needs: training must not wait for Qt, nor checking for the engine.
    match parse(argv):
        case TrainOptions() as options:
            from nnsim.cli.train import train

            return train(options)
        case CheckOptions() as options:
            from nnsim.cli.check import check

            return check(options)
        case DataOptions() as options:
            from nnsim.cli.data import data

            return data(options)
        case PredictOptions() as options:
            from nnsim.cli.predict import predict

            return predict(options)
        case ProbeOptions() as options:
            from nnsim.cli.probe import probe

            return probe(options)
        case DiagnoseOptions() as options:
            from nnsim.cli.diagnose import diagnose

            return diagnose(options)
        case ExperimentOptions() as options:
            from nnsim.cli.experiment import experiment

            return experiment(options)
        case ZooOptions() as options:
            from nnsim.cli.zoo import zoo

            return zoo(options)
        case WindowOptions() as options:
            return open_window(options.file)


def open_window(file: Path | None) -> int:
    """Open the window, on `file` if given; return its exit code.

    Raises
    ------
    NnsimError
        When there is no such file, or something the window needs is missing on this machine.
    """
    from nnsim.preflight import require

    if file is not None and not (is_file(file) or is_folder(file)):
        raise NnsimError(tr("There is no file {path}. It may have been moved or renamed.").format(path=file))
    require(window=True)
    from nnsim.app import run

    return run(file)
