"""The curves of all layers of a run that grows are the same as those made from scratch."""

from __future__ import annotations

import numpy as np
import pytest

from nnsim.figures.readings import LayerReadings
from nnsim.figures.thinned_layers import ThinnedLayers
from nnsim.training.series import Series

_LAYERS = LayerReadings(("a", "b"), (2, 0), (1.0, 0.5))


def _grow(series: Series, n: int, rng: np.random.Generator) -> None:
    first = int(series.steps[-1]) + 1 if len(series) else 1
    series.append(first, rng.normal(size=(n, 3)))


@pytest.mark.parametrize("most", [5, 17, 1000])
def test_they_are_what_they_would_be_from_scratch_at_every_length(most: int) -> None:
    rng = np.random.default_rng(most)
    series, thinned = Series(3, capacity=64), ThinnedLayers()
    for _ in range(150):
        _grow(series, int(rng.integers(1, 9)), rng)
        steps, values = thinned.of(series, _LAYERS, most)
        wanted_steps, wanted = _LAYERS.values(series, most)
        np.testing.assert_array_equal(steps, wanted_steps)
        np.testing.assert_allclose(values, wanted, rtol=1e-12)
    assert series.stride > 1, "it was merged on the way"


def test_they_begin_anew_for_another_run_or_quantity() -> None:
    rng = np.random.default_rng(0)
    one, other, thinned = Series(3), Series(3), ThinnedLayers()
    _grow(one, 100, rng)
    _grow(other, 120, rng)
    others = LayerReadings(("a", "b"), (1, 2), (1.0, 1.0))
    for series, layers in ((one, _LAYERS), (other, _LAYERS), (other, others), (one, others)):
        np.testing.assert_allclose(thinned.of(series, layers, 30)[1], layers.values(series, 30)[1])


def test_what_was_given_does_not_change_with_the_series() -> None:
    series, thinned = Series(3, capacity=8), ThinnedLayers()
    _grow(series, 8, np.random.default_rng(1))
    given = thinned.of(series, _LAYERS, 100)
    before = [a.copy() for a in given]
    _grow(series, 5, np.random.default_rng(2))
    for one, then in zip(given, before, strict=True):
        np.testing.assert_array_equal(one, then)
