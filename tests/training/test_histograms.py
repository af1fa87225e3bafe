"""The bars of a layer's histograms, against those that NumPy counts."""

from __future__ import annotations

import numpy as np
import pytest

from nnsim.training.pictures.layer_histograms import BINS, GREATEST, _histogram

RNG = np.random.default_rng(0)


@pytest.mark.parametrize(
    "numbers",
    [
        RNG.normal(size=500),
        RNG.normal(size=500).astype(np.float32),
        1e9 + RNG.normal(size=50),
        np.array([-1.0, 0.5, 1e30]),
        np.array([0.0, np.nan, 2.0, np.inf, -np.inf, 1.0]),
    ],
)
def test_bars_are_those_of_numpy(numbers: np.ndarray) -> None:
    found = _histogram(numbers)
    assert found is not None
    finite = numbers[np.isfinite(numbers)].astype(float)
    counts, edges = np.histogram(finite, BINS)
    np.testing.assert_allclose(found.edges, edges, rtol=1e-12)
    assert found.counts.sum() == len(finite)
    # A number on the edge of two bars may stand in either.
    assert np.abs(np.cumsum(found.counts) - np.cumsum(counts)).max() <= 1


def test_equal_numbers_stand_in_the_middle_and_none_give_none() -> None:
    found = _histogram(np.full(7, 3.0))
    assert found is not None
    assert found.counts[BINS // 2] == 7
    assert found.edges[0] < 3 < found.edges[-1]
    assert _histogram(np.array([np.nan, np.inf])) is None
    assert _histogram(np.zeros(0)) is None


def test_numbers_at_the_end_of_all_numbers_are_left_out() -> None:
    found = _histogram(np.array([-1.7e308, 1.0, 2.0, 1.7e308]))
    assert found is not None
    assert found.counts.sum() == 2
    assert np.isfinite(found.edges).all()
    assert np.isfinite(2 * GREATEST)
