"""Files with an array for each class."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from nnsim.base.errors import NnsimError
from nnsim.data.sources.npz_file import NpzFile

RNG = np.random.default_rng(5)


def table(rows: int, kind: str = "f8") -> np.ndarray:
    return RNG.integers(0, 200, (rows, 6)).astype(kind)


def loaded(path: Path, **arrays: np.ndarray):
    np.savez(path / "a.npz", **arrays)
    return NpzFile(path=str(path / "a.npz")).load()


@pytest.mark.parametrize(
    ("train", "test"), [("train{}", "test{}"), ("training_{}", "testing_{}"), ("train/{}", "t10k/{}")]
)
def test_the_number_behind_the_part_is_the_class(tmp_path: Path, train: str, test: str) -> None:
    arrays = {train.format(k): table(5 + k) for k in range(3)} | {test.format(k): table(2) for k in range(3)}
    data = loaded(tmp_path, **arrays)
    assert (data.target_names, len(data), data.test_rows) == (("0", "1", "2"), 24, 6)
    np.testing.assert_array_equal(
        data.inputs[:18], np.concatenate([arrays[train.format(k)] for k in range(3)])
    )
    assert data.targets.tolist() == [0] * 5 + [1] * 6 + [2] * 7 + [0, 0, 1, 1, 2, 2]


def test_arrays_called_as_classes_need_no_parts(tmp_path: Path) -> None:
    data = loaded(tmp_path, class1=table(5), class2=table(8))
    assert (data.target_names, data.test_rows) == (("1", "2"), 0)


@pytest.mark.parametrize(
    "arrays",
    [
        {"fold1": table(5), "fold2": table(8), "fold3": table(8)},
        {"train0": table(5), "train1": RNG.normal(size=(5, 7)), "train2": table(8)},
        {"train0": table(5), "train1": table(6), "test0": table(5), "test9": table(5)},
    ],
)
def test_other_numbers_are_no_classes(tmp_path: Path, arrays: dict[str, np.ndarray]) -> None:
    with pytest.raises(NnsimError, match="Which arrays of"):
        loaded(tmp_path, **arrays)
