"""Tables in the order of time: windows and earlier values, as pandas makes them by hand, and without leaks."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnsim.base.errors import NnsimError
from nnsim.data.data_settings import DataSettings
from nnsim.data.dataset import Dataset
from nnsim.data.prepare import prepare
from nnsim.data.sources.csv_file import CsvFile
from nnsim.data.splitters.by_time import ByTime
from nnsim.data.step import applied
from nnsim.data.steps.lags import Lags, lags_in
from nnsim.data.steps.window import Window


def table(n: int = 12, **fields: object) -> Dataset:
    """Return a table whose inputs and target tell their row: 100·column + row, and −row."""
    row = np.arange(n, dtype=np.float64)
    made = Dataset(
        title="t",
        inputs=np.column_stack((row + 100, row + 200)),
        targets=-row[:, np.newaxis],
        task="regression",
        input_names=("a", "b"),
        target_names=("y",),
        input_units=("m", ""),
    )
    return replace(made, **fields)


def test_a_window_holds_the_rows_before_and_tells_the_row_ahead() -> None:
    data = Window(length=3, horizon=2, stride=2).apply(table())
    assert data.inputs.shape == (4, 3, 3)
    assert data.inputs[1].tolist() == [[102, 202, -2], [103, 203, -3], [104, 204, -4]]
    assert data.targets[:, 0].tolist() == [-4, -6, -8, -10]
    assert data.moments.tolist() == [4, 6, 8, 10]
    assert (data.input_names, data.input_units, data.target_names) == ((), (), ("y",))
    assert "4 windows of 3 rows × 3 inputs (a, b, y), each to tell the target 2 rows ahead" in data.notes


def test_the_answer_is_no_input() -> None:
    last = Window(length=3, horizon=0).apply(table())
    assert last.inputs.shape == (10, 3, 2)
    assert last.targets[:, 0].tolist() == [-n for n in range(2, 12)]
    assert any("would hold the answer" in note for note in last.notes)
    assert Window(length=3, own_past=False).apply(table()).shape == (3, 2)
    classes = table(targets=np.arange(12) % 2, task="classes", target_names=("u", "v"))
    assert Window(length=3).apply(classes).shape == (3, 2)


@settings(deadline=None, max_examples=60)
@given(
    seed=st.integers(0, 99),
    n=st.integers(6, 40),
    groups=st.integers(1, 3),
    length=st.integers(1, 4),
    horizon=st.integers(0, 3),
    stride=st.integers(1, 3),
    test_rows=st.integers(0, 5),
)
def test_windows_are_in_time_within_a_group_and_before_their_target(
    seed: int, n: int, groups: int, length: int, horizon: int, stride: int, test_rows: int
) -> None:
    rng = np.random.default_rng(seed)
    moments, group = rng.permutation(n).astype(float), rng.integers(0, groups, n)
    data = table(n, moments=moments, groups=group, weights=rng.random(n), test_rows=test_rows)
    step = Window(length=length, horizon=horizon, stride=stride)
    if np.bincount(group).max() < length + horizon:
        with pytest.raises(NnsimError, match="and the longest series has"):
            step.apply(data)
        return
    try:
        made = step.apply(data)
    except NnsimError as error:
        assert "would hold rows of the test part" in str(error)
        assert test_rows
        return
    told = (-made.targets[:, 0]).astype(int)
    rows = (made.inputs[:, :, 0] - 100).astype(int)
    np.testing.assert_array_equal(made.moments, moments[told])
    np.testing.assert_array_equal(made.groups, group[told])
    np.testing.assert_array_equal(made.weights, data.weights[told])
    assert (group[rows] == group[told][:, np.newaxis]).all()
    rank = np.array([np.sum((group == group[r]) & (moments < moments[r])) for r in range(n)])
    np.testing.assert_array_equal(
        rank[rows] + length - 1 + horizon - np.arange(length), rank[told][:, np.newaxis] + 0 * rows
    )
    assert (rank[rows[:, 0]] % stride == 0).all()
    is_test = told >= n - test_rows
    assert made.test_rows == is_test.sum()
    assert (np.diff(is_test.astype(int)) >= 0).all()
    assert (rows[~is_test] < n - test_rows).all()


def test_a_window_longer_than_the_series_is_refused_with_both_lengths() -> None:
    with pytest.raises(NnsimError, match="needs 13 rows, and the longest series has 12"):
        Window(length=12).apply(table())
    groups = np.repeat([0, 1, 2], 4)
    with pytest.raises(NnsimError, match="needs 5 rows, and the longest series has 4"):
        Window(length=4).apply(table(groups=groups))
    uneven = Window(length=4).apply(table(groups=np.repeat([0, 1], [4, 8])))
    assert len(uneven) == 4
    assert "1 series is shorter than a window, and left out" in uneven.notes
    with pytest.raises(NnsimError, match="at most 200,000,000 are possible"):
        Window(length=9_000).apply(table(20_000))


def test_gaps_and_equal_times_are_told() -> None:
    gaps = Window(length=2).apply(table(moments=np.delete(np.arange(13.0), 5)))
    assert "Times are not equally far apart: 1 of 11 steps are longer than the usual one" in gaps.notes
    same = Window(length=2).apply(table(moments=np.arange(12) // 2.0))
    assert any(note.startswith("6 rows have the time of the row before") for note in same.notes)
    assert any("no column is chosen as their time" in note for note in Window(length=2).apply(table()).notes)


@settings(deadline=None, max_examples=25)
@given(
    seed=st.integers(0, 99),
    n=st.integers(5, 30),
    groups=st.integers(1, 3),
    lags=st.sets(st.integers(1, 4), min_size=1),
)
def test_earlier_values_are_what_pandas_shifts(seed: int, n: int, groups: int, lags: set[int]) -> None:
    rng = np.random.default_rng(seed)
    moments, group = rng.permutation(n).astype(float), rng.integers(0, groups, n)
    data = table(n, moments=moments, groups=group)
    frame = pd.DataFrame(
        {"a": data.inputs[:, 0], "b": data.inputs[:, 1], "y": data.targets[:, 0], "g": group, "t": moments}
    )
    expected = frame[["a", "b"]].copy()
    for lag in sorted(lags):
        shifted = frame.sort_values("t").groupby("g")[["a", "b", "y"]].shift(lag)
        for name in ("a", "b", "y"):
            expected[f"{name} t−{lag}"] = shifted[name]
    expected = expected.dropna()
    step = Lags(lags=", ".join(map(str, lags)))
    if expected.empty:
        with pytest.raises(NnsimError, match="rows before are asked for, and the longest series has"):
            step.apply(data)
        return
    made = step.apply(data)
    assert made.input_names == tuple(expected.columns)
    np.testing.assert_array_equal(made.inputs, expected.to_numpy())
    np.testing.assert_array_equal(made.targets[:, 0], frame["y"][expected.index])
    np.testing.assert_array_equal(made.moments, moments[expected.index])


def test_chosen_columns_alone_and_present_values_left_out() -> None:
    data = Lags(columns="y", lags="1-2", keep=False).apply(table())
    assert data.input_names == ("y t−1", "y t−2")
    assert data.inputs[0].tolist() == [-1, 0]
    assert "2 rows are left out, as not enough rows stand before them" in data.notes
    assert Lags(columns="a", keep=False).apply(table()).input_units == ("m",)
    with pytest.raises(NnsimError, match="no input called “c”"):
        Lags(columns="c").apply(table())


def test_categories_stay_one_at_every_distance() -> None:
    one_hot = np.eye(2)[np.arange(12) % 2]
    data = table(
        inputs=np.column_stack((one_hot, np.arange(12.0))),
        input_names=("k = u", "k = v", "n"),
        input_units=(),
    )
    made = Lags(columns="", lags="1, 3").apply(replace(data, one_hot=((0, 2),)))
    assert made.input_names[3:] == (
        "k = u t−1",
        "k = v t−1",
        "n t−1",
        "y t−1",
        "k = u t−3",
        "k = v t−3",
        "n t−3",
        "y t−3",
    )
    assert made.one_hot == ((0, 2), (3, 5), (7, 9))


def test_training_rows_do_not_look_into_a_given_test_part() -> None:
    backwards = table(moments=-np.arange(12.0), test_rows=4)
    made = Lags(lags="1").apply(backwards)
    assert made.test_rows == 3
    assert made.inputs[:-3, 0].max() == 106
    assert (made.inputs[:, 2] == made.inputs[:, 0] + 1).all()


@pytest.mark.parametrize("words", ["", "a", "0", "3-1", "1-2000", "1.5", "-1", "1,,2", "200000"])
def test_what_is_no_number_of_rows_is_refused(words: str) -> None:
    with pytest.raises(NnsimError):
        lags_in(words)


def test_numbers_and_ranges() -> None:
    assert lags_in("24, 1-3,2") == [1, 2, 3, 24]


def test_lags_then_windows_go_together() -> None:
    made, done = applied(table(), (Lags(lags="1"), Window(length=2)))
    assert made.shape == (2, 6)
    assert len(made) == 9
    assert len(done) == 2


def test_a_series_of_one_column_beside_its_time(tmp_path: Path) -> None:
    hours = pd.date_range("2023-01-01", periods=60, freq="h")
    values = np.arange(60.0) % 7
    pd.DataFrame({"time": hours, "load": values})[::-1].to_csv(tmp_path / "series.csv", index=False)
    source = CsvFile(path=str(tmp_path / "series.csv"), time_column="time", task="regression")
    ready = prepare(DataSettings(source=source, steps=(Window(length=6),), splitter=ByTime()))
    assert len(ready.dataset) == 54
    made = ready.dataset.inputs
    np.testing.assert_array_equal(made[0, :, -1], values[:6])
    np.testing.assert_array_equal(ready.dataset.targets[:, 0], values[6:])
    moments = ready.dataset.moments
    assert moments[ready.rows.train].max() < moments[ready.rows.validation].min()
    assert moments[ready.rows.validation].max() < moments[ready.rows.test].min()
