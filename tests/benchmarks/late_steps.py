"""Whether a step costs the same after thousands of steps: ``python tests/benchmarks/late_steps.py``.

W4 learns noise until most gradients are exactly 0. What fades there must end as 0: subnormal numbers
once made such a step four times as slow.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from nnsim.training.epochs import begin
from nnsim.training.run import Run
from tests.benchmarks.window import projects

EARLY, LATE = 250, 2_950
"""Steps taken before measuring."""
ROUNDS, STEPS = 12, 20
GOAL = 1.15


def take(run: Run, steps: int) -> float:
    """Take so many steps and return the processor time they took, in seconds."""
    started = time.thread_time()
    while steps:
        taken = run.advance(steps)
        steps -= taken
        if not taken:
            run.take_points()
    return time.thread_time() - started


def main() -> None:
    """Measure an early and a late run turn by turn, so that a busy machine is busy for both."""
    with tempfile.TemporaryDirectory() as folder:
        project = projects(Path(folder), None)["W4"][0]
        early, late = (begin(project) for _ in range(2))  # type: ignore[arg-type]
    take(early, EARLY)
    take(late, LATE)
    turns = [(take(early, STEPS), take(late, STEPS)) for _ in range(ROUNDS)]
    first, last = (1e6 * statistics.median(times) / STEPS for times in zip(*turns, strict=True))
    ratio = statistics.median(b / a for a, b in turns)
    print(f"step {EARLY}: {first:.0f} µs, step {LATE:,}: {last:.0f} µs, ratio {ratio:.2f} (goal: <= {GOAL})")


if __name__ == "__main__":
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    main()
