"""What a process of nnsim without a window costs: its start, its memory, and how that grows."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

from tests.benchmarks.rounds import Spread, verdict

ROOT = Path(__file__).resolve().parents[2]

FIRST_STEP = """
import numpy as np
from nnsim.engine.activations.relu import ReLU
from nnsim.engine.layers.dense import Dense
from nnsim.engine.losses.softmax_ce import SoftmaxCrossEntropy
from tests.builders import chain, examples, start
from nnsim.engine.optimizers.adam import Adam
rng = np.random.default_rng(0)
graph = chain(Dense(128, ReLU()), Dense(64, ReLU()), Dense(10), loss=SoftmaxCrossEntropy())
run = start(graph, examples(rng.normal(size=(1024, 784)), rng.integers(0, 10, 1024), 10),
            batch=128, optimizer=Adam(), precision="float32")
assert run.advance(1) == 1
"""
GROWTH = """
from tests.benchmarks.workloads import WORKLOADS, make_run
from nnsim.training.history import History
def megabytes():
    with open("/proc/self/status") as lines:
        return next(int(l.split()[1]) / 1024 for l in lines if l.startswith("VmRSS"))
run = make_run(WORKLOADS[0])
history = History(run.unreported.columns, run.watch.evaluator.metrics)
def train(steps):
    end = run.step + steps
    while run.step < end:
        if not run.advance(end - run.step):
            history.add_points(run.take_points())
        if run.evaluation_is_due:
            history.add_points(run.take_points())
            history.add_evaluation(run.evaluate())
train(10_000)
before = megabytes()
train(1_000_000)
print(before, megabytes())
"""


def _python(code: str) -> str:
    return subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout


def seconds_to_first_step(rounds: int) -> Spread:
    """Return the time from the start of a process to its first W4 step done (and the process ended)."""
    taken = []
    for _ in range(rounds + 1):
        start = time.perf_counter()
        _python(FIRST_STEP)
        taken.append(time.perf_counter() - start)
    return Spread.of(taken[1:])


def memory() -> tuple[float, float]:
    """Return the memory of a process that trains W1 with its history, and its growth over 10⁶ steps, MB."""
    before, after = (float(x) for x in _python(GROWTH).split())
    return before, after - before


def table(rounds: int) -> str:
    """Return the table of costs."""
    start = seconds_to_first_step(rounds)
    size, growth = memory()
    return (
        "| | measured | goal | |\n|---|---|---|---|\n"
        f"| process start to the first W4 step | {start.show('{:.2f}')} s | ≤ 0.3 s"
        f" | {verdict(start.median, 0.3, at_most=True)} |\n"
        f"| memory of the engine alone, W1 | {size:.0f} MB | ≤ 60 MB | {verdict(size, 60, at_most=True)} |\n"
        f"| growth over 10⁶ steps of W1, history included | {growth:.1f} MB | < 50 MB"
        f" | {verdict(growth, 50, at_most=True)} |\n"
    )
