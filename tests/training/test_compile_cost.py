"""What a deep network costs before its first step grows with its depth, not with its square."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import numpy as np

from nnsim.document.project import TrainingSettings
from nnsim.document.resolve import resolve
from nnsim.engine.activations.tanh import Tanh
from nnsim.engine.layers.batch_norm import BatchNorm
from nnsim.engine.layers.dense import Dense
from nnsim.engine.losses.mse import MeanSquaredError
from nnsim.engine.rules.backprop import BackPropagation
from nnsim.training.run import Run
from tests.builders import chain, examples


def instructions(work: Callable[[], object]) -> int:
    """Return how many instructions of Python `work` runs: the same on every machine, unlike seconds."""
    count = 0

    def trace(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal count
        frame.f_trace_opcodes, frame.f_trace_lines = True, False
        count += event == "opcode"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        work()
    finally:
        sys.settrace(before)
    return count


def first_step(depth: int) -> None:
    data = examples(np.zeros((4, 2)), np.zeros((4, 1)))
    layers = [BatchNorm() if k % 4 == 3 else Dense(2, Tanh()) for k in range(depth)]
    graph = chain(*layers, Dense(1), loss=MeanSquaredError())
    resolved = resolve(graph, data, BackPropagation())
    Run(resolved, TrainingSettings(batch=4), data).advance(1)


def test_twice_the_layers_are_twice_the_work() -> None:
    first_step(8)
    small, large = (instructions(lambda depth=depth: first_step(depth)) for depth in (60, 120))
    assert large < 2.1 * small
