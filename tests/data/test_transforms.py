"""Scaling and filling learn from training examples alone, and can be undone."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from nnsim.data.transforms import constant_features, fit_filler, fit_scaler

numbers = st.floats(-1e9, 1e9, allow_subnormal=False)
tables = arrays(np.float64, array_shapes(min_dims=2, max_dims=4, min_side=1, max_side=6), elements=numbers)
kinds = st.sampled_from(["none", "standardize", "min_max"])


@given(x=tables, kind=kinds)
def test_invert_undoes_apply(x, kind) -> None:
    scaler = fit_scaler(kind, x)
    assert np.isfinite(scaler.apply(x)).all()
    np.testing.assert_allclose(scaler.invert(scaler.apply(x)), x, rtol=1e-9, atol=1e-9 * np.abs(x).max())


@given(x=tables)
def test_minimum_to_maximum_is_0_to_1(x) -> None:
    z = fit_scaler("min_max", x).apply(x)
    assert z.min() >= 0
    assert z.max() <= 1 + 1e-12


@given(x=arrays(np.float64, (20, 3), elements=st.floats(-1e6, 1e6)))
def test_standardised_features_have_mean_0_and_deviation_1(x) -> None:
    z = fit_scaler("standardize", x).apply(x)
    spread = np.ptp(x, axis=0) > 1e-6 * np.maximum(1e-3, np.abs(x).max(0))
    np.testing.assert_allclose(z.mean(0)[spread], 0, atol=1e-6)
    np.testing.assert_allclose(z.std(0)[spread], 1, atol=1e-6)


@pytest.mark.parametrize("kind", ["standardize", "min_max"])
@pytest.mark.parametrize("value", [0.0, 3.0, 0.1, -1e25, 1e-300])
def test_constant_features_get_scale_1(kind, value) -> None:
    x = np.column_stack((np.full(7, value), np.arange(7.0)))
    scaler = fit_scaler(kind, x)
    assert scaler.scale[0] == 1
    assert (scaler.apply(x)[:, 0] == 0).all()
    assert constant_features(x) == [0]


def test_rounding_errors_are_not_blown_up() -> None:
    x = np.array([[0.3], [0.1 + 0.2], [0.3]])
    assert np.abs(fit_scaler("standardize", x).apply(x)).max() < 1e-15


@pytest.mark.parametrize(("shape", "scale"), [((9, 4), (4,)), ((9, 5, 4), (1, 4)), ((9, 3, 5, 4), (3, 1, 1))])
def test_channels_are_scaled_as_one(shape, scale) -> None:
    x = np.random.default_rng(0).normal(3, 5, shape)
    scaler = fit_scaler("standardize", x)
    assert scaler.scale.shape == scale
    assert scaler.apply(x).std() == pytest.approx(1, abs=1e-9)


def test_huge_and_tiny_features_keep_their_deviation() -> None:
    x = np.outer(np.arange(5.0), [1e30, 1e-30, 1.0])
    z = fit_scaler("standardize", x).apply(x)
    np.testing.assert_allclose(z.std(0), 1)


def test_kept_columns_are_not_scaled() -> None:
    x = np.column_stack((np.arange(4.0), [0, 1, 0, 1], [1, 0, 1, 0]))
    z = fit_scaler("standardize", x, ((1, 3),)).apply(x)
    assert (z[:, 1:] == x[:, 1:]).all()
    assert z[:, 0].std() == pytest.approx(1)


nan = np.nan


@pytest.mark.parametrize(("kind", "value"), [("mean", 3.25), ("median", 2.5), ("most_frequent", 2.0)])
def test_filling_with_each_kind(kind, value) -> None:
    x = np.array([[2.0], [nan], [6.0], [3.0], [2.0]])
    assert fit_filler(kind, x).apply(x)[:, 0].tolist() == [2, value, 6, 3, 2]


@pytest.mark.parametrize("kind", ["mean", "median", "most_frequent"])
def test_a_missing_category_becomes_the_most_frequent_one(kind) -> None:
    x = np.array([[1, 0, 0], [0, 1, 0], [0, 1, 0], [nan, nan, nan]])
    assert fit_filler(kind, x, ((0, 3),)).apply(x)[3].tolist() == [0, 1, 0]


def test_a_feature_without_values_becomes_0_and_is_named() -> None:
    x = np.array([[1.0, nan], [2.0, nan]])
    filler = fit_filler("mean", x)
    assert filler.guessed == (1,)
    assert filler.apply(x)[:, 1].tolist() == [0, 0]
