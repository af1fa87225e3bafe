"""Random functions in a row against their kernel, differences, and what is known of products."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest

from nnsim.figures.corner_colours import CORNERS, corner_colours
from nnsim.figures.palette import hex_of
from nnsim.lab.random_functions import (
    VARIANCE,
    Warp,
    connected_ratios,
    deep_warp,
    lyapunov_difference,
    narrowing,
)


def drawn(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


@pytest.mark.parametrize("slopes", [VARIANCE, 0.1])
def test_functions_have_the_kernel_they_are_drawn_for(slopes: float) -> None:
    places = np.array([[0.0, 0.0], [0.5, 0.0], [1.0, 1.0]])
    values = np.concatenate([Warp(drawn(k), slopes=slopes)(places) for k in range(1500)], axis=1)
    found = values @ values.T / values.shape[1]
    distance = ((places[:, None] - places) ** 2).sum(axis=2) * slopes / VARIANCE
    np.testing.assert_allclose(found, VARIANCE * np.exp(-distance / 2), atol=0.08)


def test_slopes_are_those_of_differences() -> None:
    warp, x, h = Warp(drawn(), 3, 2), drawn(1).normal(size=(4, 3)), 1e-6
    exact = warp.jacobian(x)
    assert exact.shape == (4, 2, 3)
    for i in range(3):
        step = h * np.eye(3)[i]
        np.testing.assert_allclose(exact[:, :, i], (warp(x + step) - warp(x - step)) / (2 * h), atol=1e-8)


def test_deep_functions_are_functions_of_functions() -> None:
    x = drawn(1).normal(size=(5, 2))
    identity, first, second = deep_warp(x, drawn(), 2)
    np.testing.assert_array_equal(identity, x)
    rng = drawn()
    np.testing.assert_array_equal(first, Warp(rng)(x))
    np.testing.assert_array_equal(second, Warp(rng)(first))
    *_, joined = deep_warp(x, drawn(), 2, 0.1)
    rng = drawn()
    before = Warp(rng, 4, 2, 0.1)(np.hstack((x, x)))
    np.testing.assert_array_equal(joined, Warp(rng, 4, 2, 0.1)(np.hstack((before, x))))


def test_the_plane_narrows_by_a_half_in_every_layer() -> None:
    found = np.concatenate([narrowing(drawn(k), 4, (1, 6)) for k in range(400)], axis=1)
    one, six = np.median(found, axis=1)
    assert one == pytest.approx(0.268, rel=0.15)
    assert 0.003 < six < 0.01
    assert lyapunov_difference(drawn(), 500, 40) == pytest.approx(math.log(2), rel=0.05)


def test_with_the_input_connected_directions_stay() -> None:
    few, many = (connected_ratios(drawn(), depth, 0.1, 2000) for depth in (25, 50))
    assert (np.diff(few) < 0).all()
    np.testing.assert_allclose(few, many, rtol=0.1)
    lost = connected_ratios(drawn(), 25, VARIANCE, 2000)
    assert lost[0] < few[0] / 5


def test_colours_are_the_corners_and_come_round() -> None:
    corners = np.array(list(itertools.product((-0.25, 0.25), repeat=2)))
    assert [hex_of(rgba) for rgba in corner_colours(corners)] == list(CORNERS)
    np.testing.assert_array_equal(corner_colours(corners + 3), corner_colours(corners))
    middle = corner_colours(np.zeros(2))
    assert middle.shape == (4,)
    wanted = np.mean(corner_colours(corners)[:, :3], axis=0)
    np.testing.assert_allclose(middle[:3], wanted, atol=1)
    assert corner_colours(np.array([[np.nan, 0.0]]))[0, 3] == 0
