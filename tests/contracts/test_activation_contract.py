"""Activations: the formula on the tin, its slope, in place and out of place, at the ends of the scale."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from nnsim.engine.activation import Activation, activations
from nnsim.engine.calls import Calls
from tests.builders import variants
from tests.compiled.by_c import EACH_WALK, Do, by_numpy


def _softmax(z: np.ndarray, a: Any) -> np.ndarray:
    return np.array([np.exp(c - c.max()) / np.exp(c - c.max()).sum() for c in z.T]).T


def _gelu(z: np.ndarray, a: Any) -> np.ndarray:
    if a.form == "tanh":
        return 0.5 * z * (1 + np.tanh(np.sqrt(2 / np.pi) * (z + 0.044715 * z**3)))
    return z * np.vectorize(lambda v: 0.5 * math.erfc(-v / math.sqrt(2)))(z)


NAIVE = {
    "identity": lambda z, a: z,
    "sigmoid": lambda z, a: 1 / (1 + np.exp(-z)),
    "tanh": lambda z, a: (np.exp(z) - np.exp(-z)) / (np.exp(z) + np.exp(-z)),
    "relu": lambda z, a: np.where(z > 0, z, 0),
    "leaky_relu": lambda z, a: np.where(z > 0, z, a.leak * z),
    "elu": lambda z, a: np.where(z > 0, z, a.alpha * (np.exp(z) - 1)),
    "selu": lambda z, a: 1.0507009873554805 * np.where(z > 0, z, 1.6732632423543772 * (np.exp(z) - 1)),
    "gelu": _gelu,
    "silu": lambda z, a: z / (1 + np.exp(-a.beta * z)),
    "mish": lambda z, a: z * np.tanh(np.log1p(np.exp(z))),
    "softplus": lambda z, a: np.log1p(np.exp(z)),
    "softsign": lambda z, a: z / (1 + np.abs(z)),
    "hard_sigmoid": lambda z, a: np.clip(z / 6 + 0.5, 0, 1),
    "sign": lambda z, a: np.where(z > 0, 1.0, np.where(z < 0, -1.0, 0.0)),
    "step": lambda z, a: np.where(z > 0, 1.0, 0.0),
    "softmax": _softmax,
}
ALL = [a for cls in activations for a in variants(cls())]
each = pytest.mark.parametrize("function", ALL, ids=str)


def forward(function: Activation, z: np.ndarray, do: Do = by_numpy, in_place: bool = False) -> np.ndarray:
    calls = Calls(z.dtype)
    z = z.copy()
    y = z if in_place else np.full_like(z, np.nan)
    function.forward(calls, z, y)
    with np.errstate(over="ignore"):  # as every walk does
        do(calls, z.dtype)
    return y


def slope_of(function: Activation, z: np.ndarray, y: np.ndarray, do: Do = by_numpy) -> np.ndarray:
    slope, calls = np.full_like(z, np.nan), Calls(z.dtype)
    function.slope_at(calls, z, y, slope)
    do(calls, z.dtype)
    return slope


@each
@EACH_WALK
def test_agrees_with_its_formula(function: Activation, do: Do) -> None:
    z = np.random.default_rng(0).normal(scale=3, size=(6, 50))
    z[0, :3] = 0.0, -0.0, 1e-300
    expected = NAIVE[function.key](z, function)
    found = forward(function, z, do)
    np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-15)
    np.testing.assert_array_equal(forward(function, z, do, in_place=True), found)


@each
def test_backward_agrees_with_differences(function: Activation) -> None:
    rng = np.random.default_rng(1)
    z, dy = rng.normal(size=(2, 5, 40))
    z[np.abs(z) < 1e-3] += 0.1  # away from kinks
    calls = Calls(z.dtype)
    dz = np.full_like(z, np.nan)
    y = forward(function, z)
    kept = z.copy(), y.copy(), dy.copy()
    if function.elementwise:
        function.slope_at(calls, z, y, dz)
        calls(np.multiply, dz, dy, dz)
    else:
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
    np.testing.assert_array_equal((z, y, dy), kept)


@each
@EACH_WALK
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_is_finite_at_the_ends_of_the_scale(function: Activation, dtype: Any, do: Do) -> None:
    largest = math.sqrt(float(np.finfo(dtype).max))
    z = np.array([[-largest, -1e4, -90.0, 0.0, 90.0, 1e4, largest]] * 2, dtype)
    with np.errstate(over="ignore", divide="ignore", invalid="raise"):
        y = forward(function, z, do)
        out = slope_of(function, z, y, do)
    assert y.dtype == out.dtype == dtype
    assert np.isfinite(y).all()
    assert np.isfinite(out).all()


@each
def test_says_between_which_limits_outputs_lie_and_where_slopes_vanish(function: Activation) -> None:
    z = np.sort(np.append(np.linspace(-60, 60, 4001), 0))[None]
    y = forward(function, z)
    with np.errstate(over="ignore"):
        slope = slope_of(function, z, y)
    low, high = function.limits
    assert low <= y.min()
    assert y.max() <= high
    if function.elementwise:
        assert math.isinf(low) or y.min() - low < 0.02
        assert math.isinf(high) or high - y.max() < 0.02
        assert function.flat == (not slope.any())
    if function.saturation is not None:
        beyond = (y < function.saturation[0]) | (y > function.saturation[1])
        assert beyond[0, [0, -1]].all()
        assert slope[beyond].max() <= 0.2 * slope.max()


def test_a_function_that_needs_its_input_cannot_be_run_without() -> None:
    y = np.ones((2, 3))
    for cls in (c for c in activations if c.needs_input):
        with pytest.raises(NotImplementedError):
            cls().slope(Calls(y.dtype), y, y.copy())


# ---- all digits --------------------------------------------------------------------------------

WIDE = np.longdouble


def _sigma(z: Any) -> Any:
    return 1 / (1 + np.exp(-z))


def _phi(z: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the normal distribution and its density."""
    below = np.array([0.5 * math.erfc(-v / math.sqrt(2)) for v in z.astype(float)]).astype(WIDE)
    return below, np.exp(-z * z / 2) / np.sqrt(2 * WIDE(np.pi))


def _exact_gelu(z: np.ndarray, a: Any) -> tuple[np.ndarray, np.ndarray]:
    if a.form == "exact":
        below, density = _phi(z)
        return z * below, below + z * density
    root, cubic = np.sqrt(2 / WIDE(np.pi)), WIDE("0.044715")
    u, slope = root * (z + cubic * z**3), root * (1 + 3 * cubic * z * z)
    return z * _sigma(2 * u), _sigma(2 * u) * (1 + 2 * z * slope * _sigma(-2 * u))


def _exact_mish(z: np.ndarray, a: Any) -> tuple[np.ndarray, np.ndarray]:
    inner = np.log1p(np.exp(z))
    return z * np.tanh(inner), np.tanh(inner) + z * _sigma(z) / np.cosh(inner) ** 2


def _exact_selu(z: np.ndarray, a: Any) -> tuple[np.ndarray, np.ndarray]:
    scale, alpha = WIDE("1.0507009873554804934"), WIDE("1.6732632423543772848")
    return scale * np.where(z > 0, z, alpha * np.expm1(z)), scale * np.where(z > 0, 1, alpha * np.exp(z))


EXACT: dict[str, Any] = {
    "identity": lambda z, a: (z, 1 + 0 * z),
    "sigmoid": lambda z, a: (_sigma(z), _sigma(z) * _sigma(-z)),
    "tanh": lambda z, a: (np.tanh(z), 1 / np.cosh(z) ** 2),
    "relu": lambda z, a: (np.maximum(z, 0), (z > 0) + 0 * z),
    "leaky_relu": lambda z, a: (np.where(z > 0, z, a.leak * z), np.where(z > 0, 1, a.leak + 0 * z)),
    "elu": lambda z, a: (np.where(z > 0, z, a.alpha * np.expm1(z)), np.where(z > 0, 1, a.alpha * np.exp(z))),
    "selu": _exact_selu,
    "gelu": _exact_gelu,
    "silu": lambda z, a: (
        z * _sigma(a.beta * z),
        _sigma(a.beta * z) * (1 + a.beta * z * _sigma(-a.beta * z)),
    ),
    "mish": _exact_mish,
    "softplus": lambda z, a: (np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z))), _sigma(z)),
    "softsign": lambda z, a: (z / (1 + np.abs(z)), 1 / (1 + np.abs(z)) ** 2),
    "hard_sigmoid": lambda z, a: (np.clip((z + 3) / 6, 0, 1), (np.abs(z) < 3) / (6 + 0 * z)),
    "sign": lambda z, a: (np.sign(z), 0 * z),
    "step": lambda z, a: ((z > 0) + 0 * z, 0 * z),
}
TURNS = {"gelu": (-0.9, -0.6), "mish": (-1.4, -1.0), "silu": (-1.5, -1.0)}
"""Where a slope goes through 0, and only its difference from there is exact (for SiLU divided by β)."""


@pytest.mark.parametrize("function", [a for a in ALL if a.elementwise], ids=str)
@pytest.mark.parametrize("few", [True, False])
@EACH_WALK
def test_float32_keeps_all_digits_from_minus_80_to_80(function: Any, few: bool, do: Do) -> None:
    """1e-6 of the value, of output and slope, wherever float32 has such numbers; few and many at once."""
    z = np.concatenate([np.arange(-80, 80.25, 1 / 4), np.linspace(-6, 6, 301), [17.5, 1e-4, -1e-4]])
    z = z[z != 0].astype(np.float32)
    z = z[::3] if few else np.tile(z, 2)
    with np.errstate(all="ignore"):
        expected = EXACT[function.key](z.astype(WIDE), function)
        y = forward(function, z, do)
        slope = slope_of(function, z, y, do)
    beta = getattr(function, "beta", 1.0) or 1.0
    low, high = (end / beta for end in TURNS.get(function.key, (1.0, -1.0)))
    turns = (z > low) & (z < high)
    for found, right, margin in ((y, expected[0], 0.0 * z), (slope, expected[1], 1e-7 * turns)):
        # Where float32 ends; in C, where parts of a number end as 0 that alone would be subnormal.
        end = 2e-37 if do is by_numpy else 2e-36
        gone = np.abs(right) < end
        np.testing.assert_array_less(np.abs(found[gone]), 5 * end)
        error = np.abs(found - right)[~gone]
        assert (error <= (1e-6 * np.abs(right) + margin)[~gone]).all(), z[~gone][error.argmax()]


def test_the_far_side_of_a_sigmoid() -> None:
    z = np.array([-20.0, -80.0, 20.0], np.float32)
    np.testing.assert_allclose(
        forward(activations["sigmoid"](), z), [2.0611537e-9, 1.8048514e-35, 1.0], rtol=1e-6
    )


def test_selu_keeps_mean_and_variance_of_a_normal_sum() -> None:
    """Klambauer et al. 2017: mean 0 and variance 1 are a fixed point; by Gauss–Legendre on each side of 0."""
    nodes, weights = np.polynomial.legendre.leggauss(200)
    moments = np.zeros(2)
    for low, high in ((-20.0, 0.0), (0.0, 20.0)):
        z = (high - low) / 2 * nodes + (high + low) / 2
        density = (high - low) / 2 * weights * np.exp(-(z**2) / 2) / math.sqrt(2 * math.pi)
        y = forward(activations["selu"](), z[None])[0]
        moments += [density @ y, density @ y**2]
    np.testing.assert_allclose(moments, [0, 1], atol=1e-12)


@pytest.mark.parametrize(
    ("key", "z", "expected"),
    [
        ("gelu", 1.0, 0.841344746068543),  # Φ(1)
        ("gelu", -10.0, -7.61985302416052e-23),  # −10·Φ(−10): all digits in the tail
        ("silu", 1.0, 0.731058578630005),
        ("silu", -40.0, -40 * 4.24835425529159e-18),
        ("mish", 1.0, 0.865098388267310),
        ("mish", -30.0, -30 * 9.35762296883974e-14),
        ("softplus", 0.0, 0.693147180559945),
        ("softplus", -40.0, 4.24835425529159e-18),
        ("softsign", 3.0, 0.75),
        ("hard_sigmoid", 1.5, 0.75),
    ],
)
@EACH_WALK
def test_known_values(key: str, z: float, expected: float, do: Do) -> None:
    assert forward(activations[key](), np.array([[z]]), do)[0, 0] == pytest.approx(expected, rel=1e-13)
    single = forward(activations[key](), np.array([[z]], np.float32), do)
    assert single[0, 0] == pytest.approx(expected, rel=1e-5)


@pytest.mark.parametrize("shape", [(4,), (3, 4), (4, 2, 3)])
def test_softmax_shares_out_among_features(shape: tuple[int, ...]) -> None:
    """Each step of a sequence (T, F), each pixel of an image (C, H, W), is a softmax of its own."""
    z = np.random.default_rng(0).normal(size=(*shape, 5))
    y = forward(activations["softmax"](), z)
    features = 1 if len(shape) == 2 else 0
    np.testing.assert_allclose(y.sum(axis=features), 1.0, rtol=1e-14)
    power = np.exp(z)
    np.testing.assert_allclose(y, power / power.sum(axis=features, keepdims=True), rtol=1e-13)


def test_softmax_of_one_two_three() -> None:
    y = forward(activations["softmax"](), np.array([[1.0], [2.0], [3.0]]))
    np.testing.assert_allclose(y[:, 0], [0.0900, 0.2447, 0.6652], atol=5e-5)


def test_a_tie_at_the_threshold_gives_zero() -> None:
    np.testing.assert_array_equal(forward(activations["step"](), np.array([[0.0, -0.0]])), [[0.0, 0.0]])
