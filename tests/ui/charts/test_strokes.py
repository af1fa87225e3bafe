"""Lines are cut where they have gaps and dashes."""

from __future__ import annotations

import numpy as np
import pytest

from nnsim.ui.charts.strokes import dashed, runs


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
