"""Numbers that stand for missing values: -999 of stations, -200 in many columns; and those that only look so."""

from __future__ import annotations

import numpy as np
import pytest

from nnsim.data.new.rows import code_new
from nnsim.data.sources.csv_file import CsvFile
from tests.data.told import column, note, turned

N = 60
RNG = np.random.default_rng(2)
WARM = RNG.normal(12, 6, N).round(1)
COLD = RNG.normal(-20, 6, N).round(1)
MANY = RNG.integers(0, 40_000, N).astype(float)


@pytest.fixture
def table(tmp_path):
    """Return a function that writes columns of numbers before a target, and returns the source that reads them."""

    def write(*columns: np.ndarray, **settings: object) -> CsvFile:
        names = ",".join([*"abcdef"[: len(columns)], "y"])
        rows = [",".join(map(str, [*row, i % 2])) for i, row in enumerate(zip(*columns, strict=True))]
        path = tmp_path / "t.csv"
        path.write_text("\n".join([names, *rows]) + "\n")
        return CsvFile(path=str(path), missing="mean", **settings)

    return write


def some(values: np.ndarray, mark: float, every: int = 9) -> np.ndarray:
    return np.where(np.arange(N) % every == 4, mark, values)


def gaps(source: CsvFile, name: str) -> int:
    return int(np.isnan(column(source, name)).sum())


@pytest.mark.parametrize("mark", [-999, -9999, -999.9, -99999, -99.0])
def test_nines_far_below_are_missing_values(table, mark) -> None:
    source = table(some(WARM, mark))
    assert gaps(source, "a") == 7
    told = f"{mark:g}, far below all other numbers, was taken for a missing value: a"
    assert note(source, f"{mark:g}") == told
    assert gaps(turned(source, f"{mark:g}", "It is a number"), "a") == 0


def test_one_number_in_several_columns_is_a_mark_whatever_it_is(table) -> None:
    source = table(some(WARM, -200), some(MANY, -200, 7), some(COLD + 30, -200, 8), MANY)
    assert [gaps(source, name) for name in "abcd"] == [7, 8, 7, 0]
    alone = table(some(WARM, -200), MANY)
    assert gaps(alone, "a") == 0
    assert "may stand for a missing value" in note(alone, "-200")


def test_found_once_a_mark_counts_in_every_column(table) -> None:
    once = np.where(np.arange(N) == 5, -999, MANY)
    source = table(some(WARM, -999), once, np.full(N, -999.0), COLD)
    assert [gaps(source, name) for name in "ab"] == [7, 1]
    assert source.load().left_out == ("c",), "nothing but gaps"


def test_a_single_one_counts_where_it_is_very_far(table) -> None:
    assert gaps(table(np.where(np.arange(N) == 5, -9999, WARM)), "a") == 1


@pytest.mark.parametrize(
    "values",
    [
        some(WARM, 999),
        some(MANY - 20_000, -9999),
        some(WARM, -1),
        some(COLD, -25),
        np.where(np.arange(N) == 5, -999, MANY),
    ],
)
def test_other_numbers_stay(table, values) -> None:
    source = table(values)
    assert column(source, "a") == values.tolist()


def test_new_rows_have_the_same_mark(table, tmp_path) -> None:
    source = table(some(WARM, -999))
    (tmp_path / "new.csv").write_text("a,y\n-999,0\n3.5,1\n")
    found = code_new(source, source.load(), str(tmp_path / "new.csv"))
    assert np.isnan(found.inputs[:, 0]).tolist() == [True, False]


def test_old_projects_read_as_they_did() -> None:
    old = CsvFile.migrate({"path": "t.csv", "target": ""}, 1)
    assert (old["placeholders"], old["target"]) == ("keep", "-1")
    assert CsvFile.migrate({"path": "t.csv", "target": "y"}, 1)["target"] == "y"
    assert CsvFile.migrate({"path": "t.csv"}, 2) == {"path": "t.csv"}


def test_the_last_column_can_be_asked_for(tmp_path) -> None:
    (tmp_path / "t.csv").write_text("target,b\n" + "".join(f"{i % 2},{i / 7:.2f}\n" for i in range(20)))
    path = str(tmp_path / "t.csv")
    assert CsvFile(path=path).load().target_columns == ("target",)
    assert CsvFile(path=path, target="-1").load().target_columns == ("b",)
