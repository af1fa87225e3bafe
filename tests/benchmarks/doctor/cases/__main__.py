"""``python -m tests.benchmarks.doctor.cases [--check | --cures] [KEY…]``: what the doctor says of real cases.

With ``--check`` whether the sick really do not learn and their repaired twins really do; with ``--cures``
whether a cure is found that works.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable

from tests.benchmarks.doctor.cases import cases
from tests.benchmarks.doctor.cases.checking import table
from tests.benchmarks.doctor.cases.curing import cures
from tests.benchmarks.doctor.cases.following import follow, summed, told
from tests.benchmarks.doctor.cases.real_case import RealCase


def main(arguments: list[str]) -> None:
    """Print what is asked for, of the cases named or of all."""
    keys = [a for a in arguments if not a.startswith("--")]
    chosen = [case for case in cases() if not keys or case.key in keys]
    if "--check" in arguments or "--cures" in arguments:
        for line in table(chosen) if "--check" in arguments else cures(chosen):
            print(line, flush=True)
    else:
        judge(chosen)


def judge(chosen: Iterable[RealCase]) -> None:
    """Print what is said of each, and the sum."""
    all_ = []
    for case in chosen:
        all_.append(follow(case))
        for line in told(all_[-1]):
            print(line, flush=True)
    for line in summed(all_):
        print(line)


if __name__ == "__main__":
    main(sys.argv[1:])
