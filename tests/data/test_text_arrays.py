"""Text files with one array each: inputs in one, targets in another, parts in folders of their own."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from nnsim.data.files.opening import source_for
from nnsim.data.sources.csv_file import CsvFile
from nnsim.data.sources.npz_file import NpzFile

RNG = np.random.default_rng(3)
X = RNG.normal(size=(30, 7)).round(6)
Y = np.arange(30) % 3 + 1


def matrix(values: np.ndarray, separator: str = " ") -> str:
    return "".join(separator.join(f"{v:.6e}" for v in row) + "\n" for row in values)


def save(root: Path, inner: str = "{part}/", x: str = "X_{part}.txt", y: str = "y_{part}.txt") -> Path:
    for part, rows in (("train", slice(0, 20)), ("test", slice(20, 30))):
        folder = root / inner.format(part=part)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / x.format(part=part)).write_text(matrix(X[rows]))
        (folder / y.format(part=part)).write_text("".join(f"{v}\n" for v in Y[rows]))
    return root


@pytest.mark.parametrize(
    ("inner", "x", "y"),
    [
        ("{part}/", "X_{part}.txt", "y_{part}.txt"),
        ("", "{part}_data.txt", "{part}_labels.txt"),
        ("", "arcene_{part}.data", "arcene_{part}.labels"),
    ],
)
def test_a_folder_of_matrices_is_both_parts(tmp_path: Path, inner: str, x: str, y: str) -> None:
    save(tmp_path, inner, x, y)
    (tmp_path / "features.txt").write_text("".join(f"{k + 1} mean-{k}\n" for k in range(7)))
    source = source_for(str(tmp_path))
    assert isinstance(source, NpzFile)
    data = source.load()
    np.testing.assert_allclose(data.inputs, X)
    assert (data.target_names, data.test_rows) == (("1", "2", "3"), 10)


def test_who_each_row_is_of_goes_along(tmp_path: Path) -> None:
    save(tmp_path)
    for part, count in (("train", 20), ("test", 10)):
        (tmp_path / part / f"subject_{part}.txt").write_text("".join(f"{k // 5}\n" for k in range(count)))
    data = source_for(str(tmp_path)).load()
    assert data.groups is not None
    assert data.groups.tolist() == [k // 5 for k in range(20)] + [k // 5 for k in range(10)]


def test_tables_of_pandas_lose_the_numbers_of_their_rows(tmp_path: Path) -> None:
    names = ",".join(f"f{k}" for k in range(7))
    rows = "".join(f"{k}," + ",".join(map(str, X[k])) + "\n" for k in range(30))
    (tmp_path / "X_train.csv").write_text(f",{names}\n{rows}")
    (tmp_path / "y_train.csv").write_text(",kind\n" + "".join(f"{k},{'ab'[k % 2]}\n" for k in range(30)))
    data = source_for(str(tmp_path / "X_train.csv")).load()
    np.testing.assert_array_equal(data.inputs, X)
    assert data.target_names == ("a", "b")


def test_a_table_with_its_own_target_is_one(tmp_path: Path) -> None:
    save(tmp_path)
    for name, text in (("train.csv", "a,b\n1,x\n2,y\n3,x\n"), ("X_other.csv", "a,b\n1,2\n3,4\n5,6\n")):
        (tmp_path / name).write_text(text)
        assert isinstance(source_for(str(tmp_path / name)), CsvFile)
    (tmp_path / "data.csv").write_text("a,b\nx,2\nz,4\ny,6\n")
    (tmp_path / "labels.csv").write_text("1\n2\n1\n")
    assert isinstance(source_for(str(tmp_path / "data.csv")), CsvFile), "its first column holds texts"
