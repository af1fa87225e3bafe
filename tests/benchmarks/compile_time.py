"""How long it takes from a drawing to the first step: ``python tests/benchmarks/compile_time.py [layers]``."""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import numpy as np

from nnsim.document.project import TrainingSettings
from nnsim.document.resolve import resolve
from nnsim.engine.activations.tanh import Tanh
from nnsim.engine.layers.batch_norm import BatchNorm
from nnsim.engine.layers.dense import Dense
from nnsim.engine.losses.mse import MeanSquaredError
from nnsim.engine.network import Network
from nnsim.engine.rules.backprop import BackPropagation
from nnsim.training.divergence import DivergedError
from nnsim.training.run import Run
from tests.builders import chain, examples


def timed(times: dict[str, float], title: str, work: Callable[..., Any], *arguments: Any) -> Any:
    """Return what `work` gives for `arguments`; keep the least time under `title`."""
    start = time.perf_counter()
    made = work(*arguments)
    times[title] = min(times.get(title, 1e9), time.perf_counter() - start)
    return made


def step(run: Run) -> None:
    """Take a step; through a thousand batch norms the gradient explodes, which is no matter here."""
    with contextlib.suppress(DivergedError):
        run.advance(1)


def main() -> None:
    """Time every part of the way, the least of three."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    rng = np.random.default_rng(0)
    data = examples(rng.normal(size=(32, 8)), rng.normal(size=(32, 1)))
    layers = [BatchNorm() if k % 4 == 3 else Dense(8, Tanh()) for k in range(count - 1)]
    graph = chain(*layers, Dense(1), loss=MeanSquaredError())
    training, rule = TrainingSettings(batch=16), BackPropagation()
    times: dict[str, float] = {}
    for _ in range(3):
        resolved = timed(times, "resolve the drawing", resolve, graph, data, rule)
        network = timed(times, "draw the parameters", Network, resolved.stages, resolved.outputs)
        timed(times, "compile the program", partial(network.program, training=True, learns=True), 16)
        run = timed(times, "all of a run", Run, resolved, training, data)
        timed(times, "its first step", step, run)
        timed(times, "its next step", step, run)
    for title, seconds in times.items():
        print(f"{title:<22} {1e3 * seconds:8.1f} ms")
    print(f"{count:,} layers, {network.parameters.size:,} parameters (goal: a run and its first step < 1 s)")


if __name__ == "__main__":
    main()
