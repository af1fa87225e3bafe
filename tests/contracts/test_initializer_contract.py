"""Initializers: shape, moments, and the same draw from the same generator."""

from __future__ import annotations

import math

import numpy as np
import pytest

from nnsim.engine.initializer import Initializer, initializers
from nnsim.engine.initializers.orthogonal import Orthogonal
from tests.builders import variants

ALL = [i for cls in initializers for i in variants(cls())]
each = pytest.mark.parametrize("initializer", ALL, ids=str)
FAN_IN, FAN_OUT = 300, 200
SPREAD = {
    "glorot": math.sqrt(2 / (FAN_IN + FAN_OUT)),
    "he": math.sqrt(2 / FAN_IN),
    "lecun": math.sqrt(1 / FAN_IN),
}


@each
def test_draws_the_shape_asked_for_and_the_same_again(initializer: Initializer) -> None:
    for shape in ((7,), (1,), (3, 5), (5, 3), (2, 3, 3, 4), (1, 1)):
        one, two = (initializer.draw(np.random.default_rng(5), shape, 12, 7) for _ in range(2))
        assert one.shape == shape
        assert one.dtype == np.float64
        assert np.isfinite(one).all()
        np.testing.assert_array_equal(one, two)


@each
def test_moments_are_those_promised(initializer: Initializer) -> None:
    drawn = initializer.draw(np.random.default_rng(0), (FAN_IN, FAN_OUT), FAN_IN, FAN_OUT)
    kind = initializer.key
    family, _, form = kind.partition("_")
    if family in SPREAD:
        expected = initializer.gain * SPREAD[family]  # type: ignore[attr-defined]
    else:
        expected = {
            "zeros": lambda i: 0.0,
            "constant": lambda i: 0.0,
            "normal": lambda i: i.std,
            "uniform": lambda i: i.limit / math.sqrt(3),
            "orthogonal": lambda i: i.gain / math.sqrt(FAN_IN),
        }[kind](initializer)
    assert drawn.std() == pytest.approx(expected, rel=0.02, abs=1e-12)
    mean = initializer.value if kind == "constant" else 0.0  # type: ignore[attr-defined]
    assert drawn.mean() == pytest.approx(mean, abs=5 * expected / math.sqrt(drawn.size) + 1e-12)
    if form == "uniform" or kind == "uniform":
        assert np.abs(drawn).max() <= expected * math.sqrt(3) * (1 + 1e-12)
        assert np.abs(drawn).max() >= expected * math.sqrt(3) * 0.99


@pytest.mark.parametrize("shape", [(6, 6), (8, 3), (3, 8), (2, 3, 3, 5)])
def test_orthogonal_keeps_all_singular_values_equal(shape: tuple[int, ...]) -> None:
    drawn = Orthogonal(gain=0.7).draw(np.random.default_rng(1), shape, 1, 1)
    np.testing.assert_allclose(np.linalg.svd(drawn.reshape(-1, shape[-1]))[1], 0.7, atol=1e-12)
