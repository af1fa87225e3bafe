"""Optimizers: reference formulas written out, a quadratic, first steps, memory, and no allocation."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from nnsim.engine.calls import Calls
from nnsim.engine.optimizer import Optimizer, OptimizerVectors, optimizers
from nnsim.engine.optimizers.adam import Adam
from nnsim.engine.optimizers.rmsprop import RMSProp
from nnsim.engine.optimizers.sgd import SGD
from tests.builders import variants

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


def reference(optimizer: Any, w: np.ndarray, gradients: np.ndarray, rate: float) -> np.ndarray:
    """Return the weights after the textbook's loop over `gradients`."""
    w = w.copy()
    m, s = np.zeros_like(w), np.zeros_like(w)
    for t, g in enumerate(gradients, 1):
        match optimizer.key:
            case "sgd":
                w = w - rate * g
            case "momentum":
                m = optimizer.momentum * m + g
                w = w - rate * m
            case "nesterov":
                m = optimizer.momentum * m + g
                w = w - rate * (g + optimizer.momentum * m)
            case "rmsprop":
                s = optimizer.decay * s + (1 - optimizer.decay) * g**2
                w = w - rate * g / (np.sqrt(s) + optimizer.epsilon)
            case "adam":
                m = optimizer.beta1 * m + (1 - optimizer.beta1) * g
                s = optimizer.beta2 * s + (1 - optimizer.beta2) * g**2
                mean, square = m / (1 - optimizer.beta1**t), s / (1 - optimizer.beta2**t)
                w = w - rate * mean / (np.sqrt(square) + optimizer.epsilon)
            case _:
                raise AssertionError(f"no reference for {optimizer.key}")
    return w


@each
def test_agrees_with_the_reference(optimizer: Optimizer) -> None:
    rng = np.random.default_rng(0)
    gradients = rng.normal(size=(30, 11)) * 10.0 ** rng.uniform(-3, 3, 11)
    v, step = compiled(optimizer, 11, 0.03)
    v.parameters[:] = start = rng.normal(size=11)
    for g in gradients:
        v.gradient[:] = g
        step()
        np.testing.assert_array_equal(v.gradient, g)
    expected = reference(optimizer, start, gradients, 0.03)
    np.testing.assert_allclose(v.parameters, expected, rtol=1e-10, atol=1e-10)


@pytest.mark.parametrize("optimizer", [cls() for cls in optimizers], ids=str)
def test_descends_a_quadratic(optimizer: Optimizer) -> None:
    curvature = np.array([1.0, 3.0, 10.0])
    v, step = compiled(optimizer, 3, 0.005)
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
