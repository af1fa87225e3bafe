"""Try mutants of every kind of file: ``python -m tests.fuzz [KIND ...] [--count N] [--first N]``.

A mutant is wrong when loading it ends in anything but a file read or a sentence, takes more than two
seconds of the processor or a gigabyte, or stands still. Each one that is wrong is named and kept as a file.
Ends with 1 when there was one.
"""

from __future__ import annotations

import argparse
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.fuzz.loaders import LOADERS
from tests.fuzz.mutants import mutant

_STANDS_STILL = 20.0
"""Seconds without a word after which a process is ended; on a busy machine 2 s of work take longer."""
_BATCH = 2_000
"""Mutants of one process."""


@dataclass
class Tally:
    """What the mutants of one kind did."""

    read: int = 0
    refused: int = 0
    slowest: float = 0.0
    wrong: list[tuple[int, str]] = field(default_factory=list)

    def count(self, number: int, took: float, said: str) -> None:
        """Count mutant `number`."""
        self.slowest = max(self.slowest, took)
        if said == "read":
            self.read += 1
        elif said == "refused":
            self.refused += 1
        else:
            self.wrong.append((number, said))


def try_all(kind: str, first: int, count: int) -> Tally:
    """Try so many mutants; a process that ends or stands still is replaced behind the one it was at."""
    tally, number = Tally(), first
    while number < first + count:
        last = min(number + _BATCH, first + count)
        for tried, took, said in _batch(kind, number, last):
            tally.count(tried, took, said)
            number = tried + 1
    return tally


def _batch(kind: str, first: int, last: int) -> Iterator[tuple[int, float, str]]:
    """Yield number, seconds and outcome of the mutants of one process."""
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    command = [sys.executable, "-m", "tests.fuzz.worker", kind, str(first), str(last)]
    worker = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    )
    lines = _lines_of(worker)
    number = first
    try:
        while number < last:
            begun = _next(lines, 60.0)
            said = _next(lines, _STANDS_STILL) if begun else begun
            if not said:
                why = "stands still" if said is None else f"the process ended: {_last_words(worker)}"
                yield number, 0.0, why
                return
            took, _, outcome = said.partition(" ")
            yield number, float(took), outcome
            number += 1
    finally:
        worker.kill()
        worker.communicate()


def _lines_of(worker: subprocess.Popen[str]) -> queue.Queue[str]:
    """Return a queue of the lines a process writes; an empty text is its end."""
    lines: queue.Queue[str] = queue.Queue()

    def read() -> None:
        assert worker.stdout is not None
        for line in worker.stdout:
            lines.put(line.rstrip("\n"))
        lines.put("")

    threading.Thread(target=read, daemon=True).start()
    return lines


def _next(lines: queue.Queue[str], patience: float) -> str | None:
    """Return the next line, an empty text at the end, None when none comes."""
    try:
        return lines.get(timeout=patience)
    except queue.Empty:
        return None


def _last_words(worker: subprocess.Popen[str]) -> str:
    _, errors = worker.communicate()
    return f"{worker.returncode} {errors[-500:]}"


def _keep(folder: Path, kind: str, number: int, said: str) -> None:
    """Write a mutant that is wrong, and what it did, to `folder`, and name it."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{kind}-{number}{LOADERS[kind].suffix}"
    file.write_bytes(mutant(kind, number))
    lines = said.replace("\\n", "\n").strip().splitlines()
    file.with_suffix(".txt").write_text("\n".join(lines))
    print(f"  {kind} {number}: {lines[-1][:200]}  {file}", flush=True)


def main() -> int:
    """Run the command line; return its exit code."""
    parser = argparse.ArgumentParser(prog="tests.fuzz", description=__doc__)
    parser.add_argument("kinds", nargs="*", choices=[*LOADERS, []], metavar="KIND", help=", ".join(LOADERS))
    parser.add_argument("--count", type=int, default=10_000, help="mutants of each kind")
    parser.add_argument("--first", type=int, default=0, help="number of the first one")
    parser.add_argument(
        "--found", type=Path, default=Path("fuzz-found"), help="folder for those that are wrong"
    )
    options = parser.parse_args()
    wrong = 0
    for kind in options.kinds or LOADERS:
        began = time.monotonic()
        tally = try_all(kind, options.first, options.count)
        print(
            f"{kind:12} {tally.read:6} read {tally.refused:6} refused {len(tally.wrong):4} wrong"
            f"  slowest {tally.slowest:.2f} s  in {time.monotonic() - began:.0f} s",
            flush=True,
        )
        wrong += len(tally.wrong)
        for number, said in tally.wrong:
            _keep(options.found, kind, number, said)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
