"""Every layer, in every form: forward and back in C leave what NumPy leaves."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from nnsim.engine.network import Network
from tests.compiled.agreement import DIGITS, farthest, of_parameters, of_program
from tests.compiled.by_c import by_c, by_numpy, is_refused, needs_library
from tests.contracts.test_layer_contract import CASES, Case, build, each, numbers, put

pytestmark = needs_library

AMPLIFIES = {"rbf": 10.0, "prelu": 3.0}
"""Layers whose own formula makes rounding larger, and how many times: an RBF unit raises to a power the
difference of squared lengths, divided by the square of a small width; the slope of PReLU has one gradient
for many places, whose parts cancel out."""


def _check(case: Case, dtype: Any) -> None:
    stages, outputs = build(case, inner=True)
    network = Network(stages, outputs, dtype, 7)
    program = network.program(4, training=True, learns=True)
    put(program, *numbers(stages, 6))
    calls = (*program.forward_calls, *program.loss_calls, *program.backward_calls)
    if is_refused(case.layer.key, lambda: by_c(calls, dtype)):
        return
    before, drawn = network.parameters.state.copy(), network.random.bit_generator.state
    with np.errstate(all="ignore"):
        by_numpy(calls, dtype)
    after = network.random.bit_generator.state
    kept = {name: array.copy() for name, array in _left(network, program)}
    network.parameters.state[:] = before
    network.random.bit_generator.state = drawn
    for array in (program.slab, program.deltas, network.parameters.gradient):
        array[array != 1.0] = np.nan  # the rows of ones stay as they were laid out
    by_c(calls, dtype)
    distance, what = farthest(dict(_left(network, program)), kept)
    assert distance <= DIGITS[np.dtype(dtype)] * AMPLIFIES.get(case.layer.key, 1.0), (case, what)
    assert network.random.bit_generator.state == after


def _left(network: Network, program: Any) -> list[tuple[str, np.ndarray]]:
    return [*of_program(program), *of_parameters(network.parameters)]


@each
def test_a_layer_by_c_is_the_layer_by_numpy(case: Case) -> None:
    _check(case, np.float32)


FIRST = {case.layer: case for case in reversed(CASES)}


@pytest.mark.parametrize("case", FIRST.values(), ids=str)
def test_a_layer_by_c_keeps_the_digits_of_float64(case: Case) -> None:
    _check(case, np.float64)
