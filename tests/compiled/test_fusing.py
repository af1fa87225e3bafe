"""Instructions made fewer come to the same: where they may be joined, and where they may not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np
import pytest

from nnsim.compiled.fusing import LONG
from nnsim.engine.calls import Call
from tests.compiled.by_c import by_c, by_numpy, needs_library

pytestmark = needs_library

COUNT = LONG + 3


def _fresh() -> list[np.ndarray]:
    rng = np.random.default_rng(0)
    return [rng.normal(size=2 * COUNT) for _ in range(3)] + [np.zeros(2 * COUNT)]


def _shifted(a: np.ndarray, b: np.ndarray, c: np.ndarray, _: np.ndarray) -> list[Call]:
    """The second reads what the first writes, one place further: not piece by piece."""
    return [
        partial(np.negative, b[:COUNT], a[:COUNT]),
        partial(np.add, a[1 : COUNT + 1], c[:COUNT], b[:COUNT]),
    ]


def _before(a: np.ndarray, b: np.ndarray, c: np.ndarray, _: np.ndarray) -> list[Call]:
    """The second writes over what the first has still to read."""
    return [partial(np.negative, a[:COUNT], b[:COUNT]), partial(np.add, c[:COUNT], 1.0, a[1 : COUNT + 1])]


def _one_number(a: np.ndarray, b: np.ndarray, c: np.ndarray, _: np.ndarray) -> list[Call]:
    """The second reads the last number of the first for all of its own."""
    return [
        partial(np.negative, b[:COUNT], a[:COUNT]),
        partial(np.multiply, c[:COUNT], a[COUNT - 1 : COUNT], c[:COUNT]),
    ]


def _of_two_lengths(a: np.ndarray, b: np.ndarray, c: np.ndarray, _: np.ndarray) -> list[Call]:
    return [partial(np.negative, b, a), partial(np.add, a[:COUNT], c[:COUNT], b[:COUNT])]


def _ramp(a: np.ndarray, b: np.ndarray, c: np.ndarray, _: np.ndarray) -> list[Call]:
    """Slopes of ReLU that nobody reads but one product: they need not be written at all."""
    slopes = np.zeros_like(a)
    return [partial(np.greater, a, 0.0, out=slopes), partial(np.multiply, c, slopes, c)]


def _ramp_read_twice(a: np.ndarray, b: np.ndarray, c: np.ndarray, d: np.ndarray) -> list[Call]:
    return [
        partial(np.greater, a, 0.0, out=b),
        partial(np.multiply, c, b, c),
        partial(np.add, b, 1.0, d),
    ]


def _above_one(a: np.ndarray, b: np.ndarray, c: np.ndarray, _: np.ndarray) -> list[Call]:
    return [partial(np.greater, a, 1.0, out=b), partial(np.multiply, c, b, c)]


def _against_zeros(a: np.ndarray, b: np.ndarray, _c: np.ndarray, d: np.ndarray) -> list[Call]:
    return [partial(np.maximum, a, d, out=b)]


def _zeros_that_are_written(a: np.ndarray, b: np.ndarray, c: np.ndarray, d: np.ndarray) -> list[Call]:
    return [partial(np.copyto, d, c), partial(np.maximum, a, d, out=b)]


def _slope(a: np.ndarray, b: np.ndarray, c: np.ndarray, _: np.ndarray) -> list[Call]:
    """1/cosh² in one place."""
    return [partial(np.cosh, a, b), partial(np.reciprocal, b, b), partial(np.multiply, b, b, b)]


def _nearly_slope(a: np.ndarray, b: np.ndarray, c: np.ndarray, _: np.ndarray) -> list[Call]:
    return [partial(np.cosh, a, b), partial(np.reciprocal, b, b), partial(np.multiply, b, c, b)]


@pytest.mark.parametrize(
    "made",
    [
        *(_shifted, _before, _one_number, _of_two_lengths, _ramp, _ramp_read_twice, _above_one),
        *(_against_zeros, _zeros_that_are_written, _slope, _nearly_slope),
    ],
    ids=lambda made: made.__name__.strip("_"),
)
def test_what_is_joined_or_not_gives_what_numpy_gives(made: Callable[..., Sequence[Call]]) -> None:
    found, right = _fresh(), _fresh()
    with np.errstate(all="ignore"):
        by_numpy(made(*right), float)
    by_c(made(*found), float)
    for one, other in zip(found, right, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-13)
