"""MNIST as a file of the user's: the digits that most publications measure on."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nnsim.base.arrays_file import ArraysFile
from nnsim.base.errors import NnsimError
from nnsim.base.reading import chosen_file
from nnsim.base.settings import choice, file_path, integer
from nnsim.base.text import mark, tr
from nnsim.data.arrays.idx import is_idx, labels_beside, read_idx
from nnsim.data.arrays.names import by_usual_name
from nnsim.data.dataset import MOST_NUMBERS, Dataset
from nnsim.data.files.file_source import FileSource
from nnsim.data.source import YOUR_FILES, Progress, sources

_CLASSES = 10


@sources.register
@dataclass(frozen=True)
class Mnist(FileSource):
    """The first images of MNIST, or of a collection like it, in the order of the file.

    Reads IDX as the collection comes, with the labels in the file beside it, and NPZ with arrays such as
    ``x_train`` and ``y_train``.
    """

    key = "mnist"
    title = mark("MNIST")
    summary = mark(
        "Handwritten digits from your own copy of MNIST, as IDX (packed or not) with its labels beside it, or NPZ."
    )
    source = "Y. LeCun, C. Cortes, C. Burges (1998), The MNIST database of handwritten digits"
    group = YOUR_FILES
    order = 630

    path: str = file_path(
        label=mark("Images"),
        filters=(
            (mark("MNIST images"), "*ubyte *ubyte.gz *.npz"),
            (mark("All files"), "*"),
        ),
    )
    examples: int = integer(
        0,
        low=0,
        high=70_000,
        usual=(0, 10_000),
        label=mark("First examples"),
        help=mark("How many, from the beginning of the file. 0 means: all"),
    )
    divisor: str = choice(
        "255",
        ("255", "255"),
        ("256", "256"),
        label=mark("Pixels divided by"),
        help=mark("255 makes white 1; some publications divide by 256."),
    )
    layout: str = choice(
        "flat",
        ("flat", mark("one row, for dense layers")),
        ("image", mark("images with one channel, for convolutions")),
        label=mark("Layout"),
    )

    def _beside(self, place: Path) -> tuple[str, ...]:
        return (labels_beside(place).name,) if is_idx(place) else ()

    def _read(self, progress: Progress) -> Dataset:
        path = chosen_file(self.place)
        progress(0.0, tr("Reading {file}").format(file=path.name))
        images, labels = _from_idx(path) if is_idx(path) else _from_npz(path)
        _refuse_no_digits(path, images, labels)
        count = min(self.examples or len(images), len(images))
        pixels = images[:count].astype(np.float64)
        flat = pixels.reshape(count, -1)
        if self.layout == "image":
            side = round(flat.shape[1] ** 0.5)
            pixels = pixels.reshape(count, 1, *(images.shape[1:] if images.ndim == 3 else (side, side)))
        else:
            pixels = flat
        return Dataset(
            title=tr(self.title),
            inputs=pixels / float(self.divisor),
            targets=labels[:count].astype(np.int64),
            task="classes",
            input_names=tuple(f"x{i + 1}" for i in range(flat.shape[1])) if self.layout == "flat" else (),
            target_names=tuple(str(digit) for digit in range(_CLASSES)),
            ready=True,
            divisor=float(self.divisor),
        )


def _from_idx(path: Path) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    return read_idx(path), read_idx(labels_beside(path))


def _from_npz(path: Path) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Return images and labels of the training part."""
    with ArraysFile(path) as file:
        names = by_usual_name(file.names)
        if not (names.x and names.y):
            raise NnsimError(
                tr("{file} has no arrays x_train and y_train; it has {names}.").format(
                    file=path.name, names=file.listed
                )
            )
        return file.array(names.x, MOST_NUMBERS), file.array(names.y, MOST_NUMBERS)


def _refuse_no_digits(path: Path, images: NDArray[np.uint8], labels: NDArray[np.uint8]) -> None:
    """Refuse what is not images of bytes with a digit each; raises NnsimError."""
    right_images = images.dtype == np.uint8 and (images.ndim == 3 or _is_square_rows(images))
    if (
        not right_images
        or labels.dtype.kind not in "iu"
        or labels.shape != images.shape[:1]
        or len(images) < 2
    ):
        raise NnsimError(
            tr(
                "{file} does not hold images of bytes with one label each. Choose the images of MNIST."
            ).format(file=path.name)
        )
    if labels.min() < 0 or labels.max() >= _CLASSES:
        raise NnsimError(
            tr("The labels of {file} are not digits from 0 to 9. Choose the images of MNIST.").format(
                file=path.name
            )
        )


def _is_square_rows(images: NDArray[np.uint8]) -> bool:
    return images.ndim == 2 and round(images.shape[1] ** 0.5) ** 2 == images.shape[1] > 0
