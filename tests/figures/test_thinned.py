"""A curve that grows is the same as one that is made from scratch."""

from __future__ import annotations

import numpy as np
import pytest

from nnsim.figures.curves import grouped, smooth
from nnsim.figures.thinned import Thinned
from nnsim.training.series import Series


def _from_scratch(series: Series, column: int, window: int, most: int) -> tuple:
    mean = smooth(series.steps, series.mean(column), window)
    return grouped(series.steps, mean, series.low(column), series.high(column), most)


@pytest.mark.parametrize("most", [7, 40, 1000])
@pytest.mark.parametrize("window", [0, 9, 60])
def test_it_is_what_it_would_be_from_scratch_at_every_length(window: int, most: int) -> None:
    rng = np.random.default_rng(window + most)
    series, thinned, step = Series(3, capacity=64), Thinned(), 1
    for _ in range(150):
        rows = rng.normal(size=(int(rng.integers(1, 9)), 3))
        series.append(step, rows)
        step += len(rows)
        for one, other in zip(
            thinned.of(series, 1, window, most), _from_scratch(series, 1, window, most), strict=True
        ):
            np.testing.assert_allclose(one, other, rtol=1e-9, atol=1e-12)
    assert series.stride > 1, "it was merged on the way"


def test_it_begins_anew_for_another_series_column_or_window() -> None:
    rng = np.random.default_rng(0)
    one, other, thinned = Series(2), Series(2), Thinned()
    one.append(1, rng.normal(size=(100, 2)))
    other.append(1, rng.normal(size=(120, 2)))
    for series, column, window in ((one, 0, 0), (other, 0, 0), (other, 1, 0), (other, 1, 10), (one, 1, 10)):
        found = thinned.of(series, column, window, 30)
        np.testing.assert_allclose(found[1], _from_scratch(series, column, window, 30)[1])


def test_what_is_kept_does_not_change_with_the_series() -> None:
    series, thinned = Series(1, capacity=8), Thinned()
    series.append(1, np.arange(8.0)[:, None])
    x, mean, low, high = thinned.of(series, 0, 0, 100)
    before = [a.copy() for a in (x, mean, low, high)]
    series.append(9, np.full((5, 1), 99.0))
    for one, then in zip((x, mean, low, high), before, strict=True):
        np.testing.assert_array_equal(one, then)


def test_a_part_is_as_if_the_rest_was_not_there() -> None:
    series, thinned = Series(1), Thinned()
    series.append(1, np.arange(100.0)[:, None])
    x, mean, *_ = thinned.of(series, 0, 0, 1000, slice(10, 20))
    np.testing.assert_array_equal(x, np.arange(11, 21))
    np.testing.assert_array_equal(mean, np.arange(10, 20))
