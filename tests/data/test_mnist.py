"""MNIST in the user's own files: IDX as it comes, packed or not, and NPZ."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import pytest

from nnsim.base.errors import NnsimError
from nnsim.data.sources.mnist import Mnist

COUNT = 30
IMAGES = np.random.default_rng(4).integers(0, 256, (COUNT, 28, 28)).astype(np.uint8)
LABELS = (np.arange(COUNT) * 7 % 10).astype(np.uint8)


def idx(array: np.ndarray) -> bytes:
    """Return the bytes of an IDX file."""
    lengths = b"".join(n.to_bytes(4, "big") for n in array.shape)
    return bytes((0, 0, 8, array.ndim)) + lengths + array.tobytes()


def written(folder: Path, images: str, labels: str) -> str:
    """Write both files, packed where a name says so; return the path of the images."""
    for name, array in ((images, IMAGES), (labels, LABELS)):
        data = idx(array)
        (folder / name).write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    return str(folder / images)


@pytest.mark.parametrize(
    ("images", "labels"),
    [
        ("train-images-idx3-ubyte", "train-labels-idx1-ubyte"),
        ("train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz"),
        ("train-images.idx3-ubyte", "train-labels.idx1-ubyte"),
        ("t10k-images-idx3-ubyte.gz", "t10k-labels-idx1-ubyte"),
        ("t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte.gz"),
    ],
)
def test_idx_packed_or_not_with_its_labels_beside_it(tmp_path: Path, images: str, labels: str) -> None:
    data = Mnist(path=written(tmp_path, images, labels)).load()
    np.testing.assert_array_equal(data.inputs, IMAGES.reshape(COUNT, 784) / 255)
    np.testing.assert_array_equal(data.targets, LABELS)
    assert data.classes == 10


def test_npz_with_rows_or_images(tmp_path: Path) -> None:
    for name, images in (("images", IMAGES), ("rows", IMAGES.reshape(COUNT, 784))):
        path = tmp_path / f"{name}.npz"
        np.savez(path, x_train=images, y_train=LABELS, x_test=IMAGES[:2], y_test=LABELS[:2])
        for layout, shape in (("flat", (784,)), ("image", (1, 28, 28))):
            data = Mnist(path=str(path), layout=layout).load()
            assert data.shape == shape
            np.testing.assert_array_equal(data.inputs.reshape(COUNT, 784) * 255, IMAGES.reshape(COUNT, 784))


def test_the_first_examples_and_another_divisor(tmp_path: Path) -> None:
    path = written(tmp_path, "train-images-idx3-ubyte", "train-labels-idx1-ubyte")
    data = Mnist(path=path, examples=7, divisor="256").load()
    np.testing.assert_array_equal(data.inputs, IMAGES[:7].reshape(7, 784) / 256)
    assert len(Mnist(path=path, examples=70_000).load()) == COUNT


SENTENCES = {
    "no IDX file": bytes((0, 0, 8, 9)) + bytes(50),
    "no IDX": bytes((0, 0, 7, 3)) + bytes(50),
    "damaged": idx(IMAGES)[:-1],
    "damaged or": idx(IMAGES) + b"\0",
    "is damaged": gzip.compress(idx(IMAGES))[:-30],
    "ubyte is damaged": gzip.compress(idx(IMAGES)[:-1]),
    "damaged or cut": b"\x1f\x8b" + bytes(40),
    "at most 200,000,000": bytes((0, 0, 8, 3)) + b"\xff" * 12,
    "one label each": idx(IMAGES[:-1]),
    "images of bytes": idx(LABELS),
}


@pytest.mark.parametrize("sentence", SENTENCES)
def test_what_cannot_be_read_is_a_sentence(tmp_path: Path, sentence: str) -> None:
    path = written(tmp_path, "train-images-idx3-ubyte", "train-labels-idx1-ubyte")
    Path(path).write_bytes(SENTENCES[sentence])
    with pytest.raises(NnsimError, match=sentence):
        Mnist(path=path).load()


def test_labels_that_are_missing_or_no_digits_are_a_sentence(tmp_path: Path) -> None:
    path = written(tmp_path, "train-images-idx3-ubyte", "train-labels-idx1-ubyte")
    (tmp_path / "train-labels-idx1-ubyte").write_bytes(idx(LABELS + 1))
    with pytest.raises(NnsimError, match="not digits from 0 to 9"):
        Mnist(path=path).load()
    (tmp_path / "train-labels-idx1-ubyte").unlink()
    with pytest.raises(NnsimError, match="images without labels"):
        Mnist(path=path).load()
    other = written(tmp_path, "digits", "train-labels-idx1-ubyte")
    with pytest.raises(NnsimError, match="images without labels"):
        Mnist(path=other).load()


def test_npz_without_digits_is_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "x.npz"
    np.savez(path, a=IMAGES)
    with pytest.raises(NnsimError, match="no arrays x_train and y_train; it has a"):
        Mnist(path=str(path)).load()
    np.savez(path, x_train=IMAGES / 255, y_train=LABELS)
    with pytest.raises(NnsimError, match="images of bytes"):
        Mnist(path=str(path)).load()
