"""A run of any length holds the memory it began with."""

from __future__ import annotations

import gc
import tracemalloc
from collections.abc import Sequence

import numpy as np
import pytest

from nnsim.engine.activations.relu import ReLU
from nnsim.engine.activations.tanh import Tanh
from nnsim.engine.layer import Layer
from nnsim.engine.layers.batch_norm import BatchNorm
from nnsim.engine.layers.conv2d import Conv2D
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.dropout import Dropout
from nnsim.engine.layers.flatten import Flatten
from nnsim.engine.layers.lstm import LSTM
from nnsim.engine.losses.mse import MeanSquaredError
from nnsim.engine.optimizer import Optimizer
from nnsim.engine.optimizers.adam import Adam
from nnsim.engine.optimizers.sgd import SGD
from nnsim.training.run import Run
from tests.builders import chain, examples, start

CASES: dict[str, tuple[tuple[int, ...], Sequence[Layer], Optimizer]] = {
    "dense": ((2,), (Dense(4, Tanh()), Dense(1)), SGD()),
    "conv": ((1, 5, 5), (Conv2D(2, 3, activation=ReLU()), Flatten(), Dense(1)), SGD()),
    "lstm": ((3, 2), (LSTM(3), Dense(1)), SGD()),
    "batch norm and dropout": ((3,), (Dense(4), BatchNorm(), Dropout(0.3), Dense(1)), SGD()),
    "adam": ((2,), (Dense(4, Tanh()), Dense(1)), Adam()),
}


def steps(run: Run, count: int) -> None:
    while count:
        taken = run.advance(count)
        count -= taken
        if not taken:
            run.take_points()


@pytest.mark.parametrize("case", CASES)
def test_a_thousand_steps_leave_no_memory_behind(case: str) -> None:
    """Readings are taken away as they come, epochs end and draw a new order, checkpoints are kept."""
    shape, parts, optimizer = CASES[case]
    rng = np.random.default_rng(0)
    data = examples(rng.normal(size=(11, *shape)), rng.normal(size=(11, 1)))
    run = start(chain(*parts, loss=MeanSquaredError()), data, batch=4, optimizer=optimizer, shuffle=True)
    steps(run, 100)
    tracemalloc.start()
    try:
        # What is allocated anew now and then (an order, a checkpoint) is held once before it is counted.
        steps(run, 600)
        run.take_points()
        gc.collect()
        before, _ = tracemalloc.get_traced_memory()
        steps(run, 1000)
        run.take_points()
        gc.collect()
        after, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert after - before < 4000
