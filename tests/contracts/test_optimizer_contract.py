"""Optimizers: reference formulas written out, a quadratic, first steps, memory, and no allocation."""

from __future__ import annotations

import itertools
import tracemalloc
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

from nnsim.engine.calls import Calls
from nnsim.engine.optimizer import Optimizer, OptimizerVectors, optimizers
from nnsim.engine.optimizers.adam import Adam
from nnsim.engine.optimizers.lbfgs import LBFGS
from nnsim.engine.optimizers.rmsprop import RMSProp
from nnsim.engine.optimizers.rprop import Rprop
from nnsim.engine.optimizers.sgd import SGD
from tests.builders import variants

RATE = 0.03
ALL = [o for cls in optimizers for o in variants(cls())]
each = pytest.mark.parametrize("optimizer", ALL, ids=str)


def compiled(
    optimizer: Optimizer, size: int, rate: float, dtype: Any = np.float64, slots: Any = None
) -> tuple[OptimizerVectors, Callable[[], None]]:
    """Return the vectors and a function that turns the gradient into a step and takes it."""
    zeros = [np.zeros(size, dtype) for _ in range(3)]
    v = OptimizerVectors(*zeros, np.array(rate, dtype), {} if slots is None else slots)
    calls = Calls(np.dtype(dtype))
    optimizer.emit(v, calls)

    def step() -> None:
        for call in calls:
            call()
        v.parameters[:] -= v.step

    return v, step


def by_the_book(o: Any) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Take (w, g), starting with None, and give the step of a rate of 1, as the papers write it."""
    w, g = yield  # type: ignore[misc]
    zeros = np.zeros_like(w)
    m, s, most, product, sign, sizes = zeros, zeros, zeros, 1.0, zeros, zeros + RATE
    for t in itertools.count(1):
        match o.key:
            case "sgd":
                step = g
            case "momentum" | "nesterov":
                m = o.momentum * m + g
                step = m if o.key == "momentum" else g + o.momentum * m
            case "rmsprop":
                s = o.decay * s + (1 - o.decay) * g**2
                step = g / (np.sqrt(s) + o.epsilon)
            case "adagrad":
                s = s + g**2
                step = g / (np.sqrt(s) + o.epsilon)
            case "adadelta":
                s = o.decay * s + (1 - o.decay) * g**2
                step = np.sqrt(m + o.epsilon) / np.sqrt(s + o.epsilon) * g
                m = o.decay * m + (1 - o.decay) * step**2
            case "adam" | "adamw" | "amsgrad" | "nadam":
                m = o.beta1 * m + (1 - o.beta1) * g
                s = o.beta2 * s + (1 - o.beta2) * g**2
                most = np.maximum(most, s)
                square = (most if o.key == "amsgrad" else s) / (1 - o.beta2**t)
                ahead = m / (1 - o.beta1**t)
                if o.key == "nadam":
                    now, later = (o.beta1 * (1 - 0.96 ** (k * o.warm_up) / 2) for k in (t, t + 1))
                    product *= now
                    ahead = (1 - now) / (1 - product) * g + later / (1 - product * later) * m
                step = ahead / (np.sqrt(square) + o.epsilon)
                step = step + o.decay * w if o.key == "adamw" else step
            case "lion":
                step = np.sign(o.beta1 * m + (1 - o.beta1) * g) + o.decay * w
                m = o.beta2 * m + (1 - o.beta2) * g
            case "rprop":
                factor = np.where(sign * g > 0, o.grow, np.where(sign * g < 0, o.shrink, 1))
                sizes = np.clip(sizes * factor, o.least, o.most)
                sign = np.where(factor < 1, 0, np.sign(g))
                step = sign * sizes / RATE
            case _:
                raise AssertionError(f"no reference for {o.key}")
        w, g = yield step


@pytest.mark.parametrize("optimizer", [o for o in ALL if o.key != "lbfgs"], ids=str)
def test_agrees_with_the_reference(optimizer: Optimizer) -> None:
    rng = np.random.default_rng(0)
    gradients = rng.normal(size=(30, 11)) * 10.0 ** rng.uniform(-3, 3, 11)
    gradients[3] = 0.0
    v, step = compiled(optimizer, 11, RATE)
    v.parameters[:] = w = rng.normal(size=11)
    book: Any = by_the_book(optimizer)
    next(book)
    for g in gradients:
        v.gradient[:] = g
        step()
        np.testing.assert_array_equal(v.gradient, g)
        w = w - RATE * book.send((w, g))
        np.testing.assert_allclose(v.parameters, w, rtol=1e-10, atol=1e-10)


@pytest.mark.parametrize("memory", [1, 3, 10])
def test_lbfgs_applies_the_inverse_hessian_it_builds(memory: int) -> None:
    """H by BFGS's formula, dense, from γI and the pairs that are remembered."""
    rng = np.random.default_rng(0)
    root = rng.normal(size=(6, 6))
    hessian = root @ root.T / 6 + np.eye(6)
    v, step = compiled(LBFGS(memory), 6, 0.5)
    v.parameters[:] = w = rng.normal(size=6)
    pairs: list[tuple[np.ndarray, np.ndarray]] = []
    for t in range(12):
        g = hessian @ w
        h = (
            np.eye(6)
            if not pairs
            else np.eye(6) * (pairs[-1][0] @ pairs[-1][1]) / (pairs[-1][1] @ pairs[-1][1])
        )
        for s, y in pairs[-memory:]:
            left = np.eye(6) - np.outer(s, y) / (s @ y)
            h = left @ h @ left.T + np.outer(s, s) / (s @ y)
        move = -0.5 * h @ g * (1 if t else min(1, 1 / np.abs(g).sum()))
        v.gradient[:] = g
        step()
        w = w + move
        np.testing.assert_allclose(v.parameters, w, rtol=1e-9, atol=1e-12)
        pairs.append((move, hessian @ move))


RATES = {"adagrad": 0.5, "adadelta": 0.3, "lbfgs": 1.0}
"""Rates that suit; the others do with a small one."""


@pytest.mark.parametrize("optimizer", [cls() for cls in optimizers], ids=str)
def test_descends_a_quadratic(optimizer: Optimizer) -> None:
    curvature = np.array([1.0, 3.0, 10.0])
    v, step = compiled(optimizer, 3, RATES.get(optimizer.key, 0.005))
    v.parameters[:] = 1.0, -2.0, 0.5
    for _ in range(2000):
        v.gradient[:] = curvature * v.parameters
        step()
    assert 0.5 * (curvature * v.parameters**2).sum() < 1e-3


@each
def test_memory_can_be_carried_over(optimizer: Optimizer) -> None:
    rng = np.random.default_rng(2)
    gradients = rng.normal(size=(10, 4))
    v, step = compiled(optimizer, 4, 0.1)
    half: Any = None
    for k, g in enumerate(gradients):
        if k == 5:
            half = v.parameters.copy(), {name: array.copy() for name, array in v.slots.items()}
        v.gradient[:] = g
        step()
    again, step_again = compiled(optimizer, 4, 0.1, slots=half[1])
    again.parameters[:] = half[0]
    for g in gradients[5:]:
        again.gradient[:] = g
        step_again()
    np.testing.assert_array_equal(again.parameters, v.parameters)


@each
def test_learning_rate_may_change_between_steps(optimizer: Optimizer) -> None:
    v, step = compiled(optimizer, 2, 0.1)
    v.gradient[:] = 1.0, -2.0
    v.rate[...] = 0.0
    step()
    np.testing.assert_array_equal(v.step, 0.0)


@each
def test_float32_stays_float32_and_nothing_is_allocated(optimizer: Optimizer) -> None:
    v, step = compiled(optimizer, 100_000, 0.1, np.float32)
    v.gradient[:] = np.linspace(-1, 1, 100_000)
    step()
    assert {a.dtype for a in (v.step, *v.slots.values()) if a.ndim} == {np.dtype(np.float32)}
    tracemalloc.start()
    try:
        step()
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 10_000


@pytest.mark.parametrize("rate", [1e-3, 0.5])
def test_first_step_of_adam_is_the_sign_of_the_gradient(rate: float) -> None:
    v, step = compiled(Adam(), 5, rate)
    v.gradient[:] = 3.0, -0.02, 1e5, -1e-1, 0.0
    step()
    np.testing.assert_allclose(-v.parameters, rate * np.array([1, -1, 1, -1, 0]), rtol=1e-6)


def test_adaptive_optimizers_forget_the_scale_of_the_gradient() -> None:
    for optimizer in (Adam(epsilon=1e-16), RMSProp(epsilon=1e-16)):
        walked = []
        for scale in (1.0, 1e4):
            v, step = compiled(optimizer, 3, 0.01)
            for k in range(20):
                v.gradient[:] = scale * np.array([1.0, -0.3, 0.1 * k + 0.1])
                step()
            walked.append(v.parameters.copy())
        np.testing.assert_allclose(walked[0], walked[1], rtol=1e-9)


def test_gradient_descent_diverges_exactly_beyond_two_over_the_curvature() -> None:
    """On λx²/2 a step multiplies x by 1 − ηλ."""
    for factor, grows in ((1.99, False), (2.0, None), (2.01, True)):
        v, step = compiled(SGD(), 1, factor / 4.0)
        v.parameters[:] = 1.0
        for _ in range(100):
            v.gradient[:] = 4.0 * v.parameters
            step()
        size = abs(v.parameters[0])
        assert size == 1.0 if grows is None else (size > 1) == grows


def test_adam_takes_over_what_older_files_kept_of_it() -> None:
    """Until 0.1 its memory were the means m and s, not the sums."""
    rng = np.random.default_rng(5)
    old = {"mean": rng.normal(size=3), "square": rng.uniform(1, 2, 3), "steps": np.array(7.0)}
    m, s, g = old["mean"].copy(), old["square"].copy(), rng.normal(size=3)
    v, step = compiled(Adam(), 3, 0.1, slots=old)
    v.gradient[:] = g
    step()
    mean, square = (0.9 * m + 0.1 * g) / (1 - 0.9**8), (0.999 * s + 0.001 * g**2) / (1 - 0.999**8)
    np.testing.assert_allclose(v.step, 0.1 * mean / (np.sqrt(square) + 1e-8), rtol=1e-12)
    assert set(v.slots) == {"sums", "squares", "steps"}


def test_lbfgs_stands_still_where_the_ground_is_flat_and_forgets_what_curves_the_wrong_way() -> None:
    v, step = compiled(LBFGS(), 2, 1.0)
    v.gradient[:] = 1e-8, -1e-8
    step()
    np.testing.assert_array_equal(v.step, 0.0)
    for g in ((1.0, 0.0), (2.0, 0.0)):  # a step down, and it became steeper: negative curvature
        v.gradient[:] = g
        step()
    np.testing.assert_array_equal(v.step, v.gradient)
    assert v.slots["pairs"] == 0


def test_rprop_rests_where_the_gradient_turned() -> None:
    v, step = compiled(Rprop(), 2, 0.1)
    taken = []
    for g in ((1.0, 1.0), (1.0, -1.0), (1.0, -1.0)):
        v.gradient[:] = g
        step()
        taken.append(v.step.copy())
    np.testing.assert_allclose(taken, [[0.1, 0.1], [0.12, 0.0], [0.144, -0.05]], rtol=1e-12)
