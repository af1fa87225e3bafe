"""Numbers of columns agree with those pandas gives by hand."""

import numpy as np
import pandas
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from nnsim.data.data_settings import DataSettings
from nnsim.data.dataset import Dataset
from nnsim.data.looking import statistics
from nnsim.data.looking.statistics import (
    MOST_ROWS,
    bin_edges,
    correlations,
    describe,
    histogram,
    scaled,
    table_of,
)
from nnsim.data.prepare import prepare
from nnsim.data.sources.diabetes import Diabetes
from nnsim.data.sources.iris import Iris
from nnsim.data.sources.pulse_order import PulseOrder

nan = np.nan
numbers = st.one_of(st.just(nan), st.floats(-1e6, 1e6), st.integers(-3, 3).map(float))


def _data(inputs, labels=None) -> Dataset:
    inputs = np.asarray(inputs, float)
    labels = np.arange(len(inputs)) % 2 if labels is None else labels
    names = tuple(f"x{j}" for j in range(inputs.shape[1]))
    return Dataset("t", inputs, labels, "classes", names, ("no", "yes"), missing="mean")


@settings(max_examples=30)
@given(st.lists(numbers, min_size=1, max_size=60))
def test_numbers_of_a_column_are_those_of_pandas(values) -> None:
    column, found = pandas.Series(values), describe(np.array(values))
    assert (found.count, found.missing) == (column.count(), column.isna().sum())
    assert found.distinct == column.nunique()
    wanted = column.describe()
    mine = (
        found.mean,
        found.std,
        found.least,
        found.lower_quartile,
        found.median,
        found.upper_quartile,
        found.greatest,
    )
    np.testing.assert_allclose(mine, wanted.iloc[1:], rtol=1e-9, atol=1e-9)


def test_numbers_without_pandas() -> None:
    found = describe(np.array([4.0, 1.0, nan, 2.0, 2.0]))
    assert (found.count, found.missing, found.distinct) == (4, 1, 3)
    assert (found.least, found.lower_quartile, found.median) == (1, 1.75, 2)
    assert (found.upper_quartile, found.greatest, found.mean) == (2.5, 4, 2.25)
    assert found.std == pytest.approx(np.sqrt(4.75 / 3))
    empty = describe(np.array([nan, nan]))
    assert (empty.count, empty.missing, empty.distinct) == (0, 2, 0)
    assert np.isnan(empty.mean)
    assert describe(np.array([1e300, -1e300])).std == pytest.approx(1e300 * np.sqrt(2))


def test_classes_have_numbers_of_their_own() -> None:
    data = Iris().load()
    table = table_of(data)
    columns = statistics.columns_of(table)
    assert [one.name for one in columns] == list(data.input_names)
    for k in range(3):
        assert columns[2].by_class[k].mean == pytest.approx(data.inputs[data.targets == k, 2].mean())
    assert sum(one.count for one in columns[0].by_class) == columns[0].total.count == 150


@settings(max_examples=30)
@given(
    rows=st.lists(st.tuples(numbers, numbers, st.integers(0, 2).map(float)), min_size=3, max_size=40),
    kind=st.sampled_from(["pearson", "spearman"]),
)
def test_correlations_are_those_of_pandas_each_of_the_rows_that_have_both(rows, kind) -> None:
    values = np.array(rows)
    found = correlations(table_of(_data(values)), kind).values
    np.testing.assert_array_equal(found, found.T)
    with np.errstate(all="ignore"):
        wanted = pandas.DataFrame(values).corr(kind, min_periods=2).to_numpy()
    for i in range(3):
        for j in range(3):
            both = values[~np.isnan(values[:, [i, j]]).any(1)][:, [i, j]]
            spread = (
                np.ptp(both, axis=0) / np.maximum(1e-60, np.abs(both).max(0)) if len(both) else np.zeros(2)
            )
            if len(both) > 1 and spread.min() > 1e-6:
                assert found[i, j] == pytest.approx(wanted[i, j], abs=1e-6)
            elif len(both) < 2 or spread.min() == 0:
                assert np.isnan(found[i, j])


def test_correlations_of_a_regression_hold_the_target() -> None:
    data = Diabetes().load()
    found = correlations(table_of(data), "pearson")
    assert found.names == (*data.input_names, *data.target_names)
    bmi = data.input_names.index("body mass index") if "body mass index" in data.input_names else 2
    assert found.values[bmi, -1] == pytest.approx(np.corrcoef(data.inputs[:, bmi], data.targets[:, 0])[0, 1])
    np.testing.assert_allclose(np.diag(found.values), 1)


@example([0.0, 0.0, 0.0, 1e-310, 1e-310, 1.0])
@given(st.lists(st.floats(-1e12, 1e12), min_size=1, max_size=80))
def test_every_known_value_is_in_a_bin(values) -> None:
    edges = bin_edges(np.array([*values, nan]))
    assert np.all(np.diff(edges) > 0)
    assert 1 <= len(edges) - 1 <= 100
    counts, _ = np.histogram(values, edges)
    assert counts.sum() == len(values)


def test_bins_are_as_wide_as_freedman_and_diaconis_say() -> None:
    values = np.random.default_rng(0).normal(size=1000)
    width = 2 * np.subtract(*np.quantile(values, (0.75, 0.25))) / 10
    edges = bin_edges(values)
    assert len(edges) - 1 == np.ceil(np.ptp(values) / width)
    assert bin_edges(np.array([1.0, 2, 2, 4])).tolist() == [0.5, 1.5, 2.5, 3.5, 4.5]
    assert len(bin_edges(np.r_[np.zeros(99), 1e9])) - 1 <= 100
    assert bin_edges(np.array([nan])).tolist() == [0, 1]
    assert bin_edges(np.full(5, 3.0)).tolist() == [2.5, 3.5]


def test_a_histogram_has_the_same_bins_for_every_class() -> None:
    data = Iris().load()
    found = histogram(table_of(data), 2)
    assert found.counts.shape == (3, len(found.edges) - 1)
    assert found.counts.sum(1).tolist() == [50, 50, 50]
    assert histogram(table_of(Diabetes().load()), 0).counts.shape[0] == 1


def test_scaling_is_seen_before_and_after() -> None:
    ready = prepare(DataSettings(Iris()))
    found = scaled(ready.dataset, ready.scaler, 2, ready.rows.train)
    assert found.numbers_after.mean == pytest.approx(0, abs=1e-12)
    assert found.numbers_after.std == pytest.approx(1, rel=0.01)
    assert found.numbers_before.mean == pytest.approx(ready.dataset.inputs[ready.rows.train, 2].mean())
    assert found.before.counts.sum() == found.after.counts.sum() == len(ready.rows.train)


def test_a_large_table_is_sampled_and_says_so() -> None:
    n = MOST_ROWS + 1
    table = table_of(_data(np.arange(float(n))[:, np.newaxis]))
    assert (len(table.values), table.rows, table.is_sample) == (MOST_ROWS, n, True)
    assert not table_of(_data(np.zeros((5, 1)))).is_sample
    assert len(table_of(_data(np.zeros((9, 1))), np.array([2, 3])).values) == 2


def test_sequences_are_no_columns() -> None:
    table = table_of(PulseOrder().load())
    assert table.names == ()
    assert correlations(table, "pearson").values.shape == (0, 0)
    assert statistics.columns_of(table) == ()
