"""Arrays of the user's, which are never trusted."""

import io
import struct
import zipfile
from dataclasses import replace

import numpy as np
import pytest

from nnsim.base.errors import NnsimError
from nnsim.data.data_settings import DataSettings
from nnsim.data.notes import switches_of
from nnsim.data.prepare import prepare
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
        ({"p": X, "q": Y, "r": Y}, {}, "It has p, q, r; choose two"),
        ({"X": X, "y": Y[:3]}, {}, "“X” has 8 rows and “y” has 3"),
        ({"X": X, "y": np.float64(3)}, {}, "“X” has 8 rows and “y” has 0"),
        ({"X": X[:1], "y": Y[:1]}, {}, "fewer than two"),
        ({"X": np.zeros((2, 1_000_001), bool), "y": Y[:2]}, {}, "has 1,000,001 numbers; at most 1,000,000"),
        ({"X": X[:, :0], "y": Y}, {}, "fewer than two"),
        ({"X": X + 1j, "y": Y}, {}, "holds no real numbers"),
        ({"X": X, "y": np.zeros((8, 2, 2))}, {}, "“y” cannot be the targets"),
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
    with pytest.raises(NnsimError, match=r"not an NPZ file, or is cut short|damaged or cut short|is empty"):
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
        (_npy_header((8, 3)), "“X” in a.npz does not have the size"),
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


def test_flags_are_no_pixels(saved) -> None:
    flags = (np.arange(64).reshape(8, 8) % 3 == 0).astype(np.uint8)
    data = saved(X=flags, y=Y).load()
    assert (data.inputs == flags).all()
    assert not data.ready
    assert "Bytes were not divided by 255: they do not look like pixels" in data.notes
    small = saved(X=flags.reshape(8, 2, 4), y=Y).load()
    assert (small.inputs == flags.reshape(8, 2, 4)).all()


def test_dark_pictures_are_divided_but_not_called_of_unit_size(saved) -> None:
    data = saved(X=np.arange(72, dtype=np.uint8).reshape(8, 3, 3) % 17, y=Y).load()
    assert data.inputs.max() == 16 / 255
    assert not data.ready
    ready = prepare(DataSettings(source=saved(X=np.arange(72, dtype=np.uint8).reshape(8, 3, 3) % 17, y=Y)))
    assert abs(ready.train.inputs).max() > 1


def test_pictures_along_the_last_axis_are_recognised(saved) -> None:
    pictures = np.random.default_rng(0).normal(size=(8, 3, 4, 4))
    data = saved(X=np.moveaxis(pictures, 0, -1), y=Y).load()
    assert (data.inputs == pictures).all()
    assert "Examples were along the last axis of “X”: 3 × 4 × 4 × 8 became 8 × 3 × 4 × 4" in data.notes
    with pytest.raises(NnsimError, match="“X” has 3 rows and “y” has 8"):
        saved(X=X.T, y=Y).load()


def test_what_is_said_of_pictures_can_be_turned_over(saved) -> None:
    pictures = np.arange(8 * 12, dtype=np.uint8).reshape(8, 3, 4) * 2
    source = saved(X=pictures, y=Y)
    for said, shapes in (("For convolutions", [(1, 3, 4), (12,)]), ("Pixels from", [(3, 4)])):
        note = next(note for note in source.load().notes if note.startswith(said))
        turned = [replace(source, **dict(switch.changes)).load() for switch in switches_of(note)]
        assert [data.shape for data in turned] == shapes
    assert turned[0].inputs.max() == 190
    doubtful = saved(X=np.zeros((8, 2, 5, 3)), y=Y)
    (note,) = [note for note in doubtful.load().notes if switches_of(note)]
    assert replace(doubtful, **dict(switches_of(note)[0].changes)).load().shape == (3, 2, 5)
    wanted = saved({"example_shape": (6, 5, 3)}, X=np.zeros((8, 6, 5, 3)), y=Y)
    (note,) = [note for note in wanted.load().notes if switches_of(note)]
    assert replace(wanted, **dict(switches_of(note)[0].changes)).load().shape == (3, 6, 5)


@pytest.mark.parametrize(
    "name", ["a/b", "a\\b", "../up", "/abs", "C:/x", " x ", "é中", "x.npy", "a" * 200, "\n"]
)
def test_an_array_may_have_any_name(tmp_path, name) -> None:
    data = {}
    for key, array in ((name, X), ("y", Y)):
        file = io.BytesIO()
        np.save(file, array)
        data[key] = file.getvalue()
    with zipfile.ZipFile(tmp_path / "a.npz", "w") as archive:
        for key, content in data.items():
            archive.writestr(f"{key}.npy", content)
        archive.writestr("__MACOSX/._y.npy", b"rubbish")
        archive.writestr("README", b"rubbish")
        archive.writestr("folder/", b"")
        with archive.open(zipfile.ZipInfo(""), "w") as nameless:
            nameless.write(b"rubbish")
        archive.comment = b"made by hand"
    source = NpzFile(path=str(tmp_path / "a.npz"), inputs=name, targets="y")
    assert set(source.arrays()) == {name, "y"}
    assert (source.load().inputs == X).all()


def _patched(path, at: bytes, offset: int, value: bytes) -> str:
    """Overwrite bytes of the zip at `path`, so far behind every `at`; return the path."""
    data = bytearray(path.read_bytes())
    place = data.find(at)
    while place >= 0:
        data[place + offset : place + offset + len(value)] = value
        place = data.find(at, place + 4)
    path.write_bytes(data)
    return str(path)


@pytest.mark.parametrize(
    ("offset", "value", "said"),
    [
        (6, b"\x74\x00", "packed in an unknown way"),  # version 11.6 needed
        (8, b"\x01\x00", "encrypted"),
        (8, b"\x20\x00", "packed in an unknown way"),  # patched data
        (10, b"\x0e\x00", "packed in an unknown way"),  # LZMA, whose dictionary may take gigabytes
        (10, b"\x5d\x00", "packed in an unknown way"),
        (16, b"\0\0\0\0", "damaged"),  # the check sum
        (20, b"\x01\0\0\0", "damaged|zip bomb"),
        (24, struct.pack("<L", 2**32 - 2), "zip bomb|size it declares"),
        (42, b"\xff\xff\xff\x7f", "damaged"),  # place of the member
    ],
)
def test_a_damaged_directory_is_refused_in_words(saved, tmp_path, offset, value, said) -> None:
    saved(X=X, y=Y)
    path = _patched(tmp_path / "arrays.npz", b"PK\x01\x02", offset, value)
    with pytest.raises(NnsimError, match=said):
        NpzFile(path=path).load()


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_arrays_of_one_name_are_refused(tmp_path) -> None:
    with zipfile.ZipFile(tmp_path / "a.npz", "w") as archive:
        for name in ("X.npy", "X.npy", "y.npy"):
            archive.writestr(name, b"")
    with pytest.raises(NnsimError, match=r"two parts called 'X\.npy'"):
        NpzFile(path=str(tmp_path / "a.npz")).load()


def test_a_zip_bomb_is_not_unpacked(tmp_path) -> None:
    with zipfile.ZipFile(tmp_path / "a.npz", "w", zipfile.ZIP_DEFLATED) as archive:
        with archive.open("X.npy", "w") as member:
            member.write(_npy_header((2_000_000, 1)))
            for _ in range(16):
                member.write(bytes(1_000_000))
        archive.writestr("y.npy", b"")
    with pytest.raises(NnsimError, match="zip bomb"):
        NpzFile(path=str(tmp_path / "a.npz")).load()


def test_sparse_arrays_are_no_bombs(saved) -> None:
    sparse = np.eye(1000, dtype=np.float32)[np.arange(3000) * 7 % 1000]
    assert saved(X=sparse, y=np.arange(3000) % 2).load().inputs.sum() == 3000


def test_large_zips_have_another_directory(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(zipfile, "ZIP_FILECOUNT_LIMIT", 1)
    np.savez(tmp_path / "a.npz", X=X, y=Y)
    assert b"PK\x06\x06" in (tmp_path / "a.npz").read_bytes()
    assert (NpzFile(path=str(tmp_path / "a.npz")).load().inputs == X).all()
    path = _patched(tmp_path / "a.npz", b"PK\x06\x06", 24, struct.pack("<2Q", 2**40, 2**40))
    with pytest.raises(NnsimError, match="more than 10,000 parts"):
        NpzFile(path=path).load()


def test_cases(shared) -> None:
    pictures = NpzFile(path=shared("channels_last.npz"), example_shape=(3, 8, 8)).load()
    for colour in range(3):
        means = pictures.inputs[pictures.targets == colour].mean((0, 2, 3))
        assert (means > 0.9).tolist() == [colour == channel for channel in range(3)]
        assert means.sum() < 1.05
    assert NpzFile(path=shared("slash_keys.npz"), inputs="train/x", targets="train/y").load().shape == (3,)
    flags = NpzFile(path=shared("uint8_flags.npz")).load()
    assert set(np.unique(flags.inputs)) == {0.0, 1.0}
    for name in ("npz_shape_true", "npz_zip_version", "weights_bad_header", "npz_header_blanks_hang"):
        with pytest.raises(NnsimError):
            NpzFile(path=shared(f"{name}.npz")).load()


def test_mnist(shared) -> None:
    ready = prepare(DataSettings(source=NpzFile(path=shared("mnist_10k_2k.npz"), example_shape=(1, 28, 28))))
    assert (len(ready.train), len(ready.validation), len(ready.test)) == (8000, 2000, 2000)
    assert ready.shape == (1, 28, 28)
    assert ready.classes == 10
    assert ready.dataset.targets[:5].tolist() == [5, 0, 4, 1, 9]


@pytest.mark.parametrize(
    ("y", "task"),
    [
        (np.arange(312) % 100 % 26 + 1, "classes"),
        (np.arange(312) % 100, "classes"),
        (np.arange(312) % 100 * 1.0, "regression"),
        (np.arange(312) % 100 * 2, "regression"),
        (np.arange(312) % 100 + 2, "regression"),
        (np.arange(312) % 110, "regression"),
    ],
)
def test_whole_numbers_from_the_first_on_are_places_of_classes(tmp_path, y, task) -> None:
    np.savez(tmp_path / "a.npz", x=np.random.default_rng(0).normal(size=(312, 3)), y=y)
    assert NpzFile(path=str(tmp_path / "a.npz")).load().task == task
    assert NpzFile(path=str(tmp_path / "a.npz"), task="regression").load().task == "regression"


@pytest.mark.parametrize(
    ("name", "y", "task"),
    [
        ("labels", np.arange(312) % 26 + 1.0, "classes"),
        ("labels", np.arange(312) % 26 + 0.5, "regression"),
        ("targets", np.arange(312) % 26 + 1.0, "regression"),
    ],
)
def test_labels_kept_as_doubles_are_classes(tmp_path, name, y, task) -> None:
    np.savez(tmp_path / "a.npz", images=np.random.default_rng(0).normal(size=(312, 3)), **{name: y})
    assert NpzFile(path=str(tmp_path / "a.npz")).load().task == task


def test_the_only_pair_with_targets_is_learned_from(tmp_path) -> None:
    x = np.random.default_rng(0).normal(size=(90, 2))
    np.savez(tmp_path / "a.npz", X=x, Xval=x[:40] + 1, yval=np.arange(40) % 2)
    data = NpzFile(path=str(tmp_path / "a.npz")).load()
    assert (data.task, data.test_rows, data.validation_rows) == ("classes", 0, 0)
    np.testing.assert_array_equal(data.inputs, x[:40] + 1)
    np.savez(tmp_path / "b.npz", X=x, Y=x[:, :1], Xval=x[:40] + 1, yval=x[:40, :1])
    assert len(NpzFile(path=str(tmp_path / "b.npz")).load()) == 130
