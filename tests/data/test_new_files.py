"""Another file for what was learned: that file is asked about, and none that lies beside it or was learned from."""

from __future__ import annotations

import gzip
import struct
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from nnsim.data.data_settings import DataSettings
from nnsim.data.new.examples import NewExamples, read_new
from nnsim.data.prepare import prepare
from nnsim.data.source import Source
from nnsim.data.sources.csv_file import CsvFile
from nnsim.data.sources.npz_file import NpzFile

TRAIN, TEST = 40, 12
IMAGES = np.random.default_rng(4).integers(1, 255, (TRAIN + TEST, 4, 4), np.uint8)
LABELS = (np.arange(TRAIN + TEST) % 3).astype(np.uint8)


def idx(path: Path, array: np.ndarray) -> None:
    head = struct.pack(">BBBB", 0, 0, 8, array.ndim) + struct.pack(f">{array.ndim}I", *array.shape)
    path.write_bytes(gzip.compress(head + array.tobytes()))


@pytest.fixture
def mnist(tmp_path: Path) -> Path:
    """Return a folder with the four files that MNIST comes in."""
    for part, rows in (("train", slice(TRAIN)), ("t10k", slice(TRAIN, None))):
        idx(tmp_path / f"{part}-images-idx3-ubyte.gz", IMAGES[rows])
        idx(tmp_path / f"{part}-labels-idx1-ubyte.gz", LABELS[rows])
    return tmp_path


def asked(source: Source, path: Path) -> NewExamples:
    """Return the examples of `path` after learning from `source`, not scaled."""
    return read_new(source, prepare(DataSettings(source, scaling="none")), path)


def is_of(found: NewExamples, rows: slice) -> bool:
    values = np.asarray(found.examples.inputs[:], np.float64)
    return values.shape[0] == len(IMAGES[rows]) and np.allclose(
        values.reshape(len(values), 4, 4), IMAGES[rows] / 255
    )


@pytest.mark.parametrize("chosen", ["", "train-images"])
def test_the_test_file_is_asked_about_and_not_the_train_file_beside_it(mnist: Path, chosen: str) -> None:
    source = NpzFile(path=str(mnist / "train-images-idx3-ubyte.gz"))
    if chosen:
        source = replace(source, inputs=chosen, targets="train-labels")
    found = asked(source, mnist / "t10k-images-idx3-ubyte.gz")
    assert is_of(found, slice(TRAIN, None))
    assert found.judged.all()
    assert found.examples.targets.tolist() == LABELS[TRAIN:].tolist()
    assert is_of(asked(source, mnist / "train-images-idx3-ubyte.gz"), slice(TRAIN))
    (mnist / "t10k-labels-idx1-ubyte.gz").unlink()
    alone = asked(source, mnist / "t10k-images-idx3-ubyte.gz")
    assert is_of(alone, slice(TRAIN, None))
    assert not alone.judged.any(), "labels of the train set are those of other images"


@pytest.mark.parametrize("suffix", ["npy", "npz"])
def test_files_of_one_array_are_asked_about_alone(tmp_path: Path, suffix: str) -> None:
    for part, rows in (("train", slice(TRAIN)), ("test", slice(TRAIN, None))):
        for name, array in (("x", IMAGES[rows]), ("y", LABELS[rows])):
            path = tmp_path / f"{name}_{part}.{suffix}"
            if suffix == "npy":
                np.save(path, array)
            else:
                np.savez(path, array)
    source = NpzFile(path=str(tmp_path / f"x_train.{suffix}"))
    found = asked(source, tmp_path / f"x_test.{suffix}")
    assert is_of(found, slice(TRAIN, None))
    assert found.examples.targets.tolist() == LABELS[TRAIN:].tolist()


@pytest.mark.parametrize("labels", [True, False])
def test_all_parts_of_one_file_are_asked_about_and_called_by_name(tmp_path: Path, labels: bool) -> None:
    arrays = {"x_train": IMAGES[:TRAIN], "y_train": LABELS[:TRAIN], "x_test": IMAGES[TRAIN:]}
    np.savez(tmp_path / "all.npz", **arrays, **({"y_test": LABELS[TRAIN:]} if labels else {}))
    found = asked(NpzFile(path=str(tmp_path / "all.npz")), tmp_path / "all.npz")
    assert is_of(found, slice(None))
    assert (found.names[0], found.names[TRAIN]) == ("x_train 1", "x_test 1")
    assert found.judged.sum() == TRAIN + TEST * labels
    assert "x_train, x_test" in found.notes[0]


def test_all_files_of_a_packed_one_are_asked_about(mnist: Path) -> None:
    with zipfile.ZipFile(mnist / "four.zip", "w") as packed:
        for file in mnist.glob("*.gz"):
            packed.write(file, file.name)
    found = asked(NpzFile(path=str(mnist / "four.zip")), mnist / "four.zip")
    assert is_of(found, slice(None))
    assert found.judged.all()


def test_a_copy_that_the_project_keeps_is_not_read_in_place_of_the_new_file(tmp_path: Path) -> None:
    for name, n in (("old.csv", 30), ("new.csv", 7)):
        lines = "".join(f"{i},{i % 2}\n" for i in range(n))
        (tmp_path / name).write_text(f"x,y\n{lines}", "utf-8")
    np.savez(tmp_path / "old.npz", x=IMAGES, y=LABELS)
    np.savez(tmp_path / "new.npz", x=IMAGES[:5], y=LABELS[:5])
    table = CsvFile(path=str(tmp_path / "old.csv"), target="y", keep=True).kept()
    assert asked(table, tmp_path / "new.csv").count == 7
    arrays = NpzFile(path=str(tmp_path / "old.npz"), keep=True).kept()
    assert asked(arrays, tmp_path / "new.npz").count == 5


def test_of_packed_tables_the_one_to_train_on_comes_last(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "race.zip", "w") as packed:
        packed.writestr("train.csv", "id,x,y\n" + "".join(f"{i},{i},{i % 2}\n" for i in range(30)))
        packed.writestr("test.csv", "id,x\n" + "".join(f"{i},{i}\n" for i in range(30, 39)))
        packed.writestr("submission.csv", "id,y\n" + "".join(f"{i},0\n" for i in range(30, 39)) * 9)
    source = CsvFile(path=str(tmp_path / "race.zip"), target="y", inputs="x")
    found = asked(source, tmp_path / "race.zip")
    assert found.count == 9
    assert found.examples.inputs[0].tolist() == [30.0]
    assert "test.csv" in found.notes[0]
