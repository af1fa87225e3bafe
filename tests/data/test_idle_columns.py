"""Columns that say nothing: the same in every row, or numbers of persons; and those that only look so."""

from __future__ import annotations

import numpy as np
import pytest

from nnsim.data.sources.csv_file import CsvFile
from tests.data.told import note, turned

N = 60


@pytest.fixture
def table(tmp_path):
    """Return a function that writes columns of fields and returns the source that reads them."""

    def write(columns: dict[str, list[object]] | list[list[object]]) -> CsvFile:
        named = isinstance(columns, dict)
        fields = list(columns.values()) if named else columns
        lines = [",".join(columns)] if named else []
        lines += [",".join(map(str, row)) for row in zip(*fields, strict=True)]
        (tmp_path / "t.csv").write_text("\n".join(lines) + "\n")
        return CsvFile(path=str(tmp_path / "t.csv"))

    return write


def real(seed: int = 0) -> list[object]:
    return np.random.default_rng(seed).normal(size=N).round(3).tolist()


BITS: list[object] = [i % 2 for i in range(N)]


@pytest.mark.parametrize("value", ["5", "0.0", "eor", "2024-05-01", "AllPub"])
def test_what_is_the_same_in_every_row_is_left_out_and_can_be_chosen(table, value) -> None:
    source = table({"a": real(), "same": [value] * N, "y": BITS})
    assert source.load().left_out == ("same",)
    assert note(source, "Left out").endswith("“same” is the same in every row.")
    assert turned(source, "Left out", "Use it").load().left_out == ()


def test_a_value_beside_gaps_is_the_same_unless_gaps_are_a_category(table) -> None:
    columns = {"a": real(), "pool": ["Y" if i % 9 else "" for i in range(N)], "y": BITS}
    assert table(columns).load().left_out == ("pool",)
    (source,) = [table(columns)]
    kept = CsvFile(path=source.path, missing_class=True).load()
    assert kept.input_names == ("a", "pool = Y", "pool = missing")


def test_few_rows_are_no_evidence(table) -> None:
    few = {name: values[:8] for name, values in {"a": real(), "same": ["5"] * N, "y": BITS}.items()}
    assert table(few).load().left_out == ()


@pytest.mark.parametrize(("size", "kept"), [(8, True), (7, False)])
def test_pixels_that_never_change_belong_to_their_picture(table, size, kept) -> None:
    rng = np.random.default_rng(1)
    pixels = {f"pixel{k}": rng.integers(0, 256, N).tolist() for k in range(size * size - 1)}
    found = table({"label": BITS, **pixels, "edge": [0] * N}).load()
    assert found.target_columns == ("label",)
    assert ("edge" in found.input_names) is kept


def test_numbers_of_persons_of_whom_some_came_twice(table) -> None:
    person = [1_000_025 + 7_919 * (i * i % 997) for i in range(N)]
    person[9] = person[8]
    small = [i % 10 + 1 for i in range(N)]
    source = table([person, small, small[3:] + small[:3], real(), BITS])
    assert source.load().left_out == ("column 1",)
    assert table([small, real(), person, small[3:] + small[:3], BITS]).load().left_out == ("column 3",)
    # Named, they say what they are themselves; measures may be large, too.
    assert table({"house_id": person, "a": small, "y": BITS}).load().left_out == ("house_id",)
    assert table({"income": person, "a": small, "y": BITS}).load().left_out == ()
    assert table([person, [1000 * n for n in person], real(), BITS]).load().left_out == ()
    assert (
        table([[n % 50_000 // 1000 * 1000 + 10_000 for n in person], small, real(), BITS]).load().left_out
        == ()
    )


@pytest.mark.parametrize("name", ["Year", "year", "Jahr", "tax_year", "年份", "YEAR (end)"])
def test_years_go_up_by_one_and_say_something(table, name) -> None:
    years = [1950 + i for i in range(N)]
    assert table({name: years, "a": real(), "y": real(2)}).load().left_out == ()
    assert table({"n": years, "a": real(), "y": real(2)}).load().left_out == ("n",)
