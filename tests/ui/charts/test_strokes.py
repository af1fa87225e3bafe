"""Lines are cut where they have gaps and dashes."""

from __future__ import annotations

import numpy as np
import pytest

from nnsim.ui.charts.strokes import columns_between, dashed, runs


def _line(*ys: float) -> np.ndarray:
    return np.column_stack([np.arange(len(ys), dtype=float), ys])


def test_a_line_is_parted_at_gaps_and_points_alone_fall_away() -> None:
    nan = np.nan
    assert [len(run) for run in runs(_line(nan, 1, 2, nan, 3, nan, nan, 4, 5, 6))] == [2, 3]
    assert [run[0, 1] for run in runs(_line(nan, 1, 2, nan, 3, nan, 4, 5))] == [1, 4]
    assert len(runs(_line(1, 2, 3))) == 1
    assert runs(_line(1)) == runs(_line(nan, nan)) == runs(np.zeros((0, 2))) == []
    assert len(runs(_line(1, 2, np.inf, 3))) == 1


def test_dashes_are_as_long_as_the_pattern_says_along_the_line() -> None:
    # Around a corner: 10 to the right, 10 upwards.
    found = dashed(np.array([[0.0, 0], [10, 0], [10, 10]]), np.array([4.0, 2.0]))
    lengths = np.hypot(found[:, 2] - found[:, 0], found[:, 3] - found[:, 1])
    # 0–4, 6–10, 12–16, 18–20.
    assert lengths.sum() == pytest.approx(4 + 4 + 4 + 2)
    np.testing.assert_allclose(found[0], [0, 0, 4, 0])
    np.testing.assert_allclose(found[-1], [10, 8, 10, 10])


def test_every_piece_of_a_dash_lies_on_the_line() -> None:
    rng = np.random.default_rng(0)
    x = np.arange(60.0)
    y = rng.normal(size=60).cumsum()
    found = dashed(np.column_stack([x, y]), np.array([4.0, 2.0, 1.0, 2.0]))
    for k in (0, 2):
        np.testing.assert_allclose(found[:, k + 1], np.interp(found[:, k], x, y), atol=1e-9)
    assert (found[:, 2] > found[:, 0]).all()


def test_a_line_without_length_has_no_dashes() -> None:
    assert not len(dashed(np.zeros((5, 2)), np.array([4.0, 2.0])))


def test_an_area_is_a_line_for_each_column_as_far_as_its_points_reach() -> None:
    x = np.array([2.0, 4.0, 4.2, 4.4, 8.0])
    top, bottom = np.array([10.0, 10, 1, 10, 10]), np.array([20.0, 20, 20, 30, 20])
    found = columns_between(x, top, bottom, 0.0, 100.0, 1.0)
    np.testing.assert_array_equal(found[:, 0], np.arange(2, 9) + 0.5)
    np.testing.assert_array_equal(found[:, 0], found[:, 2])
    assert tuple(found[2, [1, 3]]) == (1, 30), "a spike within a column is seen"
    np.testing.assert_allclose(found[[0, 1, -1]][:, [1, 3]], [[10, 20]] * 3)
    assert len(columns_between(x, top, bottom, 0.0, 100.0, 2.0)) == 13


def test_an_area_is_cut_at_the_edges_and_may_lie_beyond_them() -> None:
    x, top, bottom = np.array([-1e5, 1e5]), np.zeros(2), np.full(2, 9.0)
    found = columns_between(x, top, bottom, 10.0, 20.0, 1.0)
    assert (found[0, 0], found[-1, 0]) == (10.5, 20.5)
    for left, right in ((2e5, 3e5), (-3e5, -2e5)):
        assert not len(columns_between(x, top, bottom, left, right, 1.0))
    assert not len(columns_between(np.array([3.0, 5.0]), top, top, 0.0, 9.0, 1.0)), "no height"
