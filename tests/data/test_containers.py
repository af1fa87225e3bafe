"""Files with arrays, of every kind: what stands in them is what their own programs say, or they are refused."""

from __future__ import annotations

import builtins
import gzip
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import h5py
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays_of
from scipy import io as scipy_io
from scipy import sparse

from nnsim.base.errors import NnsimError
from nnsim.data import containers as package
from nnsim.data.container import containers, open_container
from nnsim.data.data_settings import DataSettings
from nnsim.data.notes import switches_of
from nnsim.data.prepare import prepare
from nnsim.data.sources.npz_file import NpzFile
from nnsim.document.tensors import to_safetensors
from tests.ui.added_files import look_in_too

RNG = np.random.default_rng(7)
X = RNG.normal(size=(12, 3))
Y = np.arange(12) % 3
PICTURES = RNG.integers(0, 256, (12, 5, 4, 3)).astype(np.uint8)


def idx(array: np.ndarray) -> bytes:
    """Return the bytes of an IDX file."""
    kind = {"u1": 8, "i1": 9, "i2": 11, "i4": 12, "f4": 13, "f8": 14}[array.dtype.str[1:]]
    lengths = b"".join(n.to_bytes(4, "big") for n in array.shape)
    return bytes((0, 0, kind, array.ndim)) + lengths + array.astype(array.dtype.newbyteorder(">")).tobytes()


def _npz(path: Path, arrays: dict[str, np.ndarray]) -> Path:
    np.savez(path.with_suffix(".npz"), **arrays)
    return path.with_suffix(".npz")


def _npy(path: Path, arrays: dict[str, np.ndarray]) -> Path:
    for name, array in arrays.items():
        np.save(path.with_name(f"{name}.npy"), array)
    return path.with_name(f"{next(iter(arrays))}.npy")


def _mat(path: Path, arrays: dict[str, np.ndarray]) -> Path:
    scipy_io.savemat(path.with_suffix(".mat"), arrays, do_compression=True, oned_as="column")
    return path.with_suffix(".mat")


def _hdf5(path: Path, arrays: dict[str, np.ndarray]) -> Path:
    with h5py.File(path.with_suffix(".h5"), "w") as file:
        for name, array in arrays.items():
            file[name] = array
    return path.with_suffix(".h5")


def _safetensors(path: Path, arrays: dict[str, np.ndarray]) -> Path:
    path.with_suffix(".safetensors").write_bytes(to_safetensors(arrays))
    return path.with_suffix(".safetensors")


def _idx(path: Path, arrays: dict[str, np.ndarray]) -> Path:
    for name, array in arrays.items():
        file = path.with_name(f"{name}-idx{array.ndim}-ubyte")
        file.write_bytes(idx(array.astype("i4") if array.dtype.kind == "i" else array))
    return path.with_name(f"{next(iter(arrays))}-idx{next(iter(arrays.values())).ndim}-ubyte")


WRITERS: dict[str, Callable[[Path, dict[str, np.ndarray]], Path]] = {
    "npz": _npz,
    "npy": _npy,
    "mat": _mat,
    "hdf5": _hdf5,
    "safetensors": _safetensors,
    "idx": _idx,
}


def test_every_kind_of_file_is_written_here() -> None:
    assert {kind.key for kind in containers} == set(WRITERS)


@pytest.mark.parametrize("kind", WRITERS)
def test_inputs_targets_and_test_part_are_found_in_every_kind(tmp_path: Path, kind: str) -> None:
    arrays = {"x_train": X, "y_train": Y, "x_test": X[:4] + 9, "y_test": Y[:4]}
    path = WRITERS[kind](tmp_path / "a", arrays)
    assert set(NpzFile(path=str(path)).arrays()) == set(arrays)
    ready = prepare(DataSettings(source=NpzFile(path=str(path)), scaling="none"))
    np.testing.assert_array_equal(ready.dataset.inputs, np.concatenate((X, X[:4] + 9)))
    np.testing.assert_array_equal(ready.dataset.targets, np.concatenate((Y, Y[:4])))
    assert (len(ready.test), ready.task, ready.classes) == (4, "classes", 3)


@pytest.mark.parametrize("kind", WRITERS)
def test_what_is_known_before_reading_is_what_is_read(tmp_path: Path, kind: str) -> None:
    path = WRITERS[kind](tmp_path / "a", {"x": PICTURES, "y": Y})
    with open_container(path) as file:
        for name in file.names:
            found, array = file.look(name), file.array(name)
            assert (found.shape, found.kind, found.why_not) == (array.shape, array.dtype.kind, "")
            assert array.dtype.isnative
        np.testing.assert_array_equal(file.array("x"), PICTURES)
        with pytest.raises(NnsimError, match="no array “z”; it has x, y"):
            file.array("z")


@pytest.mark.parametrize("kind", WRITERS)
def test_a_file_cut_short_is_refused_whatever_it_is_called(tmp_path: Path, kind: str) -> None:
    path = WRITERS[kind](tmp_path / "a", {"x": X, "y": Y})
    data = path.read_bytes()
    other = tmp_path / ("other" + path.suffix if path.suffix else "other-idx2-ubyte")
    for length in (len(data) - 1, len(data) // 2, 20, 3):
        other.write_bytes(data[:length])
        with pytest.raises(NnsimError):
            NpzFile(path=str(other)).load()
    other.write_bytes(b"no such thing at all")
    with pytest.raises(NnsimError):
        NpzFile(path=str(other)).load()


def test_a_file_of_another_name_is_known_by_its_first_bytes(tmp_path: Path) -> None:
    path = _mat(tmp_path / "a", {"X": X, "y": Y})
    assert (NpzFile(path=str(path.rename(tmp_path / "a.npz"))).load().inputs == X).all()
    (tmp_path / "a.xyz").write_bytes(b"\x01\x02 nothing")
    with pytest.raises(NnsimError, match=r"holds no arrays that can be read\. Choose a file of one of these"):
        NpzFile(path=str(tmp_path / "a.xyz")).load()


# MATLAB


matrices = st.sampled_from(["f8", "f4", "i1", "u1", "i2", "u2", "i4", "u4", "i8", "u8", "?", "c16"]).flatmap(
    lambda kind: arrays_of.arrays(
        kind, arrays_of.array_shapes(min_dims=2, max_dims=4, min_side=0, max_side=4)
    )
)


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(matrix=matrices, packed=st.booleans())
def test_any_matrix_is_what_scipy_reads(tmp_path: Path, matrix: np.ndarray, packed: bool) -> None:
    path = tmp_path / "a.mat"
    scipy_io.savemat(path, {"first": np.arange(3.0), "a": matrix}, do_compression=packed)
    with open_container(path) as file:
        read = file.array("a")
    expected = scipy_io.loadmat(path)["a"]
    np.testing.assert_array_equal(read, expected.astype(bool) if matrix.dtype == bool else expected)
    assert read.dtype.kind == matrix.dtype.kind


def test_texts_of_matlab_are_classes(tmp_path: Path) -> None:
    words = ["setosa", "virginica", "vé"]
    for labels in (np.array([words[k] for k in Y]), np.array([[words[k]] for k in Y], object)):
        path = _mat(tmp_path / "a", {"meas": X, "species": labels})
        data = NpzFile(path=str(path)).load()
        assert [data.target_names[c] for c in data.targets] == [words[k] for k in Y]


def test_examples_along_the_last_axis_as_matlab_likes_them(tmp_path: Path) -> None:
    pictures = np.moveaxis(PICTURES, 0, -1)
    data = NpzFile(path=str(_mat(tmp_path / "svhn", {"X": pictures, "y": Y + 1}))).load()
    np.testing.assert_array_equal(data.inputs * 255, np.moveaxis(PICTURES, -1, 1))
    assert data.target_names == ("1", "2", "3")
    assert any(
        "along the last axis of “X”: 5 × 4 × 3 × 12 became 12 × 5 × 4 × 3" in note for note in data.notes
    )
    columns = {"irisInputs": X.T, "irisTargets": np.eye(3)[Y].T}
    data = NpzFile(path=str(_mat(tmp_path / "iris", columns))).load()
    np.testing.assert_array_equal(data.inputs, X)
    np.testing.assert_array_equal(data.targets, Y)
    data = NpzFile(path=str(_mat(tmp_path / "row", {"X": X.T, "y": (Y / 4)[np.newaxis]}))).load()
    np.testing.assert_array_equal(data.targets[:, 0], Y / 4)


@pytest.mark.parametrize(
    ("thing", "said"),
    [
        (np.array([(1,), (2,)], [("a", object)]), "“y” in a.mat is a struct. Save its fields"),
        (1j * sparse.eye(12).tocsc(), "“y” in a.mat is a sparse matrix of complex numbers. Save full"),
        (np.array([1, "a"] * 6, object), "“y” in a.mat is a cell array of more than texts"),
    ],
)
def test_what_matlab_has_beside_matrices_is_named(tmp_path: Path, thing: object, said: str) -> None:
    scipy_io.savemat(tmp_path / "a.mat", {"X": X, "y": thing})
    with pytest.raises(NnsimError, match=said):
        NpzFile(path=str(tmp_path / "a.mat")).load()


def test_a_matlab_file_of_version_4_or_in_text_is_refused_with_the_way_out(tmp_path: Path) -> None:
    scipy_io.savemat(tmp_path / "a.mat", {"X": X, "y": Y}, format="4")
    with pytest.raises(NnsimError, match="Save it in MATLAB with save -v7"):
        NpzFile(path=str(tmp_path / "a.mat")).load()


def test_a_matrix_that_lies_about_its_size_makes_no_memory(tmp_path: Path) -> None:
    scipy_io.savemat(tmp_path / "a.mat", {"X": X, "y": Y}, oned_as="column")
    data = bytearray((tmp_path / "a.mat").read_bytes())
    shape = np.array([12, 3], "<i4").tobytes()
    data[data.index(shape) : data.index(shape) + 8] = np.array([2**30, 2**30], "<i4").tobytes()
    (tmp_path / "a.mat").write_bytes(data)
    with pytest.raises(NnsimError, match="at most 200,000,000"):
        NpzFile(path=str(tmp_path / "a.mat")).load()


def test_a_packed_matrix_of_nothing_is_a_bomb(tmp_path: Path) -> None:
    scipy_io.savemat(tmp_path / "a.mat", {"X": np.zeros((1_100_000, 1)), "y": Y}, do_compression=True)
    with pytest.raises(NnsimError, match="zip bomb"):
        NpzFile(path=str(tmp_path / "a.mat")).load()


# HDF5


def _as_matlab(path: Path, **arrays: tuple[np.ndarray, bytes]) -> Path:
    """Write a file as MATLAB 7.3 does: its own 512 bytes before HDF5, axes the other way round, classes as attributes."""
    with h5py.File(path, "w", userblock_size=512) as file:
        for name, (array, kind) in arrays.items():
            made = file.create_dataset(name, data=array.T)
            made.attrs["MATLAB_class"] = np.bytes_(kind)
    with open(path, "r+b") as raw:
        raw.write(b"MATLAB 7.3 MAT-file, Platform: GLNXA64".ljust(124) + b"\x00\x02IM")
    return path


def test_matlab_7_3_is_hdf5_with_its_axes_the_other_way_round(tmp_path: Path) -> None:
    pictures, labels = np.moveaxis(PICTURES, 0, -1), (Y + 1.0)[:, np.newaxis]
    path = _as_matlab(tmp_path / "a.mat", X=(pictures, b"uint8"), y=(labels, b"double"))
    with open_container(path) as file:
        assert file.look("X").shape == pictures.shape
        np.testing.assert_array_equal(file.array("X"), pictures)
    data = NpzFile(path=str(path)).load()
    np.testing.assert_array_equal(data.inputs * 255, np.moveaxis(PICTURES, -1, 1))
    codes = np.array([[ord(sign) for sign in word] for word in ("ab ", "cde")] * 6, "u2")
    path = _as_matlab(tmp_path / "b.mat", X=(X, b"double"), y=(codes, b"char"), z=(Y == 1, b"logical"))
    assert NpzFile(path=str(path), inputs="X", targets="y").load().target_names == ("ab", "cde")
    assert NpzFile(path=str(path), inputs="X", targets="z").load().target_names == ("False", "True")


def test_hdf5_in_groups_with_texts_and_packed(tmp_path: Path) -> None:
    with h5py.File(tmp_path / "a.h5", "w") as file:
        file.create_dataset("train/x", data=X, compression="gzip")
        file["train/labels"] = [f"class {k}" for k in Y]
        file["train"]["round"] = file["train"]
        file["elsewhere"] = h5py.ExternalLink("other.h5", "/x")
    source = NpzFile(path=str(tmp_path / "a.h5"))
    assert source.arrays() == ("train/labels", "train/x")
    data = source.load()
    np.testing.assert_array_equal(data.inputs, X)
    assert data.target_names == ("class 0", "class 1", "class 2")


def test_hdf5_that_leads_elsewhere_or_unpacks_to_much_is_refused(tmp_path: Path) -> None:
    with h5py.File(tmp_path / "a.h5", "w") as file:
        file["y"] = Y
        file.create_dataset("x", (12, 3), "f8", external=[(str(tmp_path / "raw"), 0, 288)])
    with pytest.raises(NnsimError, match=r"“x” in a\.h5 keeps its numbers in another file"):
        NpzFile(path=str(tmp_path / "a.h5")).load()
    with h5py.File(tmp_path / "b.h5", "w") as file:
        file["y"] = Y
        file.create_dataset("x", (12, 1_000_000), "f8", chunks=(1, 1_000))
    with pytest.raises(NnsimError, match="zip bomb"):
        NpzFile(path=str(tmp_path / "b.h5")).load()


def test_without_h5py_a_sentence_says_how_to_install_it(tmp_path: Path, monkeypatch) -> None:
    real = builtins.__import__

    def without(name: str, *rest: object, **more: object) -> object:
        if name == "h5py":
            raise ImportError(name)
        return real(name, *rest, **more)

    plain = _hdf5(tmp_path / "a", {"x": X, "y": Y})
    matlab = _as_matlab(tmp_path / "a.mat", X=(X, b"double"))
    monkeypatch.setattr(builtins, "__import__", without)
    for path, said in (
        (plain, "is HDF5, which needs a package"),
        (matlab, "MATLAB 7.3 file. Save it in MATLAB"),
    ):
        with pytest.raises(NnsimError, match=said) as caught:
            NpzFile(path=str(path)).load()
        assert 'python -m pip install "nnsim[hdf5]"' in str(caught.value)


# Files side by side


def _mnist(folder: Path, prefix: str = "", dot: str = "-", packed: bool = False) -> list[Path]:
    """Write the four files of MNIST or a relative, and others beside them."""
    made = []
    for part, images, labels in (("train", PICTURES[..., 0], Y), ("t10k", PICTURES[:4, ..., 1], Y[:4])):
        for name, array in ((f"images{dot}idx3", images), (f"labels{dot}idx1", labels.astype(np.uint8))):
            data = idx(array)
            path = folder / f"{prefix}{part}-{name}-ubyte{'.gz' if packed else ''}"
            path.write_bytes(gzip.compress(data) if packed else data)
            made.append(path)
    (folder / "other-images-idx3-ubyte").write_bytes(idx(PICTURES[:2, ..., 2]))
    return made


@pytest.mark.parametrize(
    ("prefix", "dot", "packed"),
    [("", "-", False), ("", "-", True), ("", ".", False), ("emnist-letters-", "-", True)],
)
def test_whichever_of_the_four_idx_files_is_opened_all_are(
    tmp_path: Path, prefix: str, dot: str, packed: bool
) -> None:
    for chosen in _mnist(tmp_path, prefix, dot, packed):
        data = NpzFile(path=str(chosen)).load()
        assert (len(data), data.test_rows, data.classes) == (16, 4, 3)
        np.testing.assert_array_equal(data.inputs[:12] * 255, PICTURES[..., 0])
        np.testing.assert_array_equal(data.inputs[12:] * 255, PICTURES[:4, ..., 1])
        np.testing.assert_array_equal(data.targets, np.concatenate((Y, Y[:4])))


def test_a_packed_idx_of_nothing_is_a_bomb(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr("nnsim.data.arrays.idx._LOOSE", 1_000_000)
    path = tmp_path / "train-images-idx2-ubyte.gz"
    path.write_bytes(gzip.compress(idx(np.zeros((20, 400_000), np.uint8))))
    (tmp_path / "train-labels-idx1-ubyte").write_bytes(idx((np.arange(20) % 3).astype(np.uint8)))
    with pytest.raises(NnsimError, match="zip bomb"):
        NpzFile(path=str(path)).load()


@pytest.mark.parametrize("kind", ["u1", "i1", "i2", "i4", "f4", "f8"])
def test_idx_of_every_type(tmp_path: Path, kind: str) -> None:
    values = (RNG.normal(size=(12, 3)) * 50).astype(np.int8).astype(kind)
    (tmp_path / "train-images-idx2-x").write_bytes(idx(values))
    with open_container(tmp_path / "train-images-idx2-x") as file:
        (name,) = file.names
        np.testing.assert_array_equal(file.array(name), values)


def test_npy_files_that_belong_together_and_others_in_the_folder(tmp_path: Path) -> None:
    names = {
        "data_x": X,
        "data_y": Y,
        "x": X + 1,
        "y": Y,
        "lone": np.column_stack((X, Y)),
        "lone2": X,
        "lone2_labels": Y,
    }
    _npy(tmp_path / "a", names)
    assert (NpzFile(path=str(tmp_path / "y.npy")).load().inputs == X + 1).all()
    assert (NpzFile(path=str(tmp_path / "data_x.npy")).load().inputs == X).all()
    assert (NpzFile(path=str(tmp_path / "lone2.npy")).load().targets == Y).all()
    data = NpzFile(path=str(tmp_path / "lone.npy")).load()
    assert (data.inputs == X).all()
    assert (data.targets == Y).all()
    assert "The last of 4 columns of “lone” is the target, as the file has no other array" in data.notes
    (tmp_path / "deep").mkdir()
    np.save(tmp_path / "deep" / "x.npy", PICTURES)
    with pytest.raises(NnsimError, match="It has x; choose two"):
        NpzFile(path=str(tmp_path / "deep" / "x.npy")).load()


def test_packed_files_are_unpacked(tmp_path: Path) -> None:
    mat, plain = _mat(tmp_path / "a", {"X": X, "y": Y}), _npz(tmp_path / "a", {"X": X + 1, "y": Y})
    (tmp_path / "a.mat.gz").write_bytes(gzip.compress(mat.read_bytes()))
    assert (NpzFile(path=str(tmp_path / "a.mat.gz")).load().inputs == X).all()
    with zipfile.ZipFile(tmp_path / "both.zip", "w") as archive:
        archive.writestr("deep/a.mat", mat.read_bytes())
        archive.writestr("readme.txt", b"about")
    assert (NpzFile(path=str(tmp_path / "both.zip")).load().inputs == X).all()
    assert NpzFile.recognises(str(tmp_path / "both.zip"))
    with zipfile.ZipFile(tmp_path / "both.zip", "a") as archive:
        archive.writestr("b.npz", plain.read_bytes())
    data = NpzFile(path=str(tmp_path / "both.zip"), member="b.npz").load()
    assert (data.inputs == X + 1).all()
    assert data.title == "both.zip"
    plain.rename(tmp_path / "named.zip")
    assert (NpzFile(path=str(tmp_path / "named.zip")).load().inputs == X + 1).all()
    with zipfile.ZipFile(tmp_path / "none.zip", "w") as archive:
        archive.writestr("readme.txt", b"about")
    assert not NpzFile.recognises(str(tmp_path / "none.zip"))
    with pytest.raises(NnsimError, match="no file in none"):
        NpzFile(path=str(tmp_path / "none.zip")).load()


def test_many_pixels_are_kept_as_bytes_and_mean_the_same(tmp_path: Path, monkeypatch) -> None:
    source = NpzFile(path=str(_npz(tmp_path / "a", {"x": PICTURES, "y": Y})))
    numbers = prepare(DataSettings(source=source))
    monkeypatch.setattr("nnsim.data.sources.npz_file._MANY_PIXELS", 0)
    kept = prepare(DataSettings(source=source))
    assert kept.dataset.are_bytes
    assert not numbers.dataset.are_bytes
    assert kept.dataset.notes == numbers.dataset.notes
    for part in ("train", "validation", "test"):
        assert getattr(kept, part).values().tobytes() == getattr(numbers, part).values().tobytes()


def test_the_four_idx_files_in_one_zip(tmp_path: Path) -> None:
    files = _mnist(tmp_path, packed=True)
    with zipfile.ZipFile(tmp_path / "mnist.zip", "w") as archive:
        for file in files:
            archive.write(file, f"raw/{file.name}")
            file.unlink()
    data = NpzFile(path=str(tmp_path / "mnist.zip")).load()
    assert (len(data), data.test_rows, data.classes) == (16, 4, 3)
    np.testing.assert_array_equal(data.inputs[:12] * 255, PICTURES[..., 0])


# Roles


def test_two_arrays_of_equal_length_need_no_question_and_can_be_turned_over(tmp_path: Path) -> None:
    for arrays in ({"arr_0": X, "arr_1": Y}, {"arr_0": Y, "arr_1": X}, {"q": np.eye(3)[Y][:, :2], "p": X}):
        source = NpzFile(path=str(_npz(tmp_path / "a", arrays)))
        data = source.load()
        assert (data.inputs == X).all()
        (said,) = [note for note in data.notes if note.startswith("Inputs: ")]
        (switch,) = switches_of(said)
        chosen = dict(switch.changes)
        assert arrays[chosen["targets"]] is X
    source = NpzFile(path=str(_npz(tmp_path / "a", {"first": X[:, 0], "second": X[:, 1]})))
    assert (source.load().inputs[:, 0] == X[:, 0]).all()


def test_two_pairs_are_training_and_test_part(tmp_path: Path) -> None:
    arrays = {"arr_0": X[:4], "arr_1": Y[:4], "arr_2": X, "arr_3": Y}
    for write in (_npz, _mat):
        data = NpzFile(path=str(write(tmp_path / "a", arrays))).load()
        assert (len(data), data.test_rows) == (16, 4)
        (said,) = [note for note in data.notes if "are the test part" in note]
        assert dict(switches_of(said)[0].changes) == {"use_test": False}


def test_one_chosen_array_finds_its_only_partner(tmp_path: Path) -> None:
    path = str(_npz(tmp_path / "a", {"a": X, "b": Y, "other": X[:5]}))
    assert (NpzFile(path=path, inputs="a").load().targets == Y).all()
    assert (NpzFile(path=path, targets="b").load().inputs == X).all()
    with pytest.raises(NnsimError, match="choose two"):
        NpzFile(path=path).load()


def test_of_several_targets_one_is_taken_and_the_others_are_a_click_away(tmp_path: Path) -> None:
    np.savez(tmp_path / "a.npz", data=X, a_labels=Y, b_labels=Y // 2, batch=np.array("one"))
    source = NpzFile(path=str(tmp_path / "a.npz"))
    data = source.load()
    assert data.target_names == ("0", "1", "2")
    note = next(one for one in data.notes if one.startswith("Targets: “a_labels”; others are “b_labels”"))
    (switch,) = switches_of(note)
    assert replace(source, **dict(switch.changes)).load().target_names == ("0", "1")


def test_inputs_called_so_find_the_only_array_along_them(tmp_path: Path) -> None:
    content = {
        "feat": X,
        "actid": Y + 1,
        "actnames": np.array(["a", "b", "c"]),
        "featlabels": np.array(["p", "q", "r"]),
    }
    np.savez(tmp_path / "a.npz", **content)
    data = NpzFile(path=str(tmp_path / "a.npz")).load()
    np.testing.assert_array_equal(data.inputs, X)
    assert data.target_names == ("1", "2", "3")


def test_weights_groups_moments_and_lengths_go_along(tmp_path: Path) -> None:
    sequences = RNG.normal(size=(12, 5, 2))
    lengths = 1 + np.arange(12) % 5
    arrays = {
        "x": sequences,
        "y": Y,
        "sample_weight": np.linspace(0, 1, 12),
        "subject": np.array(list("aabbccddeeff")),
        "lengths": lengths,
        "time": np.arange(12.0)[::-1],
    }
    path = str(_npz(tmp_path / "a", arrays))
    data = NpzFile(path=path).load()
    np.testing.assert_array_equal(data.weights, arrays["sample_weight"])
    np.testing.assert_array_equal(data.groups, np.arange(12) // 2)
    np.testing.assert_array_equal(data.lengths, lengths)
    np.testing.assert_array_equal(data.moments, arrays["time"])
    said = [note for note in data.notes if switches_of(note)]
    assert len(said) == 4
    none = NpzFile(path=path, use_rows=False).load()
    assert (none.weights, none.groups, none.lengths, none.moments) == (None,) * 4
    mask = np.arange(5) < lengths[:, np.newaxis]
    data = NpzFile(path=str(_npz(tmp_path / "b", {"x": sequences, "y": Y, "mask": mask}))).load()
    np.testing.assert_array_equal(data.lengths, lengths)
    test = {"x_train": X, "y_train": Y, "sample_weight": np.full(12, 3.0), "x_test": X[:4], "y_test": Y[:4]}
    data = NpzFile(path=str(_npz(tmp_path / "c", test))).load()
    assert data.weights.tolist() == [3.0] * 12 + [1.0] * 4


def test_names_of_inputs_and_classes_come_from_the_file(tmp_path: Path) -> None:
    bunch = {
        "data": X,
        "target": Y,
        "feature_names": np.array(["a", "b", "c"]),
        "target_names": np.array([b"u", b"v", b"w"]),
        "DESCR": np.array("about"),
        "frame": np.array(None, object),
    }
    data = NpzFile(path=str(_npz(tmp_path / "a", bunch))).load()
    assert (data.input_names, data.target_names) == (("a", "b", "c"), ("u", "v", "w"))
    data = NpzFile(path=str(_npz(tmp_path / "a", {**bunch, "target": Y + 1}))).load()
    assert data.target_names == ("u", "v", "w")
    wrong = {**bunch, "target": Y + 2, "feature_names": np.array(["a", "a", "c"])}
    data = NpzFile(path=str(_npz(tmp_path / "a", wrong))).load()
    assert (data.input_names, data.target_names) == (("x1", "x2", "x3"), ("2", "3", "4"))


def test_a_validation_part_of_the_files_own_is_told(tmp_path: Path) -> None:
    parts = {
        f"{part}_{what}": a for part in ("train", "val", "test") for what, a in (("images", X), ("labels", Y))
    }
    source = NpzFile(path=str(_npz(tmp_path / "a", parts)))
    data = source.load()
    assert (len(data), data.validation_rows, data.test_rows) == (36, 12, 12)
    assert any(note.startswith("“val_images” and “val_labels” validate") for note in data.notes)
    anew = replace(source, use_validation=False).load()
    assert (len(anew), anew.validation_rows, anew.test_rows) == (36, 0, 12)
    ready = prepare(DataSettings(source))
    assert (len(ready.train), len(ready.validation), len(ready.test)) == (12, 12, 12)
    assert ready.rows.validation.tolist() == list(range(12, 24))
    other = NpzFile(path=str(_npz(tmp_path / "b", parts | {"val_images": X[:, :2]}))).load()
    assert (len(other), other.validation_rows) == (24, 0)
    assert any("are not used: they have another shape" in note for note in other.notes)


@pytest.mark.parametrize(
    ("arrays", "said"),
    [
        ({"weights": -np.ones(12)}, "Row 1 has -1.0 in “weights”; how much a row counts must be at least 0"),
        ({"weights": np.zeros(12)}, "“weights” is 0 in every row"),
        ({"lengths": np.append(np.ones(11), 6)}, "Row 12 has 6.0 in “lengths”; a length must be from 1 to 5"),
        ({"time": np.full(12, np.nan)}, "Row 1 has nan in “time”"),
        ({"mask": np.zeros((12, 5))}, "Row 1 of “mask” leaves no time of its sequence"),
        ({"mask": np.arange(5) + np.zeros((12, 1)) > 2}, "“mask” has real times behind its padding"),
    ],
)
def test_what_says_nothing_sound_of_rows_is_refused(
    tmp_path: Path, arrays: dict[str, np.ndarray], said: str
) -> None:
    path = _npz(tmp_path / "a", {"x": RNG.normal(size=(12, 5, 2)), "y": Y, **arrays})
    with pytest.raises(NnsimError, match=said):
        NpzFile(path=str(path)).load()


# One file


def test_a_new_kind_of_file_is_one_file(tmp_path: Path, monkeypatch) -> None:
    look_in_too(monkeypatch, containers, package, "containers")
    (tmp_path / "a.added").write_bytes(b"ADDED 1 2 0\n3 4 1\n5 7 0\n2 1 1\n")
    data = NpzFile(path=str(tmp_path / "a.added")).load()
    assert data.inputs.tolist() == [[1, 2], [3, 4], [5, 7], [2, 1]]
    assert data.target_names == ("0", "1")


def test_files_of_one_array_each_belong_together_by_their_names(tmp_path: Path) -> None:
    for name, array in {
        "k49-train-imgs": PICTURES,
        "k49-train-labels": Y,
        "k49-test-imgs": PICTURES[:6],
    }.items():
        np.savez(tmp_path / f"{name}.npz", array)
    np.savez(tmp_path / "k49-test-labels.npz", Y[:6])
    np.savez(tmp_path / "other-labels.npz", Y[:5])
    (tmp_path / "k49-val-labels.npz").write_bytes(b"PK no zip")
    data = NpzFile(path=str(tmp_path / "k49-train-imgs.npz")).load()
    assert (len(data), data.test_rows, data.classes) == (18, 6, 3)
    with open_container(tmp_path / "k49-train-labels.npz") as file:
        assert file.names[0] == "k49-train-labels"
        assert len(file.files) == 4
    np.savez(tmp_path / "x.npz", a=X, b=Y)
    with open_container(tmp_path / "x.npz") as file:
        assert file.names == ("a", "b")


@pytest.mark.parametrize("called", ["class_names", "classnames", "list.classes", "meta/Class Names"])
def test_names_of_classes_are_found_however_they_are_written(tmp_path: Path, called: str) -> None:
    np.savez(tmp_path / "a.npz", **{"X": X, "y": Y + 1, called: np.array(["ant", "bee", "cow"])})
    assert NpzFile(path=str(tmp_path / "a.npz")).load().target_names == ("ant", "bee", "cow")
