"""Activations: the formula on the tin, its slope, in place and out of place, at the ends of the scale."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from nnsim.engine.activation import Activation, activations
from nnsim.engine.calls import Calls
from tests.builders import variants


def _softmax(z: np.ndarray, a: Any) -> np.ndarray:
    return np.array([np.exp(c - c.max()) / np.exp(c - c.max()).sum() for c in z.T]).T


NAIVE = {
    "identity": lambda z, a: z,
    "sigmoid": lambda z, a: 1 / (1 + np.exp(-z)),
    "tanh": lambda z, a: (np.exp(z) - np.exp(-z)) / (np.exp(z) + np.exp(-z)),
    "relu": lambda z, a: np.where(z > 0, z, 0),
    "leaky_relu": lambda z, a: np.where(z > 0, z, a.leak * z),
    "elu": lambda z, a: np.where(z > 0, z, a.alpha * (np.exp(z) - 1)),
    "step": lambda z, a: np.where(z > 0, 1.0, 0.0),
    "softmax": _softmax,
}
ALL = [a for cls in activations for a in variants(cls())]
each = pytest.mark.parametrize("function", ALL, ids=str)


def forward(function: Activation, z: np.ndarray, in_place: bool = False) -> np.ndarray:
    calls = Calls(z.dtype)
    z = z.copy()
    y = z if in_place else np.full_like(z, np.nan)
    function.forward(calls, z, y)
    for call in calls:
        call()
    return y


@each
def test_agrees_with_its_formula(function: Activation) -> None:
    z = np.random.default_rng(0).normal(scale=3, size=(6, 50))
    z[0, :3] = 0.0, -0.0, 1e-300
    expected = NAIVE[function.key](z, function)
    np.testing.assert_allclose(forward(function, z), expected, rtol=1e-12, atol=1e-15)
    np.testing.assert_array_equal(forward(function, z, in_place=True), forward(function, z))


@each
def test_backward_agrees_with_differences(function: Activation) -> None:
    rng = np.random.default_rng(1)
    z, dy = rng.normal(size=(2, 5, 40))
    z[np.abs(z) < 1e-3] += 0.1  # away from kinks
    calls = Calls(z.dtype)
    dz = np.full_like(z, np.nan)
    y = forward(function, z)
    kept = y.copy(), dy.copy()
    function.backward(calls, y, dy, dz)
    for call in calls:
        call()
    h = 1e-5
    for i in range(5):
        up, down = z.copy(), z.copy()
        up[i] += h
        down[i] -= h
        measured = ((forward(function, up) - forward(function, down)) / (2 * h) * dy).sum(axis=0)
        np.testing.assert_allclose(dz[i], measured, atol=1e-9)
    np.testing.assert_array_equal((y, dy), kept)


@each
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_is_finite_at_the_ends_of_the_scale(function: Activation, dtype: Any) -> None:
    largest = math.sqrt(float(np.finfo(dtype).max))
    z = np.array([[-largest, -1e4, -90.0, 0.0, 90.0, 1e4, largest]] * 2, dtype)
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        y = forward(function, z)
        out = np.empty_like(y)
        calls = Calls(y.dtype)
        function.slope(calls, y, out)
        for call in calls:
            call()
    assert y.dtype == out.dtype == dtype
    assert np.isfinite(y).all()
    assert np.isfinite(out).all()


def test_softmax_of_one_two_three() -> None:
    y = forward(activations["softmax"](), np.array([[1.0], [2.0], [3.0]]))
    np.testing.assert_allclose(y[:, 0], [0.0900, 0.2447, 0.6652], atol=5e-5)


def test_a_tie_at_the_threshold_gives_zero() -> None:
    np.testing.assert_array_equal(forward(activations["step"](), np.array([[0.0, -0.0]])), [[0.0, 0.0]])
