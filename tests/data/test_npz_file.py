"""Arrays of the user's, which are never trusted."""

import io
import zipfile

import numpy as np
import pytest

from nnsim.base.errors import NnsimError
from nnsim.data.prepare import DataSettings, prepare
from nnsim.data.sources.npz_file import NpzFile


@pytest.fixture
def saved(tmp_path):
    def save(settings=None, **arrays) -> NpzFile:
        path = tmp_path / "arrays.npz"
        np.savez_compressed(path, **arrays)
        return NpzFile(path=str(path), **(settings or {}))

    return save


X = np.arange(24.0).reshape(8, 3)
Y = np.arange(8) % 2


@pytest.mark.parametrize("names", [("x_train", "y_train"), ("X", "y"), ("x", "y"), ("inputs", "targets")])
def test_usual_names_are_found(saved, names) -> None:
    source = saved(**dict(zip(names, (X, Y), strict=True)), other=X)
    assert set(source.arrays()) == {*names, "other"}
    data = source.load()
    assert (data.inputs == X).all()
    assert (data.targets == Y).all()
    assert data.input_names == ("x1", "x2", "x3")


def test_named_arrays_are_taken(saved) -> None:
    data = saved({"inputs": "a", "targets": "b"}, a=X, b=Y + 0.5).load()
    assert data.task == "regression"


@pytest.mark.parametrize(
    ("y", "task", "names"),
    [
        (np.array(["b", "a"] * 4), "classes", ("a", "b")),
        (np.array([b"b", b"a"] * 4), "classes", ("a", "b")),
        (np.array([True, False] * 4), "classes", ("False", "True")),
        (np.eye(3)[np.arange(8) % 3], "classes", ("0", "1", "2")),
        (Y[:, np.newaxis], "classes", ("0", "1")),
        (X[:, :2], "regression", ("y 1", "y 2")),
        (np.linspace(0, 1, 8, dtype=np.float32), "regression", ("y",)),
    ],
)
def test_targets_of_every_form(saved, y, task, names) -> None:
    data = saved(X=X, y=y).load()
    assert (data.task, data.target_names) == (task, names)


def test_images_get_the_shape_asked_for_and_bytes_become_shares(saved) -> None:
    images = np.full((8, 4, 4), 255, np.uint8)
    data = saved({"example_shape": (1, 4, 4)}, X=images, y=Y).load()
    assert data.shape == (1, 4, 4)
    assert (data.inputs == 1).all()
    assert data.ready
    raw = saved({"divide_bytes": False}, X=images, y=Y).load()
    assert raw.inputs.max() == 255
    assert not raw.ready
    with pytest.raises(NnsimError, match="has the shape 4 × 4, which cannot become 1 × 5 × 5"):
        saved({"example_shape": (1, 5, 5)}, X=images, y=Y).load()


def test_a_test_part_in_the_file_stays_one(saved) -> None:
    arrays = {"x_train": X, "y_train": Y, "x_test": X[:2] + 100, "y_test": Y[:2]}
    ready = prepare(DataSettings(source=saved(**arrays), scaling="none"))
    assert (ready.test.inputs == X[:2] + 100).all()
    assert len(ready.train) + len(ready.validation) == 8
    assert len(saved({"use_test": False}, **arrays).load()) == 8
    with pytest.raises(NnsimError, match="“x_test” has another shape"):
        saved(**{**arrays, "x_test": X[:2, :2]}).load()


@pytest.mark.parametrize(
    ("arrays", "settings", "said"),
    [
        ({"X": X, "y": np.array([{}] * 8, object)}, {}, "“y” in arrays.npz holds pickled Python objects"),
        ({"X": np.array([None] * 8, object), "y": Y}, {}, "“X” in arrays.npz holds pickled"),
        ({"X": X, "y": Y}, {"inputs": "z"}, "no array “z”; it has X, y"),
        ({"p": X, "q": Y}, {}, "It has p, q; choose two"),
        ({"X": X, "y": Y[:3]}, {}, "“X” has 8 rows and “y” has 3"),
        ({"X": X, "y": np.float64(3)}, {}, "“X” has 8 rows and “y” has 0"),
        ({"X": X[:1], "y": Y[:1]}, {}, "fewer than two"),
        ({"X": X[:, :0], "y": Y}, {}, "fewer than two"),
        ({"X": X + 1j, "y": Y}, {}, "holds no real numbers"),
        ({"X": X, "y": X.reshape(8, 3, 1)}, {}, "“y” cannot be the targets"),
        ({"X": X, "y": np.zeros(8)}, {}, "same “y”"),
        ({"X": X, "y": np.append(Y[1:], np.nan)}, {"task": "classes"}, "Row 8 has no class in “y”"),
        ({"X": X, "y": Y}, {"path": "/no/such.npz"}, "There is no file"),
    ],
)
def test_unusable_files_are_refused_in_words(saved, arrays, settings, said) -> None:
    source = NpzFile(**{"path": saved(**arrays).path, **settings})
    with pytest.raises(NnsimError, match=said):
        source.load()


def test_missing_values_are_dropped_or_refused_with_their_place(saved) -> None:
    x = X.copy()
    x[3, 1] = np.nan
    ready = prepare(DataSettings(source=saved(X=x, y=Y)))
    assert "1 row was left out because an input is missing" in ready.summary
    x[3, 1] = np.inf
    with pytest.raises(NnsimError, match="Row 4 has inf in “x2”"):
        prepare(DataSettings(source=saved(X=x, y=Y)))


@pytest.mark.parametrize("content", [b"", b"not a zip", b"PK\x03\x04 cut short"])
def test_what_is_no_npz_is_refused(tmp_path, content) -> None:
    (tmp_path / "a.npz").write_bytes(content)
    with pytest.raises(NnsimError, match="not an NPZ file, or is cut short"):
        NpzFile(path=str(tmp_path / "a.npz")).load()


def _npy_header(shape: tuple[int, ...]) -> bytes:
    buffer = io.BytesIO()
    np.lib.format.write_array_header_1_0(buffer, {"descr": "<f8", "fortran_order": False, "shape": shape})
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("member", "said"),
    [
        (_npy_header((10**6, 10**6)), "has 1,000,000,000,000 numbers; at most"),
        (_npy_header((2**62, 2**62)), "numbers; at most"),
        (_npy_header((8, 3)), "“X” in a.npz is damaged"),
        (b"\x93NUMPY\x01\x00\x05\x00{'desc", "is damaged"),
        (b"rubbish", "is damaged"),
    ],
)
def test_promises_are_checked_before_anything_is_unpacked(tmp_path, member, said) -> None:
    y = io.BytesIO()
    np.save(y, Y)
    with zipfile.ZipFile(tmp_path / "a.npz", "w") as archive:
        archive.writestr("X.npy", member)
        archive.writestr("y.npy", y.getvalue())
    with pytest.raises(NnsimError, match=said):
        NpzFile(path=str(tmp_path / "a.npz")).load()


def test_a_flipped_byte_is_noticed(saved) -> None:
    source = saved(X=np.random.default_rng(0).normal(size=(8, 300)), y=Y)
    with open(source.path, "r+b") as file:
        file.seek(2000)
        byte = file.read(1)
        file.seek(2000)
        file.write(bytes([byte[0] ^ 0xFF]))
    with pytest.raises(NnsimError, match="damaged"):
        source.load()


def test_mnist(shared) -> None:
    ready = prepare(DataSettings(source=NpzFile(path=shared("mnist_10k_2k.npz"), example_shape=(1, 28, 28))))
    assert (len(ready.train), len(ready.validation), len(ready.test)) == (8000, 2000, 2000)
    assert ready.shape == (1, 28, 28)
    assert ready.classes == 10
    assert ready.dataset.targets[:5].tolist() == [5, 0, 4, 1, 9]
