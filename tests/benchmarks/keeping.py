"""What keeping moments costs: ``python tests/benchmarks/keeping.py [WORKLOAD ...]``."""

from __future__ import annotations

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import numpy as np

from nnsim.document.kept import Kept
from nnsim.training.keeping import Budget, keeper_from
from tests.benchmarks.workloads import WORKLOADS, Workload, make_run

SECONDS = 4.0


def share(workload: Workload) -> str:
    """Train for some seconds and return which part of them went into moments: at their median, and in all."""
    run = make_run(workload)
    keeper = keeper_from(run.moment(), workload.batch, Budget())
    spent: list[float] = []
    begun = time.perf_counter()
    while time.perf_counter() - begun < SECONDS:
        if not run.advance(keeper.next_step - run.step):
            run.take_points()
        if keeper.is_due(run.step):
            before = time.perf_counter()
            keeper.keep(Kept(run.moment(), run.training))
            spent.append(time.perf_counter() - before)
    whole = time.perf_counter() - begun
    median = float(np.median(spent)) * len(spent)
    return (
        f"{workload.name}: {100 * median / whole:.2f} % at the median, {100 * sum(spent) / whole:.2f} % in all,"
        f" {len(keeper)} of {len(spent)} moments left of {run.step:,} steps, {keeper.nbytes / 1e6:.1f} MB"
    )


def main() -> None:
    """Tell it for every workload, or for those named."""
    for workload in WORKLOADS:
        if not sys.argv[1:] or workload.name.split(",")[0] in sys.argv[1:]:
            sys.stdout.write(share(workload) + "\n")


if __name__ == "__main__":
    main()
