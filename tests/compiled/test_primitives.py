"""What C takes the arguments of the engine's own functions to be is checked before it runs: nothing is ever written beyond them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import pytest

from nnsim.compiled.encodable import NotEncodableError
from nnsim.engine.clipping import write_clip_factor
from nnsim.engine.layers.gru import gru_forward
from nnsim.engine.layers.lstm import lstm_backward, lstm_forward
from nnsim.engine.optimizers.adam import correct_bias
from nnsim.engine.optimizers.lbfgs import quasi_newton_step
from nnsim.engine.optimizers.nadam import write_nesterov_factors
from nnsim.engine.optimizers.rprop import begin_sizes
from nnsim.engine.pooling import pool_greatest
from nnsim.engine.rules.perceptron import count_mistakes
from nnsim.engine.softmax_loss import softmax_and_surprise
from tests.compiled.by_c import CallsByC, by_c, needs_library

pytestmark = needs_library


def one(dtype: Any = np.float32) -> np.ndarray:
    return np.ones((), dtype)


def some(*shape: int, dtype: Any = np.float32) -> np.ndarray:
    return np.full(shape, 0.5, dtype)


def memory(pairs: int, n: int = 4) -> list[Any]:
    vectors, counts = [some(n) for _ in range(4)], [np.zeros(()) for _ in range(3)]
    gradient, step, *last = vectors
    return [gradient, one(), step, some(pairs, n), some(pairs, n), *last, *counts, some(n), one()]


GOOD: dict[Callable[..., None], list[Any]] = {
    correct_bias: [np.zeros(()), one(), 0.9, 0.999, 1e-8, one(), one()],
    write_nesterov_factors: [np.zeros(()), np.ones(()), one(), 0.9, 0.999, 1e-8, 0.004, one(), one(), one()],
    begin_sizes: [one(), np.zeros(()), some(5), one()],
    write_clip_factor: [some(5), 1.0, one()],
    count_mistakes: [some(1, 5), np.zeros(())],
    quasi_newton_step: memory(3),
    softmax_and_surprise: [some(3, 5), some(3, 5), some(3, 5), some(5), some(5), some(5)],
    lstm_backward: [some(3, 5) for _ in range(14)],
}
"""Arguments that are taken, of a network in float32."""


def is_taken(function: Callable[..., None], arguments: list[Any]) -> bool:
    try:
        CallsByC([partial(function, *arguments)], np.float32)
    except NotEncodableError:
        return False
    return True


@pytest.mark.parametrize("function", GOOD, ids=lambda f: f.__name__)
def test_an_argument_of_another_type_or_size_is_refused(function: Callable[..., None]) -> None:
    good = GOOD[function]
    assert is_taken(function, good)
    # What C has no need of may be anything.
    used = 3 if function is softmax_and_surprise else len(good)
    for place, argument in enumerate(good[:used]):
        if not isinstance(argument, np.ndarray):
            assert not is_taken(function, [*good[:place], np.ones(()), *good[place + 1 :]])
            continue
        other = np.float32 if argument.dtype == np.float64 else np.float64
        odd = [argument.astype(other), argument.astype(np.int64)]
        if argument.ndim:
            odd.append(np.repeat(argument, 2, -1)[..., ::2])  # numbers that lie apart
            if function not in (begin_sizes, write_clip_factor, count_mistakes):
                odd.append(np.ascontiguousarray(argument[..., :-1]))
        else:
            odd.append(np.zeros(2, argument.dtype))
        if function is softmax_and_surprise and argument.ndim:
            odd.append(argument[0])
        for wrong in odd:
            assert not is_taken(function, [*good[:place], wrong, *good[place + 1 :]]), (place, wrong)


@pytest.mark.parametrize(
    ("function", "read", "written"),
    [(correct_bias, 1, 5), (write_clip_factor, 0, 2), (quasi_newton_step, 0, 2), (lstm_backward, 0, 7)],
)
def test_what_is_written_over_its_own_argument_is_refused(
    function: Callable[..., None], read: int, written: int
) -> None:
    arguments = list(GOOD[function])
    shared = arguments[read].reshape(-1)[:1].reshape(()) if arguments[written].ndim == 0 else arguments[read]
    arguments[written] = shared
    assert not is_taken(function, arguments)


@pytest.mark.parametrize(("pairs", "taken"), [(0, False), (1, True), (100, True), (300, True)])
def test_lbfgs_remembers_as_many_steps_as_it_is_given_room_for(pairs: int, taken: bool) -> None:
    assert is_taken(quasi_newton_step, memory(pairs)) == taken


def test_lbfgs_applies_more_pairs_than_any_setting_asks_for() -> None:
    found, right = memory(300), memory(300)
    for arguments in (found, right):
        rng = np.random.default_rng(0)
        for place in (0, 3, 4, 5, 6):
            arguments[place][...] = 0.05 * rng.normal(size=arguments[place].shape)
        arguments[7][...], arguments[8][...], arguments[9][...] = 1.0, 300.0, 7.0
    quasi_newton_step(*right)
    by_c([partial(quasi_newton_step, *found)], np.float32)
    np.testing.assert_allclose(found[2], right[2], rtol=1e-3)


@pytest.mark.parametrize("count", [-1.0, 3.0, 1e6, 1e300, np.nan, np.inf, -np.inf])
def test_counts_of_lbfgs_from_a_file_write_nothing_beyond_its_memory(count: float) -> None:
    arguments = memory(3)
    for place, name in ((3, "steps"), (4, "changes")):
        around = np.full((9, 4), 7.0, np.float32)
        arguments[place] = around[3:6]
        assert arguments[place].base is around, name
    arguments[0][...], arguments[5][...], arguments[6][...] = 0.5, 0.9, 0.5
    arguments[7][...], arguments[8][...], arguments[9][...] = 1.0, count, count
    by_c([partial(quasi_newton_step, *arguments)], np.float32)
    for place in (3, 4):
        around = arguments[place].base
        assert (around[:3] == 7.0).all()
        assert (around[6:] == 7.0).all()


def test_cells_of_other_sizes_are_refused() -> None:
    gates, held, passed = some(3, 2, 5), some(3, 2, 5), some(3, 2, 5)

    def lstm(held: np.ndarray, c: np.ndarray) -> list[Any]:
        work = some(2, 2, 5)
        views = [gates[:2], gates[2], passed[:2], passed[0], work, *work]
        return [gates, held, one(), *views, c, some(2, 5), some(2, 5)]

    assert is_taken(lstm_forward, lstm(held, some(2, 5)))
    assert not is_taken(lstm_forward, lstm(some(2, 2, 5), some(2, 5)))
    assert not is_taken(lstm_forward, lstm(held, some(2, 4)))
    assert not is_taken(lstm_forward, lstm(held, passed[0]))
    gates, held = some(2, 2, 5), some(2, 2, 5)
    plain = [some(2, 5) for _ in range(6)]
    assert is_taken(gru_forward, [gates, held, one(), gates[0], gates[1], *plain])
    assert not is_taken(gru_forward, [gates, held, one(), gates[0], gates[1], *plain[:-1], some(1, 5)])


def test_sums_and_tiles_into_other_shapes_are_refused() -> None:
    assert not is_taken(np.add.reduce, [some(2, 3), 0, None, some(3, 1)])
    tiles, laid = some(2, 2, 3, 4), some(2, 2, 3, 4)
    numbers = laid.reshape(4, 3, 4)
    assert is_taken(pool_greatest, [tiles, laid, numbers, some(3, 4)])
    assert not is_taken(pool_greatest, [tiles, laid, numbers, some(4, 3)])
    assert not is_taken(pool_greatest, [tiles, laid, laid.reshape(4, 4, 3), some(3, 4)])


def test_products_of_nothing_write_nothing() -> None:
    by_c([partial(np.matmul, some(0, 2, 3), some(0, 3, 2), some(0, 2, 2))], np.float32)
