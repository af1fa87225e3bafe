"""Tables in memory give what their files give."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas
import pytest

from nnsim.base.errors import NnsimError
from nnsim.data.sources.csv_file import CsvFile
from nnsim.data.tables.frames import code_frame, columns_of, dataset_of

N = 40


def frame() -> pandas.DataFrame:
    rng = np.random.default_rng(5)
    made = pandas.DataFrame(
        {
            "size": rng.normal(size=N).round(4),
            "n": rng.integers(0, 40, N),
            "day": pandas.date_range("2024-03-01", periods=N, freq="31h"),
            "kind": rng.choice(["a", "b", "c"], N),
            "new": rng.choice([True, False], N),
            "y": rng.choice(["yes", "no"], N),
        }
    )
    made.loc[2, "size"] = np.nan
    made.loc[4, "kind"] = None
    return made


class Polar:
    """What polars' DataFrames have of those of pandas."""

    def __init__(self, data: pandas.DataFrame) -> None:
        self.columns = list(data.columns)
        self._data = data

    def __getitem__(self, name: str) -> np.ndarray:
        return self._data[name].to_numpy()


def test_a_frame_gives_what_its_file_gives(tmp_path) -> None:
    frame().to_csv(tmp_path / "t.csv", index=False)
    expected = CsvFile(path=str(tmp_path / "t.csv")).load()
    data = frame()
    records = data.to_records(index=False)
    nullable = data.convert_dtypes()
    category = data.astype({"kind": "category"})
    for given in (data, dict(data), Polar(data), records, nullable, category):
        found = dataset_of(given, CsvFile(), "t.csv")
        assert found.input_names == expected.input_names
        np.testing.assert_array_equal(found.inputs, expected.inputs)
        np.testing.assert_array_equal(found.targets, expected.targets)
        assert found.coding == expected.coding
    assert not any(
        note.startswith(("Separator", "Encoding")) for note in dataset_of(data, CsvFile(), "t").notes
    )


def test_new_frames_are_coded_as_the_old_one() -> None:
    data = frame()
    found = dataset_of(data, CsvFile(), "t")
    coded = code_frame(data.iloc[7:11][["kind", "new", "day", "n", "size"]], CsvFile(), found)
    np.testing.assert_array_equal(coded.inputs, found.inputs[7:11])


def test_columns_of_objects_keep_what_they_mean() -> None:
    columns = columns_of(
        {
            "number": [1, None, 2.5],
            "text": ["a ", b"b", float("nan")],
            "day": [dt.date(2024, 1, 2), None, dt.date(2024, 1, 3)],
            "span": np.array([1, 2, 3], "timedelta64[h]"),
            "na": pandas.array([1, None, 3], "Int64"),
        }
    )
    np.testing.assert_array_equal(columns["number"], [1, np.nan, 2.5])
    assert columns["text"].tolist() == ["a", "b", ""]
    assert columns["day"].tolist() == ["2024-01-02", "", "2024-01-03"]
    assert columns["span"].tolist() == [3600.0, 7200.0, 10800.0]
    np.testing.assert_array_equal(columns["na"], [1, np.nan, 3])


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ([1, 2, 3], "This is no table"),
        ({"a": [1, 2], "b": [1]}, "This is no table"),
        ({}, "This is no table"),
        ({"a": np.zeros((2, 2))}, "a column has one value a row"),
        ({"a": np.zeros(2, complex)}, "no real numbers"),
        ({1: [1.0], "1": [2.0]}, "Two columns are called “1”"),
    ],
)
def test_what_is_no_table_is_refused_in_words(given, why) -> None:
    with pytest.raises(NnsimError, match=why):
        columns_of(given)
