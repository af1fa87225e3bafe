"""``python -m tests.benchmarks.doctor.cases [--check] [KEY…]``."""

from __future__ import annotations

import sys

from tests.benchmarks.doctor.cases import cases
from tests.benchmarks.doctor.cases.checking import table


def main(arguments: list[str]) -> None:
    """Print what is asked for of the cases named, or of all."""
    keys = [a for a in arguments if not a.startswith("--")]
    chosen = [case for case in cases() if not keys or case.key in keys]
    for line in table(chosen):
        print(line, flush=True)


main(sys.argv[1:])
