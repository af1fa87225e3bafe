"""Files with an array for each class."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from nnsim.base.errors import NnsimError
from nnsim.data.files.opening import source_for
from nnsim.data.sources.npz_file import NpzFile
from nnsim.data.sources.sequence_folder import SequenceFolder

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


@pytest.mark.parametrize("form", ["{}", "full_numpy_bitmap_{}"])
def test_a_folder_with_a_file_for_each_class(tmp_path: Path, form: str) -> None:
    classes = {"cat": table(5), "ice cream": table(7)}
    for name, array in classes.items():
        np.save(tmp_path / f"{form.format(name)}.npy", array)
    source = source_for(str(tmp_path))
    data = source.load()
    assert (data.target_names, data.targets.tolist()) == (("cat", "ice cream"), [0] * 5 + [1] * 7)
    np.testing.assert_array_equal(data.inputs, np.concatenate(list(classes.values())))
    alone = source_for(str(tmp_path / f"{form.format('cat')}.npy")).load()
    assert len(alone) == 5, "a file that was chosen itself is all there is"
    assert len(source.own_files().names) == 2


def test_files_of_other_shapes_or_with_numbers_are_no_classes(tmp_path: Path) -> None:
    for k in range(4):
        for kind in ("walk", "run"):
            np.save(tmp_path / f"{kind}_{k}.npy", table(5))
    source = source_for(str(tmp_path))
    assert isinstance(source, SequenceFolder)
    assert source.load().target_names == ("run", "walk")


def test_the_only_arrays_of_files_belong_together_by_the_names_of_these(tmp_path: Path) -> None:
    h5py = pytest.importorskip("h5py")
    for part, count in (("train", 9), ("valid", 4), ("test", 6)):
        for name, array in (
            ("x", RNG.normal(size=(count, 3, 4))),
            ("y", (np.arange(count) % 2).reshape(-1, 1, 1, 1)),
        ):
            with h5py.File(tmp_path / f"level_2_{part}_{name}.h5", "w") as file:
                file[name] = array
    source = NpzFile(path=str(tmp_path / "level_2_train_x.h5"))
    data = source.load()
    assert (len(data), data.validation_rows, data.test_rows, data.shape) == (19, 4, 6, (3, 4))
    assert data.target_names == ("0", "1")
    assert len(source.own_files().names) == 6
