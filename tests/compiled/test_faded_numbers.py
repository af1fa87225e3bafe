"""Results below the normal range are 0 in C: a network that has learned is full of them, and each slows it down."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest

from nnsim.engine.activations.tanh import Tanh
from nnsim.engine.layers.dense import Dense
from nnsim.engine.losses.softmax_ce import SoftmaxCrossEntropy
from nnsim.engine.program import Program
from nnsim.training.run import Run
from tests.builders import chain, examples, start
from tests.compiled.by_c import CallsByC, by_c, compiled, in_numpy, needs_library

pytestmark = needs_library


def subnormal(array: np.ndarray) -> int:
    return int(((array != 0) & (np.abs(array) < np.finfo(array.dtype).tiny)).sum())


def sure_of_itself() -> Run:
    """Return a run whose probabilities end about 1e-40."""
    graph = chain(Dense(8, Tanh()), Dense(9), loss=SoftmaxCrossEntropy())
    rng = np.random.default_rng(0)
    return start(
        graph,
        examples(rng.normal(size=(9, 4)), np.arange(9), 9),
        batch=9,
        learning_rate=1e-6,
        precision="float32",
    )


def after_a_step(run: Run) -> Program:
    weights = dict(run.network.parameters.items())["l2/W"]
    weights *= 60.0
    run.advance(1)
    return run.machine.walker().program


def test_gradients_of_a_network_that_is_sure_are_numbers_or_0() -> None:
    assert subnormal(after_a_step(in_numpy(sure_of_itself())).deltas), "the test shows nothing"
    assert not subnormal(after_a_step(compiled(sure_of_itself())).deltas)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_only_in_c_are_they_0(dtype: type) -> None:
    tiny = np.full(40, np.finfo(dtype).tiny)
    found = np.empty_like(tiny)
    call = partial(np.multiply, tiny, np.array(0.5, dtype), found)
    by_c([call], dtype)
    assert not found.any()
    call()
    assert subnormal(found) == 40


@pytest.mark.parametrize("count", [15, 200, 1024])
def test_squares_that_become_0_are_nothing_beside_a_sum(count: int) -> None:
    numbers = np.full(count, 1.05e-19, np.float32)
    numbers[7] = 1.01e-15
    calls = CallsByC([partial(np.copyto, np.zeros(1, np.float32), numbers[:1])], np.float32, read=[numbers])
    calls()
    assert calls.sums[0] == pytest.approx(float((numbers.astype(float) ** 2).sum()), rel=1e-6, abs=0)
