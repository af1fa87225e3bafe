"""What a million steps leave in memory: ``python tests/benchmarks/long_run.py [steps]``, on the walk ``NNSIM_WALK`` says."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from nnsim.data.data_settings import DataSettings
from nnsim.data.sources.truth_table import TruthTable
from nnsim.engine.activations.tanh import Tanh
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.input import Input
from nnsim.engine.optimizers.adam import Adam
from nnsim.library import chain
from nnsim.training.epochs import begin
from nnsim.training.history import History

BEGIN = 10_000
"""Steps before counting: the first fill what is kept at a fixed size."""


def resident() -> float:
    """Return the memory of this process that is in use, in MB (Linux)."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def main() -> None:
    """Train XOR for so many steps, with a history that takes every reading, and say what was kept."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    data = DataSettings(TruthTable(), validation_share=0.0, test_share=0.0)
    layers = (Input(), Dense(4, Tanh()), Dense(1))
    run = begin(chain(*layers, data=data, optimizer=Adam(), learning_rate=0.01, batch=4))
    history = History(run.unreported.columns, run.watch.evaluator.metrics)
    before, started = 0.0, time.perf_counter()
    while run.step < count:
        points = run.take_points() if not run.advance(1000, beyond_epoch=True) else None
        if points is not None:
            history.add_points(points)
        if run.evaluation_is_due:
            history.add_evaluation(run.evaluate())
        if not before and run.step >= BEGIN:
            before = resident()
    seconds = time.perf_counter() - started
    print(
        f"{run.step:,} steps in {seconds:.1f} s in the walk {run.walk}, {1e6 * seconds / run.step:.1f} µs a step with its readings"
    )
    print(
        f"memory: {before:.1f} MB after {BEGIN:,} steps, {resident() - before:+.1f} MB at the end (goal: < 50)"
    )


if __name__ == "__main__":
    main()
