"""What fades ends as 0, at counted steps: subnormal numbers make every step several times slower."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from nnsim.engine.activations.relu import ReLU
from nnsim.engine.calls import Calls
from nnsim.engine.fading import BLOCK, SQUARES, SUMS, Floor, emit_flush
from nnsim.engine.layers.batch_norm import BatchNorm
from nnsim.engine.layers.dense import Dense
from nnsim.engine.losses.mse import MeanSquaredError
from nnsim.engine.optimizer import Optimizer, OptimizerVectors, optimizers
from nnsim.engine.optimizers.adam import Adam
from nnsim.engine.optimizers.adamw import AdamW
from nnsim.engine.optimizers.lion import Lion
from nnsim.engine.optimizers.momentum import Momentum
from nnsim.engine.optimizers.sgd import SGD
from nnsim.engine.rules.hebb import HebbRule
from nnsim.training.run import CHECKPOINT_EVERY, Run
from tests.builders import chain, examples, start, variants, walk

TINY = float(np.finfo(np.float32).tiny)


def flush(array: np.ndarray, floor: Floor) -> None:
    calls = Calls(array.dtype)
    emit_flush(calls, array, floor)
    for call in calls:
        call()


def subnormal(array: np.ndarray) -> int:
    size = np.abs(array)
    return int(((size > 0) & (size < np.finfo(array.dtype).tiny)).sum())


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("optimizer", [o for cls in optimizers for o in variants(cls())], ids=str)
def test_an_optimizer_says_which_of_its_slots_fade(optimizer: Optimizer, dtype: Any) -> None:
    """All memory stands at the least normal number: whatever makes it smaller must be flushed."""
    gradient, step, parameters = (np.zeros(4, dtype) for _ in range(3))
    v = OptimizerVectors(parameters, gradient, step, np.array(0.01, dtype))
    calls = Calls(np.dtype(dtype))
    optimizer.emit(v, calls)
    for call in calls:
        call()
    for name, slot in v.slots.items():
        assert slot.ndim or name not in v.fading
        if slot.ndim:
            slot[...] = np.finfo(dtype).tiny
    for call in [*calls] * 3:
        call()
    for name, floor in v.fading.items():
        flush(v.slots[name], floor)
        assert not v.slots[name].any()
    assert not [name for name, slot in v.slots.items() if slot.ndim and subnormal(slot)]


def test_a_flush_takes_what_is_small_and_nothing_else() -> None:
    numbers = np.array([1.0, -1e-29, 1e-31, -1e-31, 1e-45, 0.0, np.inf, np.nan], np.float32)
    flush(numbers, SUMS)
    np.testing.assert_array_equal(numbers, np.array([1, -1e-29, 0, 0, 0, 0, np.inf, np.nan], np.float32))
    squares = np.array([1e-35, 1e-37], np.float32)
    flush(squares, SQUARES)
    assert squares[0] > 0 == squares[1]
    many = np.full(2 * BLOCK + 3, 1e-37, np.float32)
    many[[0, BLOCK, -1]] = 1.0
    flush(many, SQUARES)
    assert (many.sum(), np.count_nonzero(many)) == (3.0, 3)
    exact = np.array([1e-289, 1e-291])
    flush(exact, SUMS)
    assert exact[0] > 0 == exact[1]


def begin(learned: Any = None, **training: Any) -> Run:
    """Return a run of which one input is 0 and one hidden unit dead, after a moment with neither."""
    inputs = np.random.default_rng(0).normal(size=(8, 3))
    inputs[:, 1] = 0.0
    chosen = {"precision": "float32", "learning_rate": 1e-3, **training}
    graph = chain(Dense(3, ReLU()), BatchNorm(), Dense(1), loss=MeanSquaredError())
    run = start(graph, examples(inputs, inputs[:, :1]), learned, **chosen)
    if learned is None:
        run.network.parameters.vector[9] = -100.0  # the bias of the first hidden unit
        walk(run, 1)
        for slot in run.machine.slots.values():
            if slot.ndim:
                slot += 0.01
    return run


TRAININGS = [
    {"optimizer": Adam()},
    {"optimizer": Momentum(0.8)},
    {"optimizer": Lion(beta2=0.9, decay=0.1), "learning_rate": 0.5},
    {"optimizer": AdamW(decay=90.0)},
    {"optimizer": SGD(), "weight_decay": 4.0, "learning_rate": 0.03},
    {"optimizer": SGD(), "weight_decay": 4.0, "learning_rate": 0.03, "decoupled": True},
]


@pytest.mark.parametrize("training", TRAININGS, ids=lambda t: f"{t['optimizer'].key}-{len(t)}")
def test_no_subnormal_number_is_left_at_a_checkpoint(training: dict[str, Any]) -> None:
    run, other = begin(**training), begin(**training)
    steps = 22 * CHECKPOINT_EVERY - run.step
    walk(run, steps)
    arrays = [run.network.parameters.vector, run.network.parameters.state, *run.machine.slots.values()]
    assert [subnormal(array) for array in arrays if array.ndim] == [0] * len([a for a in arrays if a.ndim])
    assert any((array == 0).any() for array in arrays if array.ndim)
    # The same at whatever steps a window asks for, and through a stop in between.
    for chunk in (3, 200, steps - 203 - 100):
        walk(other, chunk)
    again = begin(other.learned(), **training)
    walk(again, 100)
    assert again.network.parameters.vector.tobytes() == run.network.parameters.vector.tobytes()
    assert {k: s.tobytes() for k, s in again.machine.slots.items()} == {
        k: s.tobytes() for k, s in run.machine.slots.items()
    }


def test_weights_that_a_rule_lets_decay_end_as_nothing() -> None:
    graph = chain(Dense(1, bias=False), loss=MeanSquaredError())
    data = examples([[1.0, 0.0], [-1.0, 0.0]], [[0.0], [0.0]])
    run = start(graph, data, rule=HebbRule(decay=2.0), learning_rate=0.1, precision="float32")
    walk(run, 8 * CHECKPOINT_EVERY)
    assert run.network.parameters.vector[1] == 0.0


def test_what_does_not_fade_keeps_every_bit() -> None:
    """Flushing costs no bit of a run in which nothing is that small."""
    runs = [
        start(chain(Dense(2), loss=MeanSquaredError()), examples(X, X), optimizer=Adam()) for _ in range(2)
    ]
    runs[1].machine.flushes = []
    one, two = (walk(run, 3 * CHECKPOINT_EVERY) for run in runs)
    assert one.tobytes() == two.tobytes()


X = np.random.default_rng(3).normal(size=(6, 2))
