"""Shapes in which services put a table into an object of JSON."""

from __future__ import annotations

import json

import numpy as np

from nnsim.data.sources.csv_file import CsvFile

N = 40
DAYS = [f"2022-{1 + k // 28:02d}-{1 + k % 28:02d}" for k in range(N)]


def source(tmp_path, value: object) -> CsvFile:
    (tmp_path / "t.json").write_text(json.dumps(value))
    return CsvFile(path=str(tmp_path / "t.json"))


def test_rows_by_day_behind_what_is_said_of_them(tmp_path) -> None:
    rows = {day: {"1. open": f"{100 + k / 7:.4f}", "5. volume": str(k * k)} for k, day in enumerate(DAYS)}
    data = source(tmp_path, {"Meta Data": {"1. Symbol": "IBM"}, "Time Series (Daily)": rows}).load()
    assert (len(data), data.target_columns) == (N, ("5. volume",))
    assert "1. open" in data.input_names
    np.testing.assert_array_equal(data.targets[:, 0], [k * k for k in range(N)])


def test_columns_of_pandas_are_columns_as_before(tmp_path) -> None:
    columns = {name: {str(k): k * (k + j) % 17 / 4 for k in range(N)} for j, name in enumerate("abc")}
    assert source(tmp_path, columns).layout().names == ("a", "b", "c")
    two = {
        "old": {str(k): {"a": k, "b": 2} for k in range(3)},
        "new": {str(k): {"a": k, "b": 2} for k in range(3)},
    }
    assert source(tmp_path, two).layout().names != ("column 1", "a", "b")


def test_pairs_with_the_same_times(tmp_path) -> None:
    pairs = {
        name: [[1_700_000_000_000 + k, k * j / 8] for k in range(N)]
        for j, name in ((1, "prices"), (3, "caps"))
    }
    file = source(tmp_path, pairs)
    assert file.layout().names == ("time", "prices", "caps")
    np.testing.assert_array_equal(file.load().targets[:, 0], [k * 3 / 8 for k in range(N)])
    pairs["caps"][0][0] = 5
    assert source(tmp_path, pairs).layout().names == ("prices", "caps")
