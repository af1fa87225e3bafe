"""Tables with a list of numbers in a field, and columns that say for which part a row was meant."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from nnsim.base.errors import NnsimError
from nnsim.data.sources.csv_file import CsvFile

PIXELS = np.random.default_rng(2).integers(0, 256, (12, 16))


def saved(path: Path, head: str, form: str, lists: list[str] | None = None) -> CsvFile:
    lists = lists or [" ".join(map(str, row)) for row in PIXELS]
    parts = ["Training"] * 8 + ["PublicTest"] * 2 + ["PrivateTest"] * 2
    rows = [form.format(kind=k % 3, list=one, part=parts[k]) for k, one in enumerate(lists)]
    (path / "faces.csv").write_text(head + "\n" + "\n".join(rows) + "\n")
    return CsvFile(path=str(path / "faces.csv"))


@pytest.mark.parametrize(
    ("head", "form"),
    [
        ("emotion,pixels,Usage", "{kind},{list},{part}"),
        ("emotion, Usage, pixels", "{kind},{part},{list}"),
        ("Usage,pixels,emotion", '{part},"{list}",{kind}'),
    ],
)
def test_each_number_of_a_list_is_an_input(tmp_path: Path, head: str, form: str) -> None:
    data = saved(tmp_path, head, form).load()
    np.testing.assert_array_equal(data.inputs, PIXELS)
    assert data.input_names[:2] == ("pixels_1", "pixels_2")
    assert (data.target_columns, data.target_names) == (("emotion",), ("0", "1", "2"))
    assert "Left out: “Usage” says for which part of the data each row was meant." in data.notes


def test_a_list_of_another_length_is_named(tmp_path: Path) -> None:
    lists = [" ".join(map(str, row)) for row in PIXELS]
    lists[4] = lists[4][:-4]
    with pytest.raises(NnsimError, match=r"Row 5 of faces\.csv holds no list of 16 numbers"):
        saved(tmp_path, "emotion,pixels,Usage", "{kind},{list},{part}", lists).load()


@pytest.mark.parametrize(
    ("name", "values", "is_out"),
    [("split", "train test val", True), ("split", "a b c", False), ("kind", "train test val", False)],
)
def test_only_a_column_called_so_that_names_parts_is_left_out(
    tmp_path: Path, name: str, values: str, is_out: bool
) -> None:
    words = values.split()
    rows = "".join(f"{k * k % 7}.5,{words[k % 3]},{'xy'[k % 2]}\n" for k in range(12))
    (tmp_path / "a.csv").write_text(f"size,{name},target\n{rows}")
    assert (name in CsvFile(path=str(tmp_path / "a.csv")).load().left_out) == is_out
