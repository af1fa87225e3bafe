"""One process that tries mutants, one after another, and says what each did.

``python -m tests.fuzz.worker KIND FIRST LAST``: for every mutant a line with its number before it is tried,
and one after it with ``ok``, or with what was wrong. Its memory is limited by the system, so that a
mutant that wants more fails with MemoryError and not with the machine.
"""

from __future__ import annotations

import os
import resource
import sys
import tempfile
import time
import traceback
import warnings
from pathlib import Path

from tests.fuzz.loaders import LOADERS
from tests.fuzz.mutants import mutant

MOST_BYTES = 1_000_000_000
"""Memory a file may take beyond what the program has taken without one."""
MOST_SECONDS = 2.0
"""Processor time a file may take."""


def main(kind: str, first: int, last: int) -> None:
    """Try the mutants `first` to `last` - 1 of `kind`."""
    warnings.simplefilter("error", RuntimeWarning)
    loader = LOADERS[kind]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / ("mutant" + loader.suffix)
        path.write_bytes(mutant(kind, 0))
        loader.try_on(path)  # imports what it needs
        _limit_memory()
        for number in range(first, last):
            path.write_bytes(mutant(kind, number))
            print(number, flush=True)
            began = time.process_time()
            fault = ""
            try:
                read = loader.try_on(path)
            except BaseException:
                fault = traceback.format_exc().replace("\n", "\\n")
            took = time.process_time() - began
            if not fault and took > MOST_SECONDS:
                fault = f"{took:.1f} s"
            print(f"{took:.3f}", fault or ("read" if read else "refused"), flush=True)


def _limit_memory() -> None:
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    most = pages * os.sysconf("SC_PAGE_SIZE") + MOST_BYTES
    resource.setrlimit(resource.RLIMIT_AS, (most, most))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
