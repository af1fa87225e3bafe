"""A few fields in a column of numbers that are none."""

from __future__ import annotations

import numpy as np
import pytest

from nnsim.data.sources.csv_file import CsvFile
from tests.data.told import column, note, turned

N = 60


def table(tmp_path, slips: dict[int, str], number=lambda i: f"{i * 1.37 % 9:.2f}") -> CsvFile:
    rows = "".join(f"{slips.get(i, number(i))},{i * i % 7},{i % 2}\n" for i in range(N))
    (tmp_path / "t.csv").write_text("a,b,y\n" + rows)
    return CsvFile(path=str(tmp_path / "t.csv"), missing="mean")


@pytest.mark.parametrize("text", ["?0.2", "0.2*", "<0.2", "~ 0.2", "≥0.2"])
def test_a_sign_beside_a_number_is_left_away(tmp_path, text) -> None:
    source = table(tmp_path, {5: text, 20: text})
    assert [column(source, "a")[i] for i in (5, 20)] == [0.2, 0.2]
    assert note(source, "“a” holds").endswith(f"signs beside some were left away: {text}")


def test_a_word_between_numbers_is_missing_and_can_be_a_category(tmp_path) -> None:
    source = table(tmp_path, {5: "trace", 20: "not measured"})
    assert np.flatnonzero(np.isnan(column(source, "a"))).tolist() == [5, 20]
    assert note(source, "“a” holds").endswith("counts as missing: not measured, trace")
    few = table(tmp_path, {5: "trace"}, lambda i: str(i % 12))
    assert "a = trace" in turned(few, "“a” holds", "a: category").load().input_names


@pytest.mark.parametrize("number", [lambda i: f"{i * 1.37 % 9:.2f}", lambda i: str(i * 7 % 41)])
def test_a_mark_of_the_files_own_may_come_often(tmp_path, number) -> None:
    source = table(tmp_path, dict.fromkeys(range(0, N, 3), "MM"), number)
    assert np.flatnonzero(np.isnan(column(source, "a"))).tolist() == list(range(0, N, 3))
    assert note(source, "“a” holds").endswith("counts as missing: MM")


@pytest.mark.parametrize(
    ("slips", "number"),
    [
        # Letters within: a code, or a digit that was mistyped.
        ({5: "C536379"}, lambda i: str(536_000 + i)),
        ({5: "1o"}, str),
        # More than a few.
        (dict.fromkeys(range(9), "varies"), lambda i: f"{i * 1.37 % 9:.2f}"),
        # Grades at school, of which one has letters; two words; more words than numbers.
        (dict.fromkeys(range(0, N, 5), "KG"), lambda i: str(i % 12 + 1)),
        (dict.fromkeys(range(9), "low") | dict.fromkeys(range(9, 18), "MM"), lambda i: f"{i * 1.37 % 9:.2f}"),
        (dict.fromkeys(range(40), "MM"), lambda i: f"{i * 1.37 % 9:.2f}"),
        # Few different numbers are grades.
        ({5: "max"}, lambda i: str(i % 4)),
    ],
)
def test_other_columns_are_read_as_before(tmp_path, slips, number) -> None:
    source = table(tmp_path, slips, number)
    assert "a" not in source.load().input_names
    assert not any(line.startswith("“a” holds numbers;") for line in source.load().notes)


def test_a_target_may_have_slips(tmp_path) -> None:
    source = table(tmp_path, {5: "?0.2", 20: "x"})
    data = CsvFile(path=source.path, target="a").load()
    assert (data.task, len(data), data.targets[5, 0]) == ("regression", N - 1, 0.2)
