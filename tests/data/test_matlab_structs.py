"""Structs in MAT-files, whose fields are arrays of their own."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from nnsim.base.errors import NnsimError
from nnsim.data.container import open_container
from nnsim.data.sources.npz_file import NpzFile

scipy_io = pytest.importorskip("scipy.io")
RNG = np.random.default_rng(4)
X = RNG.normal(size=(24, 5))
Y = np.arange(24) % 3 + 1


def saved(path: Path, content: dict[str, object], **how: object) -> Path:
    scipy_io.savemat(path, content, **how)
    return path


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize(("x", "y"), [("X", "y"), ("fea", "gnd"), ("inputs", "targets"), ("data", "labels")])
def test_fields_of_a_struct_are_arrays(tmp_path, packed, x, y) -> None:
    content = {"dataset": {x: X, y: Y[:, np.newaxis].astype("u1"), "name": "some"}}
    path = saved(tmp_path / "a.mat", content, do_compression=packed)
    source = NpzFile(path=str(path))
    assert source.arrays() == (f"dataset.{x}", f"dataset.{y}", "dataset.name")
    data = source.load()
    np.testing.assert_array_equal(data.inputs, X)
    assert data.target_names == ("1", "2", "3")
    assert data.targets.tolist() == (Y - 1).tolist()


def test_structs_lie_in_each_other_and_beside_arrays(tmp_path) -> None:
    content = {"all": {"train": {"X": X, "y": Y}, "test": {"X": X[:6], "y": Y[:6]}, "empty": {}}, "seed": 1.0}
    data = NpzFile(path=str(saved(tmp_path / "a.mat", content, oned_as="column"))).load()
    assert (len(data), data.test_rows) == (30, 6)
    with open_container(tmp_path / "a.mat") as file:
        assert file.names == ("seed", "all.train.X", "all.train.y", "all.test.X", "all.test.y")
        np.testing.assert_array_equal(file.array("all.test.X"), X[:6])


def test_texts_and_cells_in_a_struct(tmp_path) -> None:
    words = np.array([["red", "green", "blue"][k - 1] for k in Y], object)[:, np.newaxis]
    data = NpzFile(path=str(saved(tmp_path / "a.mat", {"d": {"X": X, "y": words}}))).load()
    assert data.target_names == ("blue", "green", "red")


def test_what_a_field_cannot_be_is_named(tmp_path) -> None:
    several = np.array([(1,), (2,)], [("a", object)])
    path = saved(tmp_path / "a.mat", {"d": {"X": X, "y": several}})
    with pytest.raises(NnsimError, match=r"“d\.y” in a\.mat is a struct"):
        NpzFile(path=str(path), inputs="d.X", targets="d.y").load()


def test_damage_anywhere_is_refused_in_words(tmp_path) -> None:
    path = saved(tmp_path / "a.mat", {"d": {"X": X[:4], "y": Y[:4]}})
    whole = path.read_bytes()
    for place in range(128, len(whole), 3):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 0x5F]) + whole[place + 1 :])
        try:
            NpzFile(path=str(path)).load()
        except NnsimError:
            continue
