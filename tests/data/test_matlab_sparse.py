"""Sparse matrices in MAT-files."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from nnsim.base.errors import NnsimError
from nnsim.data.container import open_container
from nnsim.data.sources.npz_file import NpzFile

scipy_io = pytest.importorskip("scipy.io")
sparse = pytest.importorskip("scipy.sparse")
Y = np.arange(24) % 3 + 1
WORDS = sparse.random(24, 9, 0.3, random_state=1, format="csc")


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("inside", [False, True])
def test_a_sparse_matrix_is_spread_out(tmp_path: Path, packed: bool, inside: bool) -> None:
    content = {"fea": WORDS, "gnd": Y[:, np.newaxis]}
    scipy_io.savemat(tmp_path / "a.mat", {"all": content} if inside else content, do_compression=packed)
    data = NpzFile(path=str(tmp_path / "a.mat")).load()
    np.testing.assert_array_equal(data.inputs, WORDS.toarray())
    assert data.target_names == ("1", "2", "3")


@pytest.mark.parametrize(
    "matrix", [sparse.csc_matrix((3, 4)), sparse.eye(5).tocsc() > 0, sparse.eye(2, 7).tocsc()]
)
def test_empty_and_logical_ones_are_what_scipy_reads(tmp_path: Path, matrix) -> None:
    scipy_io.savemat(tmp_path / "a.mat", {"a": matrix})
    with open_container(tmp_path / "a.mat") as file:
        np.testing.assert_array_equal(file.array("a"), matrix.toarray())


@pytest.mark.parametrize(
    ("old", "new"), [([0, 1, 2], [0, 9, 2]), ([0, 1, 2, 3], [0, 2, 1, 3]), ([0, 1, 2, 3], [0, 1, 2, 9])]
)
def test_rows_that_are_not_there_are_damage(tmp_path: Path, old, new) -> None:
    scipy_io.savemat(tmp_path / "a.mat", {"a": sparse.eye(3).tocsc()})
    data = (tmp_path / "a.mat").read_bytes()
    old, new = np.array(old, "<i4").tobytes(), np.array(new, "<i4").tobytes()
    start = data.rindex(old)
    (tmp_path / "a.mat").write_bytes(data[:start] + new + data[start + len(old) :])
    with open_container(tmp_path / "a.mat") as file, pytest.raises(NnsimError, match="damaged"):
        file.array("a")
