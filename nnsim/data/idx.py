"""IDX, the file format of the MNIST collection: whole numbers of one byte, read with limits, packed by gzip or not.

Source: Y. LeCun, C. Cortes, C. Burges, The MNIST database of handwritten digits.
"""

from __future__ import annotations

import gzip
import math
import zlib
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from nnsim.base.atomic import why_not_read
from nnsim.base.errors import NnsimError
from nnsim.base.paths import is_file
from nnsim.base.reading import open_file
from nnsim.base.text import tr
from nnsim.data.dataset import MOST_NUMBERS

_GZIP = b"\x1f\x8b"
_BYTES = 8
"""The type of values that is read; of those the format names, MNIST and its relatives have no other."""
_MOST_AXES = 3


def is_idx(path: Path) -> bool:
    """Return whether `path` begins like an IDX file, packed or not; raises NnsimError as `open_file` does."""
    with open_file(path) as file:
        begin = file.read(4)
    return begin.startswith(_GZIP) or (len(begin) == 4 and begin[:2] == b"\0\0")


def read_idx(path: Path) -> NDArray[np.uint8]:
    """Return the array in an IDX file, packed by gzip or not.

    Raises
    ------
    NnsimError
        When there is no such file, it is none of bytes with up to three axes, it is too large, or it does
        not have the length it says.
    """
    try:
        with open_file(path) as file:
            packed = file.read(2) == _GZIP
            file.seek(0)
            if not packed:
                return _array(file, path)
            with gzip.GzipFile(fileobj=file) as unpacked:
                return _array(unpacked, path)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise _damaged(path) from error
    except OSError as error:
        raise why_not_read(error, path) from error


def labels_beside(images: Path) -> Path:
    """Return the file of labels that belongs to a file of images, by the names of the collection.

    ``train-images-idx3-ubyte.gz`` has ``train-labels-idx1-ubyte`` beside it, packed or not; a dot may stand
    where the collection has its second hyphen.

    Raises
    ------
    NnsimError
        When there is none.
    """
    name = images.name.removesuffix(".gz").replace("images", "labels").replace("idx3", "idx1")
    for found in (images.with_name(name), images.with_name(name + ".gz")):
        if found.name != images.name and is_file(found):
            return found
    raise NnsimError(
        tr(
            "{file} holds images without labels. Put their labels beside it, called like"
            " train-labels-idx1-ubyte, and call the images like train-images-idx3-ubyte."
        ).format(file=images.name)
    )


def _array(file: BinaryIO | gzip.GzipFile, path: Path) -> NDArray[np.uint8]:
    magic = file.read(4)
    if len(magic) < 4 or magic[:2] != b"\0\0" or not 1 <= magic[3] <= _MOST_AXES or magic[2] != _BYTES:
        raise NnsimError(
            tr(
                "{file} is no IDX file of images or labels. Choose one such as train-images-idx3-ubyte."
            ).format(file=path.name)
        )
    lengths = file.read(4 * magic[3])
    shape = tuple(int.from_bytes(lengths[k : k + 4], "big") for k in range(0, len(lengths), 4))
    size = math.prod(shape)
    if len(lengths) < 4 * magic[3] or not size:
        raise _damaged(path)
    if size > MOST_NUMBERS:
        raise NnsimError(
            tr("{what} has {n} numbers; at most {most} can be read.").format(
                what=path.name, n=f"{size:,}", most=f"{MOST_NUMBERS:,}"
            )
        )
    data = file.read(size + 1)
    if len(data) != size:
        raise _damaged(path)
    return np.frombuffer(data, np.uint8).reshape(shape)


def _damaged(path: Path) -> NnsimError:
    return NnsimError(
        tr("{what} is damaged or cut short. Save it, or copy it here, again.").format(what=path.name)
    )
